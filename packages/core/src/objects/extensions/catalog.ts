import type { Catalog } from '../../kind.js';
import { isFree } from '../extension-members.js';
import { text } from '../read.js';
import type { ExtensionAttributes } from './extension.js';
import { commentOf } from '../catalog-sql.js';

/** PL/pgSQL is in every new database; nobody made it. */
const isOwn = `x.extname <> 'plpgsql'`;

/** Its members: what CREATE EXTENSION made. */
const members = `pg_extension x JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = x.oid AND d.deptype = 'e'`;

const named = `NULL::text, NULL::text, x.extname::text`;

/** Extensions. They stand in no schema; where their members stand is an attribute. */
export const extensionCatalog: Catalog<ExtensionAttributes> = {
  sql: () => `
    SELECT x.extname AS name, x.extversion AS version, CASE WHEN ${isFree('pg_namespace', 'xn.oid')} THEN xn.nspname END AS in_schema,
      CASE WHEN a.comment IS DISTINCT FROM ${commentOf('x.oid', 'pg_extension')} THEN coalesce(${commentOf('x.oid', 'pg_extension')}, '') END AS comment
    FROM pg_extension x JOIN pg_namespace xn ON xn.oid = x.extnamespace
    LEFT JOIN pg_available_extensions() a ON a.name = x.extname
    WHERE ${isOwn}`,
  read: (row) => ({ schema: text(row, 'in_schema'), version: text(row, 'version'), comment: text(row, 'comment') }),
  // What comes with a member is no member itself: an array type, a column, what an operator family holds.
  addresses: () => `
    SELECT 'pg_extension'::regclass::oid, x.oid, 0, ${named} FROM pg_extension x WHERE ${isOwn}
    UNION ALL SELECT d.classid, d.objid, d.objsubid, ${named} FROM ${members} WHERE ${isOwn}
    UNION ALL SELECT i.classid, i.objid, i.objsubid, ${named} FROM ${members}
      JOIN pg_depend i ON i.refclassid = d.classid AND i.refobjid = d.objid
        AND (i.deptype = 'i' OR i.deptype = 'a' AND i.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass))
      WHERE ${isOwn}
    UNION ALL SELECT d.classid, d.objid, c.attnum::int, ${named} FROM ${members} JOIN pg_attribute c ON d.classid = 'pg_class'::regclass AND c.attrelid = d.objid AND c.attnum > 0 WHERE ${isOwn}`,
};
