import type { Catalog } from '../../kind.js';
import { grantRow, privilegesColumn, readPrivileges } from '../privileges.js';
import type { DefaultPrivilegesAttributes } from './default-privileges.js';
import { letters } from './scope.js';
import { literal } from '../../sql/quote.js';

const words = Object.entries(letters)
  .map(([word, letter]) => `WHEN ${literal(letter)} THEN ${literal(word)}`)
  .join(' ');

const named = `concat(CASE d.defaclobjtype ${words} END, CASE WHEN pg_get_userbyid(d.defaclrole) <> current_user THEN ' of ' || quote_ident(pg_get_userbyid(d.defaclrole)) END,
      ' in ' || quote_ident(n.nspname))`;

/** Those of the whole database have no schema: there `n` is empty. */
const from = 'pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace';
const where = (schemas: string): string =>
  `d.defaclobjtype IN (${Object.values(letters).map(literal).join(', ')}) AND (n.oid IS NULL OR ${schemas})`;

/** acldefault has a letter of its own for sequences. */
const ofDatabase = privilegesColumn('d.defaclacl', 'r', 'd.defaclrole').replaceAll(
  `acldefault('r', d.defaclrole)`,
  `acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char", d.defaclrole)`,
);

const inSchema = `(SELECT jsonb_agg(${grantRow('x', 'd.defaclrole')} - 'owner' ORDER BY x.n)
      FROM aclexplode(d.defaclacl) WITH ORDINALITY x(grantor, grantee, privilege_type, is_grantable, n))`;

/** Default privileges: pg_default_acl. */
export const defaultPrivilegesCatalog: Catalog<DefaultPrivilegesAttributes> = {
  sql: (schemas) => `
    SELECT ${named} AS name, CASE WHEN n.oid IS NULL THEN p.privileges ELSE ${inSchema} END AS privileges
    FROM ${from} CROSS JOIN LATERAL (SELECT ${ofDatabase}) p WHERE ${where(schemas)}`,
  read: (row) => ({ privileges: readPrivileges(row) ?? [] }),
  addresses: (schemas) => `
    SELECT 'pg_default_acl'::regclass::oid, d.oid, 0, NULL::text, NULL::text, ${named}
    FROM ${from} WHERE ${where(schemas)}`,
};
