import type { Catalog } from '../../kind.js';
import { isFree } from '../extension-members.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { text } from '../read.js';
import { ownerColumn } from '../rules.js';
import { readAttributes, type CompositeTypeAttributes } from './composite-type.js';
import { commentOf, commentOfColumn } from '../catalog-sql.js';

const from = `pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'`;

const where = (schemas: string): string => `t.typtype = 'c' AND ${schemas} AND ${isFree('pg_type', 't.oid')}`;

/** Composite types that stand alone, not the row types of tables. */
export const compositeTypeCatalog: Catalog<CompositeTypeAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, t.typname AS name, ${commentOf('t.oid', 'pg_type')} AS comment, ${ownerColumn('t.typowner')}, ${privilegesColumn('t.typacl', 'T', 't.typowner')},
      (SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'comment', ${commentOfColumn('c.oid', 'a.attnum')},
          'collation', (SELECT CASE WHEN cn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(cn.nspname) || '.' END || quote_ident(co.collname)
            FROM pg_type b JOIN pg_collation co ON co.oid = a.attcollation AND co.oid <> b.typcollation JOIN pg_namespace cn ON cn.oid = co.collnamespace
            WHERE b.oid = a.atttypid)) ORDER BY a.attnum)
       FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes
    FROM ${from}
    WHERE ${where(schemas)}`,
  read: (row) => ({
    attributes: readAttributes(row['attributes']),
    owner: text(row, 'owner'),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  // What an attribute's type needs, its relation does.
  addresses: (schemas) => `
    SELECT a.classid, a.objid, a.objsubid, n.nspname::text, NULL::text, t.typname::text
    FROM ${from}
    CROSS JOIN LATERAL (
      SELECT 'pg_type'::regclass::oid AS classid, t.oid AS objid, 0 AS objsubid UNION ALL SELECT 'pg_type'::regclass, t.typarray, 0
      UNION ALL SELECT 'pg_class'::regclass, c.oid, 0
      UNION ALL SELECT 'pg_class'::regclass, c.oid, x.attnum::int FROM pg_attribute x WHERE x.attrelid = c.oid AND x.attnum > 0
    ) a
    WHERE ${where(schemas)}`,
};
