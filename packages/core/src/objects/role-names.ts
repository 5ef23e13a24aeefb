import type { Renaming } from '../kind.js';
import { ident } from '../sql/quote.js';

/** Words that stand for a role: PostgreSQL puts in their place who runs the statement, or everyone. */
const words: ReadonlyMap<string, string> = new Map([
  ['public', 'PUBLIC'],
  ['current_user', 'CURRENT_USER'],
  ['current_role', 'CURRENT_ROLE'],
  ['session_user', 'SESSION_USER'],
]);

/** A role as statements name it. */
export const roleName = (role: string): string => words.get(role) ?? ident(role);

/** Whether it is the name of a role, not a word for one. */
export const isRole = (role: string): boolean => !words.has(role);

/** Roles as the catalog names them: each once, sorted, and nobody besides everyone. */
export function rolesFor(roles: readonly string[], who: { readonly user: string; readonly sessionUser: string }) {
  const named = roles.map((role) =>
    role === 'session_user' ? who.sessionUser : role === 'current_user' || role === 'current_role' ? who.user : role,
  );
  return named.includes('public') ? ['public'] : sortedRoles(named);
}

/** Each once, in the order in which catalog queries give them. */
export const sortedRoles = (roles: readonly string[]): readonly string[] => [...new Set(roles)].toSorted(byCodePoint);

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A role once it may have another name. */
export const followRole = (role: string, { kind, id, to }: Renaming): string =>
  kind === 'role' && role === id.name ? to : role;

/** Roles once one of them may have another name. */
export const followRoles = (roles: readonly string[], renaming: Renaming): readonly string[] =>
  renaming.kind === 'role' ? sortedRoles(roles.map((role) => followRole(role, renaming))) : roles;
