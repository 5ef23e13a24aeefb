import { keyOf, kindNames, type CatalogRow, type Uncovered } from '@sluice/core';

/**
 * What hangs on the objects of the kinds and is of no kind itself: whatever pg_depend knows of, and what stands in the
 * objects' own rows (privileges, replica identity) and goes down with them.
 */
export const uncoveredSql = (schemas: string): string => `
    SELECT DISTINCT pg_describe_object(x.classid, x.objid, x.objsubid) AS description, b.kind, b.schema, b.table, b.name, 'any' AS stops
    FROM pg_depend d
    JOIN address b ON b.classid = d.refclassid AND b.objid = d.refobjid AND b.objsubid = d.refobjsubid
    CROSS JOIN LATERAL (
      SELECT CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END AS classid, coalesce(r.ev_class, d.objid) AS objid, CASE WHEN r.oid IS NULL THEN d.objsubid ELSE 0 END AS objsubid
      FROM (VALUES (1)) one LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid AND r.rulename = '_RETURN') x
    WHERE d.deptype IN ('n', 'a', 'P', 'S')
      AND NOT EXISTS (SELECT FROM address a WHERE a.classid = d.classid AND a.objid = d.objid AND a.objsubid IN (0, d.objsubid))
      AND NOT (d.classid = 'pg_class'::regclass AND d.objsubid > 0 AND b.kind = 'schema')
      AND NOT (d.classid = 'pg_type'::regclass AND EXISTS (SELECT FROM pg_type t WHERE t.oid = d.objid AND (t.typrelid <> 0 OR t.typelem <> 0)))
      AND NOT (d.classid = 'pg_trigger'::regclass AND EXISTS (SELECT FROM pg_trigger t WHERE t.oid = d.objid AND t.tgisinternal))
    UNION ALL
    SELECT 'privileges on ' || pg_describe_object('pg_class'::regclass, c.oid, 0), CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, n.nspname, NULL, c.relname, 'drop'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'S') AND ${schemas}
    UNION ALL
    SELECT 'privileges on ' || pg_describe_object('pg_class'::regclass, c.oid, a.attnum), 'column', n.nspname, c.relname, a.attname, 'drop'
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND (a.attacl IS NOT NULL OR a.attoptions IS NOT NULL) AND c.relkind IN ('r', 'p') AND ${schemas}
    UNION ALL
    SELECT 'privileges on schema ' || n.nspname, 'schema', NULL, NULL, n.nspname, 'drop'
    FROM pg_namespace n WHERE n.nspacl IS NOT NULL AND ${schemas}
    UNION ALL
    SELECT 'privileges on type ' || t.typname, 'enum', n.nspname, NULL, t.typname, 'any'
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND t.typacl IS NOT NULL AND ${schemas}
    UNION ALL
    SELECT 'the replica identity of table ' || c.relname, 'table', n.nspname, NULL, c.relname, 'drop'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relreplident <> 'd' AND c.relkind IN ('r', 'p') AND ${schemas}
    UNION ALL
    SELECT 'the replica identity of table ' || c.relname, k.kind, n.nspname, c.relname, ic.relname, 'drop'
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class ic ON ic.oid = i.indexrelid
    CROSS JOIN (VALUES ('index'), ('primary_key'), ('unique')) k(kind) WHERE i.indisreplident AND ${schemas}`;

/** A row of {@link uncoveredSql}. */
export function readUncovered(row: CatalogRow): Uncovered {
  const kind = kindNames.find((name) => name === row['kind']);
  const [schema, table] = [row['schema'], row['table']];
  const id = { ...(typeof schema === 'string' ? { schema } : {}), ...(typeof table === 'string' ? { table } : {}), name: String(row['name']) };
  return { description: String(row['description']), on: kind ? [keyOf(kind, id)] : [], stops: row['stops'] === 'drop' ? 'drop' : 'any' };
}
