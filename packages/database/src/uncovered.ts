import { keyOf, kindNames, type CatalogRow, type Uncovered } from '@sluice/core';

/** What an uncovered thing, `x`, is, as PostgreSQL writes it. A partition or child: the columns and bounds that it has. */
export const knownDefinition = `CASE x.classid
      WHEN 'pg_class'::regclass THEN (SELECT concat_ws(' ', c.relkind::text, c.reloptions::text,
        CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, pg_get_expr(c.relpartbound, c.oid),
        CASE WHEN c.relkind IN ('r', 'p', 'f') THEN (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(ad.adbin, ad.adrelid)), ',' ORDER BY a.attname)
          FROM pg_attribute a LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END,
        CASE WHEN c.relkind IN ('r', 'p', 'f') THEN (SELECT string_agg(concat_ws(' ', co.conname, pg_get_constraintdef(co.oid)), ',' ORDER BY co.conname) FROM pg_constraint co WHERE co.conrelid = c.oid) END)
        FROM pg_class c WHERE c.oid = x.objid)
      WHEN 'pg_proc'::regclass THEN (SELECT CASE WHEN p.prokind = 'a' THEN p.prosrc ELSE pg_get_functiondef(p.oid) END FROM pg_proc p WHERE p.oid = x.objid)
      WHEN 'pg_trigger'::regclass THEN (SELECT concat(pg_get_triggerdef(t.oid), ' ', t.tgenabled) FROM pg_trigger t WHERE t.oid = x.objid)
      WHEN 'pg_constraint'::regclass THEN pg_get_constraintdef(x.objid)
      WHEN 'pg_rewrite'::regclass THEN pg_get_ruledef(x.objid)
      WHEN 'pg_statistic_ext'::regclass THEN pg_get_statisticsobjdef(x.objid)
      WHEN 'pg_type'::regclass THEN (SELECT concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
        (SELECT string_agg(pg_get_constraintdef(co.oid), ',' ORDER BY co.conname) FROM pg_constraint co WHERE co.contypid = t.oid)) FROM pg_type t WHERE t.oid = x.objid)
      WHEN 'pg_policy'::regclass THEN (SELECT concat_ws(' ', p.polcmd::text, p.polpermissive, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_policy p WHERE p.oid = x.objid)
    END`;

/**
 * What hangs on the objects of the kinds and is of no kind itself: whatever pg_depend knows of.
 */
export const uncoveredSql = `
    SELECT DISTINCT pg_describe_object(x.classid, x.objid, x.objsubid) AS description, b.kind, b.schema, b.table, b.name, 'any' AS stops, ${knownDefinition} AS definition
    FROM pg_depend d
    JOIN address b ON b.classid = d.refclassid AND b.objid = d.refobjid AND b.objsubid = d.refobjsubid
    CROSS JOIN LATERAL (
      SELECT CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END AS classid, coalesce(r.ev_class, d.objid) AS objid, CASE WHEN r.oid IS NULL THEN d.objsubid ELSE 0 END AS objsubid
      FROM (VALUES (1)) one LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid AND r.rulename = '_RETURN') x
    WHERE d.deptype IN ('n', 'a', 'P', 'S')
      AND NOT EXISTS (SELECT FROM address a WHERE a.classid = d.classid AND a.objid = d.objid AND a.objsubid IN (0, d.objsubid))
      AND NOT (d.classid = 'pg_class'::regclass AND d.objsubid > 0 AND b.kind = 'schema')
      AND NOT (d.classid = 'pg_type'::regclass AND EXISTS (SELECT FROM pg_type t WHERE t.oid = d.objid AND (t.typrelid <> 0 OR t.typelem <> 0)))
      AND NOT (d.classid = 'pg_trigger'::regclass AND EXISTS (SELECT FROM pg_trigger t WHERE t.oid = d.objid AND t.tgisinternal))`;

/** A row of {@link uncoveredSql}. */
export function readUncovered(row: CatalogRow): Uncovered {
  const kind = kindNames.find((name) => name === row['kind']);
  const [schema, table] = [row['schema'], row['table']];
  const id = {
    ...(typeof schema === 'string' ? { schema } : {}),
    ...(typeof table === 'string' ? { table } : {}),
    name: String(row['name']),
  };
  return {
    description: String(row['description']),
    on: kind ? [keyOf(kind, id)] : [],
    definition: String(row['definition'] ?? ''),
    stops: row['stops'] === 'drop' ? 'drop' : 'any',
  };
}
