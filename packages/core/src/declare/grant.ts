import { amend, type Amendment } from './declaration.js';

/** Whom privileges are granted to, and which. */
export interface GrantOptions {
  /** A role by its name or as `pgRole()` made it, several, or `public` for everybody. */
  readonly to: string | { readonly name: string } | readonly (string | { readonly name: string })[];
  /** `select`, `insert`, … or `all`; an empty list takes all of them away. */
  readonly privileges: readonly string[];
  /** WITH GRANT OPTION. */
  readonly grantable?: boolean;
}

/**
 * Privileges on a table, a column, a sequence, a schema, an enum or a declared object: GRANT. What the roles that are
 * named may do is exactly what is declared, all declarations for one object together; of other roles nothing changes.
 *
 * @example
 * ```ts
 * import { integer, pgRole, pgTable } from 'drizzle-orm/pg-core';
 * import { grant } from 'sluice/models';
 *
 * export const reader = pgRole('reader');
 * export const users = pgTable('users', { id: integer().primaryKey() });
 * export const readers = grant(users, { to: reader, privileges: ['select'] });
 * export const nobody = grant(users, { to: 'public', privileges: [] });
 * ```
 */
export function grant(on: object, { to, privileges, grantable = false }: GrantOptions): Amendment {
  const roles = [to].flat().map((role) => (typeof role === 'string' ? role : role.name));
  return amend({
    of: on,
    attributes: {
      privileges: roles.map((role) => ({ to: role, privileges, ...(grantable ? { grantable } : {}) })),
    },
  });
}
