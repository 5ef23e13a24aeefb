import type { Connection } from '@sluice/core';

/** What everything with rows or values is called, by what a rename does not change: an OID, and the number of a column. */
export type Names = ReadonlyMap<string, Named>;

/** Something with a name, and where it stands. */
interface Named {
  readonly name: string;
  /** As a person names it: `users.email`, `billing.invoices`, `status.active`. */
  readonly path: string;
}

/** Reads the names of schemas, relations, columns, types and the values of enums. */
export async function readNames(connection: Connection): Promise<Names> {
  const rows = await connection.query(`
    SELECT id, name, array_to_string(CASE WHEN parts[1] = 'public' AND cardinality(parts) > 1 THEN parts[2:] ELSE parts END, '.') AS path
    FROM (
      SELECT 'schema ' || n.oid AS id, n.nspname::text AS name, ARRAY[n.nspname::text] AS parts, n.nspname::text AS schema
      FROM pg_namespace n
      UNION ALL
      SELECT 'relation ' || c.oid, c.relname::text, ARRAY[n.nspname, c.relname]::text[], n.nspname::text
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S')
      UNION ALL
      SELECT 'column ' || c.oid || ' ' || a.attnum, a.attname::text, ARRAY[n.nspname, c.relname, a.attname]::text[], n.nspname::text
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attinhcount = 0
      WHERE c.relkind IN ('r', 'p')
      UNION ALL
      SELECT 'type ' || t.oid, t.typname::text, ARRAY[n.nspname, t.typname]::text[], n.nspname::text
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c'
      UNION ALL
      SELECT 'value ' || e.oid, e.enumlabel::text, ARRAY[n.nspname, t.typname, e.enumlabel]::text[], n.nspname::text
      FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace
    ) each
    WHERE schema !~ '^pg_' AND schema <> 'information_schema'
    ORDER BY id COLLATE "C"`);
  return new Map(rows.map(({ id, name, path }) => [String(id), { name: String(name), path: String(path) }]));
}

/** What was given another name, by its path before, between two readings of one database. */
export function renamedBetween(before: Names, after: Names): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...before].flatMap(([id, { name, path }]) => {
      const now = after.get(id)?.name;
      return now === undefined || now === name ? [] : [[path, now] as const];
    }),
  );
}
