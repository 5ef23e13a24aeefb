import { isJsonObject, isList, type Json } from '../json.js';
import type { Attribute, CatalogRow, PrivilegeTarget } from '../kind.js';
import type { Id } from '../object.js';
import { ident, literal } from '../sql/quote.js';
import { inside, type Statement } from '../statement.js';
import { roleName } from './role-names.js';

/** What a role may do with an object. The owner, who may do everything, is not named unless something was taken away. */
export interface Grant {
  /** A role, or `public` for everybody. */
  readonly to: string;
  /** SELECT, INSERT, … */
  readonly privileges: readonly string[];
  /** The role may pass them on. */
  readonly grantable?: boolean;
}

/** Attributes of what privileges are granted on. */
export interface Privileged {
  /** Null: as PostgreSQL gives them to what is new. */
  readonly privileges?: readonly Grant[] | null;
}

/** The rule for privileges: REVOKE what was, GRANT what is to be. */
export function privilegesOf(target: (id: Id) => PrivilegeTarget): Attribute<Privileged, 'privileges'> {
  return {
    default: null,
    alter: ({ id, from, to }) => changePrivileges(target(id), from.privileges ?? null, to.privileges ?? null),
  };
}

/** The statements that turn some privileges into others. */
export function changePrivileges(
  target: PrivilegeTarget,
  from: readonly Grant[] | null,
  to: readonly Grant[] | null,
): readonly Statement[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  const before = new Set([
    'public',
    ...(from ?? []).map((grant) => grant.to),
    ...(to ?? []).filter(({ privileges }) => privileges.length === 0).map((grant) => grant.to),
  ]);
  const grants = to ?? (target.everybody ?? []).map((privilege): Grant => ({ to: 'public', privileges: [privilege] }));
  return [
    inside(`REVOKE ALL${columnOf(target)} ON ${target.on} FROM ${[...before].map(roleName).join(', ')}`),
    ...grants.filter(({ privileges }) => privileges.length > 0).map((grant) => inside(grantSql(target, grant))),
  ];
}

/** Privileges as they stand in an attribute. */
export function readGrants(value: Json | undefined): readonly Grant[] | null {
  if (!isList(value)) return null;
  return value.filter(isJsonObject).map((grant) => ({
    to: String(grant['to']),
    privileges: isList(grant['privileges']) ? grant['privileges'].map(String) : [],
    ...(grant['grantable'] === true ? { grantable: true } : {}),
  }));
}

function grantSql(target: PrivilegeTarget, { to, privileges, grantable }: Grant): string {
  const what = privileges.map((privilege) => `${privilege}${columnOf(target)}`).join(', ');
  return `GRANT ${what} ON ${target.on} TO ${roleName(to)}${grantable ? ' WITH GRANT OPTION' : ''}`;
}

const columnOf = ({ column }: PrivilegeTarget): string => (column === undefined ? '' : ` (${ident(column)})`);

/**
 * The privileges on an object as a column of a catalog query: none where they are those of what is new. `type` is what
 * acldefault calls the sort of object.
 */
export function privilegesColumn(acl: string, type: 'r' | 's' | 'n' | 'T' | 'c' | 'f', owner: string): string {
  const usual = `acldefault(${literal(type)}, ${owner})`;
  const owned = (list: string): string => `(SELECT count(*) FROM aclexplode(${list}) o WHERE o.grantee = ${owner})`;
  return `CASE WHEN NOT (${acl} @> ${usual} AND ${acl} <@ ${usual}) THEN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('to', CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END,
          'privilege', x.privilege_type, 'grantable', x.is_grantable) ORDER BY x.n), '[]')
        FROM aclexplode(${acl}) WITH ORDINALITY x(grantor, grantee, privilege_type, is_grantable, n)
        WHERE x.grantee <> ${owner} OR ${owned(acl)} <> ${owned(usual)}) END AS privileges`;
}

/** A row's privileges, those of a role together. */
export function readPrivileges(row: CatalogRow): readonly Grant[] | null {
  const rows = row['privileges'];
  if (!isList(rows)) return null;
  const grants = new Map<string, { readonly to: string; readonly privileges: string[]; readonly grantable: boolean }>();
  for (const each of rows.filter(isJsonObject)) {
    const [to, grantable] = [String(each['to']), each['grantable'] === true];
    const key = JSON.stringify([to, grantable]);
    const grant = grants.get(key) ?? { to, privileges: [], grantable };
    grant.privileges.push(String(each['privilege']));
    grants.set(key, grant);
  }
  return [...grants.values()].map(({ to, privileges, grantable }) => ({
    to,
    privileges,
    ...(grantable ? { grantable } : {}),
  }));
}
