import { isJsonObject, isList } from '../../json.js';
import type { Catalog, CatalogRow } from '../../kind.js';
import { flag, needText, text } from '../read.js';
import type { Membership, RoleAttributes } from './role.js';

/** Memberships of which a role, `r`, is one side, by the name of the other. From 16 on several may grant one: they add up. */
const memberships = (one: 'roleid' | 'member', other: 'roleid' | 'member'): string => `
      (SELECT jsonb_agg(to_jsonb(q) ORDER BY q.role COLLATE "C") FROM (
        SELECT pg_get_userbyid(m.${other})::text AS role, bool_or(m.admin_option) AS admin,
          bool_or((to_jsonb(m)->>'inherit_option')::boolean) AS inherit, bool_or((to_jsonb(m)->>'set_option')::boolean) AS set,
          bool_or(member.rolinherit) AS inherits
        FROM pg_auth_members m JOIN pg_roles member ON member.oid = m.member WHERE m.${one} = r.oid GROUP BY 1) q)`;

/** Roles of the cluster. */
export const roleCatalog: Catalog<RoleAttributes> = {
  sql: () => `
    SELECT r.rolname AS name, r.rolcreatedb AS create_db, r.rolcreaterole AS create_role, r.rolinherit AS inherit, r.rolcanlogin AS login,
      r.rolsuper AS superuser, r.rolreplication AS replication, r.rolbypassrls AS bypass_rls, nullif(r.rolconnlimit, -1) AS connection_limit,
      r.rolvaliduntil::text AS valid_until, ${memberships('member', 'roleid')} AS member_of, ${memberships('roleid', 'member')} AS members,
      shobj_description(r.oid, 'pg_authid') AS comment
    FROM pg_roles r`,
  read: (row) => ({
    createDb: flag(row, 'create_db'),
    createRole: flag(row, 'create_role'),
    inherit: flag(row, 'inherit'),
    login: flag(row, 'login'),
    superuser: flag(row, 'superuser'),
    replication: flag(row, 'replication'),
    bypassRls: flag(row, 'bypass_rls'),
    connectionLimit: row['connection_limit'] == null ? null : Number(row['connection_limit']),
    validUntil: text(row, 'valid_until'),
    memberOf: readMemberships(row, 'member_of'),
    members: readMemberships(row, 'members'),
    comment: text(row, 'comment'),
  }),
  // What depends on a role stands in pg_shdepend, and each object says it itself.
  addresses: () => `SELECT 0::oid, 0::oid, 0, NULL::text, NULL::text, NULL::text WHERE false`,
};

function readMemberships(row: CatalogRow, column: string): readonly Membership[] {
  const rows = row[column];
  if (!isList(rows)) return [];
  return rows.filter(isJsonObject).map((each) => ({
    role: needText(each, 'role'),
    ...(flag(each, 'admin') ? { admin: true } : {}),
    ...(typeof each['inherit'] === 'boolean' && each['inherit'] !== each['inherits']
      ? { inherit: each['inherit'] }
      : {}),
    ...(each['set'] === false ? { noSet: true } : {}),
  }));
}
