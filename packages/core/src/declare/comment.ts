import { amend, type Amendment } from './declaration.js';

/**
 * The comment of a table, a column, a view, an enum, a sequence, a schema or a declared object: COMMENT ON. Null takes
 * it away, and so does an empty text: PostgreSQL keeps none. What has no such declaration keeps the comment that it has in the database.
 *
 * @example
 * ```ts
 * import { integer, pgTable } from 'drizzle-orm/pg-core';
 * import { comment } from 'sluice/models';
 *
 * export const users = pgTable('users', { id: integer().primaryKey() });
 * export const usersComment = comment(users, 'People who can sign in');
 * export const usersIdComment = comment(users.id, 'Never shown');
 * ```
 */
export const comment = (of: object, text: string | null): Amendment =>
  amend({ of, attributes: { comment: text === '' ? null : text } });
