import { createHash } from 'node:crypto';

/**
 * A plain description of a database, a line for each thing: it asks PostgreSQL alone and knows nothing of Sluice. The
 * order of a table's columns is left out, since PostgreSQL cannot put a column back in its place.
 */
const things = `
  SELECT format('%s %I.%I', CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' ELSE 'sequence' END, n.nspname, c.relname)
      || coalesce(' privileges ' || c.relacl::text, '') || CASE WHEN c.relrowsecurity THEN ' row security' ELSE '' END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'S') AND ours(n.nspname)
  UNION ALL
  SELECT concat_ws(' ', 'column', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid),
      CASE WHEN a.attnotnull THEN 'not null' END, nullif('identity ' || a.attidentity::text, 'identity '))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v') AND ours(n.nspname)
  UNION ALL
  SELECT concat_ws(' ', 'constraint', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE k.conrelid <> 0 AND k.contype <> 'n' AND ours(n.nspname)
  UNION ALL
  SELECT pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ours(n.nspname)
  UNION ALL
  SELECT concat_ws(' ', 'enum', t.oid::regtype, (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND ours(n.nspname)
  UNION ALL
  SELECT concat_ws(' ', 'sequence', sequencename, data_type, start_value, min_value, max_value, increment_by, cycle, cache_size)
    FROM pg_sequences WHERE ours(schemaname)
  UNION ALL
  SELECT pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'v' AND ours(n.nspname)
  UNION ALL
  SELECT pg_get_triggerdef(t.oid)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND ours(n.nspname)
  UNION ALL
  SELECT concat_ws(' ', 'function', p.oid::regprocedure, md5(p.prosrc)) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ours(n.nspname)
  UNION ALL
  SELECT concat_ws(' ', 'comment', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
    FROM pg_description d JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ours(n.nspname)`.replace(/ours\(([\w.]+)\)/g, `($1 !~ '^pg_' AND $1 <> 'information_schema')`);

/** The description, sorted. Sluice's own table is not a part of the application. */
export async function describe(lite) {
  const { rows } = await lite.query(
    `SELECT line FROM (${things}) AS found(line) WHERE line !~ 'sluice_version' ORDER BY 1`,
  );
  return rows.map(({ line }) => line);
}

/** The first figures of a description's SHA-256. */
export const hashOf = (lines) => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);

/** How many rows each table has. */
export async function countRows(lite) {
  const { rows } = await lite.query(`
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = 'public' AND c.relname !~ '^sluice_version' ORDER BY 1`);
  const counts = [];
  for (const { name } of rows) {
    const { rows: found } = await lite.query(`SELECT count(*)::int AS count FROM "${name}"`);
    counts.push([name, found[0].count]);
  }
  return Object.fromEntries(counts);
}
