import { isJsonObject } from '../../json.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { ownerColumn } from '../rules.js';
import type { Catalog, CatalogRow } from '../../kind.js';
import { needText, text } from '../read.js';
import { optionColumns, readOptions } from './options.js';
import type { SequenceAttributes } from './sequence.js';
import { commentOf } from '../catalog-sql.js';

/**
 * The sequences that serial made: owned by an integer column of the same schema whose default is their nextval.
 * They belong to the column. OFFSET 0 has no default written out but those that depend on one of these: a database has
 * thousands of others.
 */
export const serialSequences = `
    SELECT s.seq, s.rel, s.att FROM (
    SELECT d.objid AS seq, d.refobjid AS rel, d.refobjsubid AS att, sd.adbin
    FROM pg_depend d
    JOIN pg_class sc ON sc.oid = d.objid AND sc.relkind = 'S'
    JOIN pg_class tc ON tc.oid = d.refobjid AND tc.relnamespace = sc.relnamespace
    JOIN pg_attribute sa ON sa.attrelid = d.refobjid AND sa.attnum = d.refobjsubid
    JOIN pg_attrdef sd ON sd.adrelid = d.refobjid AND sd.adnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid > 0
      AND sa.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) AND sa.attgenerated = ''
      AND EXISTS (SELECT FROM pg_depend u WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = sd.oid AND u.refclassid = 'pg_class'::regclass AND u.refobjid = d.objid)
    OFFSET 0) s WHERE pg_get_expr(s.adbin, s.rel) ~ '^nextval\\(E?''.*''::regclass\\)$'`;

const alone = `
      AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype IN ('e', 'i'))
      AND NOT EXISTS (SELECT FROM (${serialSequences}) serial WHERE serial.seq = c.oid)`;

/** Sequences that stand alone. */
export const sequenceCatalog: Catalog<SequenceAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS name, ${commentOf('c.oid', 'pg_class')} AS comment, ${ownerColumn('c.relowner')}, ${privilegesColumn('c.relacl', 's', 'c.relowner')}, ${optionColumns},
      (SELECT jsonb_build_object('schema', tn.nspname, 'table', tc.relname, 'column', a.attname)
       FROM pg_depend d JOIN pg_class tc ON tc.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = tc.relnamespace
       JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a') AS owned_by
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
    WHERE c.relkind = 'S' AND ${schemas}${alone}`,
  read: (row) => ({
    type: needText(row, 'seq_type'),
    ...readOptions(row),
    ownedBy: ownedBy(row),
    owner: text(row, 'owner'),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT 'pg_class'::regclass::oid, c.oid, 0, n.nspname::text, NULL::text, c.relname::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND ${schemas}${alone}`,
};

function ownedBy(row: CatalogRow): NonNullable<SequenceAttributes['ownedBy']> | null {
  const owner = row['owned_by'];
  return isJsonObject(owner)
    ? { schema: needText(owner, 'schema'), table: needText(owner, 'table'), column: needText(owner, 'column') }
    : null;
}
