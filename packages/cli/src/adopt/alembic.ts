import { ident, type Connection } from '@sluice/core';

/** A table in which Alembic records where a database is. */
export interface AlembicRecord {
  /** `public.alembic_version`. */
  readonly table: string;
  /** The revisions that it names; several where there are branches. */
  readonly heads: readonly string[];
}

/** Finds the version tables of Alembic, in whichever schema. */
export async function readAlembic(connection: Connection): Promise<readonly AlembicRecord[]> {
  const tables = await connection.query(
    `select n.nspname as schema, c.relname as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'version_num' and not a.attisdropped
     where c.relname = 'alembic_version' and c.relkind in ('r', 'p') order by n.nspname collate "C"`,
  );
  const records: AlembicRecord[] = [];
  for (const { schema, name } of tables) {
    const rows = await connection.query(
      `select version_num from ${ident(String(schema), String(name))} order by version_num collate "C"`,
    );
    records.push({ table: `${String(schema)}.${String(name)}`, heads: rows.map((row) => String(row['version_num'])) });
  }
  return records;
}
