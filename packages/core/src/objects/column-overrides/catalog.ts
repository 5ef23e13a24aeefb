import type { Catalog, CatalogRow } from '../../kind.js';
import { notNullColumns, readNotNull, type NotNullConstraint } from '../not-null.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { readParameters } from '../rules.js';
import { flag, text } from '../read.js';
import { isTable } from '../tables/catalog.js';
import type { ColumnOverrideAttributes } from './column-override.js';
import { commentOfColumn } from '../catalog-sql.js';

/** Inherited columns, `a`, with the parent's, `p`: that of the first parent which has it. */
const from = `(SELECT DISTINCT ON (a.attrelid, a.attnum) a.attrelid AS rel, a.attnum AS att, a.attname, h.inhparent AS parent, p.attnum AS parent_att,
      a.attnotnull AS not_null, p.attnotnull AS parent_not_null, a.attstorage AS storage, p.attstorage AS parent_storage,
      a.attcompression AS compression, p.attcompression AS parent_compression,
      a.attgenerated AS generated, nullif(a.attstattarget, -1) AS statistics, a.attoptions AS options, a.attacl AS acl
    FROM pg_inherits h JOIN pg_attribute a ON a.attrelid = h.inhrelid JOIN pg_attribute p ON p.attrelid = h.inhparent AND p.attname = a.attname
    WHERE a.attnum > 0 AND NOT a.attisdropped AND NOT a.attislocal AND NOT p.attisdropped
    ORDER BY a.attrelid, a.attnum, h.inhseqno) a
    LEFT JOIN pg_attrdef d ON d.adrelid = a.rel AND d.adnum = a.att
    LEFT JOIN pg_attrdef pd ON pd.adrelid = a.parent AND pd.adnum = a.parent_att
    LEFT JOIN pg_constraint nn ON nn.conrelid = a.rel AND nn.conkey[1] = a.att AND nn.contype = 'n'
    JOIN pg_class c ON c.oid = a.rel JOIN pg_namespace n ON n.oid = c.relnamespace`;

const storages = `CASE a.storage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END`;

/** The attributes of an override as columns of a query: all null where there is none. */
const overrides = `
      CASE WHEN a.generated = '' AND pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM pg_get_expr(pd.adbin, pd.adrelid)
        THEN coalesce(pg_get_expr(d.adbin, d.adrelid), 'NULL') END AS "default",
      CASE WHEN coalesce(nn.conislocal, a.not_null AND NOT a.parent_not_null) THEN true END AS not_null,
      ${notNullColumns('NOT nn.conislocal', 'nn.coninhcount > 0')},
      CASE WHEN a.storage <> a.parent_storage THEN ${storages} END AS storage,
      CASE WHEN a.compression = 'p' THEN 'pglz' WHEN a.compression = 'l' THEN 'lz4' WHEN a.parent_compression <> '' THEN 'default' END AS compression,
      a.statistics, a.options, ${privilegesColumn('a.acl', 'c', 'c.relowner')}, ${commentOfColumn('a.rel', 'a.att')} AS comment`;

const query = (schemas: string): string => `
    SELECT q.* FROM (
      SELECT n.nspname AS schema, c.relname AS table, a.attname AS name, a.rel, a.att, d.oid AS adoid, ${overrides}
      FROM ${from}
      WHERE ${isTable} AND ${schemas}) q
    WHERE coalesce(q.default, q.not_null::text, q.not_null_comment, q.storage, q.compression, q.statistics::text, q.options::text, q.privileges::text, q.comment) IS NOT NULL`;

/** A parent's constraint is only spoken of where there is a comment on it. */
function readOwn(row: CatalogRow): NotNullConstraint | null {
  const found = readNotNull(row);
  return found?.inherited && found.comment === undefined ? null : found;
}

/** What children say otherwise of the columns that they inherit. */
export const columnOverrideCatalog: Catalog<ColumnOverrideAttributes> = {
  sql: query,
  read: (row) => ({
    default: text(row, 'default'),
    notNull: flag(row, 'not_null'),
    notNullConstraint: readOwn(row),
    storage: text(row, 'storage'),
    compression: text(row, 'compression'),
    statistics: row['statistics'] == null ? null : Number(row['statistics']),
    options: readParameters(row['options']),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT 'pg_attrdef'::regclass::oid, q.adoid, 0, q.schema::text, q.table::text, q.name::text
    FROM (${query(schemas)}) q WHERE q.default IS NOT NULL AND q.adoid IS NOT NULL`,
};
