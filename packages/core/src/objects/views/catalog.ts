import type { Catalog } from '../../kind.js';
import { literal } from '../../sql/quote.js';
import { isFree } from '../extension-members.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { needText, text } from '../read.js';
import { ownerColumn, readParameters } from '../rules.js';
import { readColumns, viewColumns } from './columns.js';
import type { ViewAttributes } from './view.js';
import { commentOf } from '../catalog-sql.js';

/** Which rows of pg_class, `c`, are views or materialized views that are not an extension's. */
export const isView = (kind: 'v' | 'm'): string => `c.relkind = ${literal(kind)} AND ${isFree('pg_class', 'c.oid')}`;

/** The query of a view as a column of a catalog query, without the blank before it and the semicolon after it. */
export const queryColumn = `btrim(pg_get_viewdef(c.oid), E' \\n;') AS query`;

/** Views. */
export const viewCatalog: Catalog<ViewAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS name, ${queryColumn}, c.reloptions AS options, k.columns,
      ${ownerColumn('c.relowner')}, ${privilegesColumn('c.relacl', 'r', 'c.relowner')}, ${commentOf('c.oid', 'pg_class')} AS comment
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN (${viewColumns('v', schemas)}) k ON k.relation = c.oid
    WHERE ${isView('v')} AND ${schemas}`,
  read: (row) => ({
    query: needText(row, 'query'),
    with: readParameters(row['options']),
    ...readColumns(row['columns']),
    owner: text(row, 'owner'),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => viewAddresses('v', schemas),
};

/** A view is its row in pg_class, its columns and their defaults, the rule that holds its query, and the type of its rows. */
export const viewAddresses = (kind: 'v' | 'm', schemas: string): string => `
    SELECT a.classid, a.objid, a.objsubid, n.nspname::text, NULL::text, c.relname::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (
      SELECT 'pg_class'::regclass::oid AS classid, c.oid AS objid, 0 AS objsubid
      UNION ALL SELECT 'pg_class'::regclass, c.oid, a.attnum::int FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
      UNION ALL SELECT 'pg_attrdef'::regclass, ad.oid, 0 FROM pg_attrdef ad WHERE ad.adrelid = c.oid
      UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, 0 FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename = '_RETURN'
      UNION ALL SELECT 'pg_type'::regclass, t.oid, 0 FROM pg_type t WHERE t.typrelid = c.oid
      UNION ALL SELECT 'pg_type'::regclass, t.typarray, 0 FROM pg_type t WHERE t.typrelid = c.oid) a
    WHERE ${isView(kind)} AND ${schemas}`;
