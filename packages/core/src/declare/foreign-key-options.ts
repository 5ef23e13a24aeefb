import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { amend, type Amendment } from './declaration.js';

/** What Drizzle has no word for, of a foreign key. What is left out stays as it is in the database. */
export interface ForeignKeyOptions {
  /** It can be checked at the end of a transaction. */
  readonly deferrable?: boolean;
  /** It is, unless the transaction says otherwise. */
  readonly initiallyDeferred?: boolean;
  /** Rows that exist when it is made are not checked. */
  readonly notValid?: boolean;
  /** `full`: of several columns all are null, or none. */
  readonly match?: 'simple' | 'full';
}

/** A foreign key of the models, named by its table and columns. */
export interface ForeignKeyOf {
  readonly foreignKeyOf: PgTable;
  readonly columns: readonly PgColumn[];
}

/**
 * More of a foreign key that the models have, which is named by its table and columns.
 *
 * @example
 * ```ts
 * import { integer, pgTable } from 'drizzle-orm/pg-core';
 * import { foreignKeyOptions } from 'sluice/models';
 *
 * export const users = pgTable('users', { id: integer().primaryKey() });
 * export const posts = pgTable('posts', { userId: integer('user_id').references(() => users.id) });
 * export const postsUser = foreignKeyOptions(posts, [posts.userId], { deferrable: true, initiallyDeferred: true });
 * ```
 */
export function foreignKeyOptions(table: PgTable, columns: readonly PgColumn[], options: ForeignKeyOptions): Amendment {
  const of: ForeignKeyOf = { foreignKeyOf: table, columns };
  return amend({ of, attributes: { ...options } });
}
