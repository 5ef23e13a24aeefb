import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

import { catalogText, type ColumnOrder, type Query } from '../../packages/database/src/proof/catalog-text.ts';
import { pgDump, pgDumpMajor } from './pg-dump.ts';

/** What a dump shows. */
export interface DumpOptions {
  /** Leaves out the tables `sluice_version` and `sluice_version_ledger` and all that is their own. Default: true. */
  readonly excludeVersionTable?: boolean;
  /** Default: `ignore`. */
  readonly columnOrder?: ColumnOrder;
  /** Default: pg_dump where the one on the PATH is as new as the server, else the catalog reader. */
  readonly by?: 'pg_dump' | 'catalog';
  /** Queries of a session that is open already, for a database given by its URL. Default: a session of its own. */
  readonly query?: Query;
}

/**
 * The schema of a database as text: the independent judge of what a migration did. Two databases with the same text
 * have the same schema. It shares no code with what it judges.
 */
export async function dump(database: string | PGlite, options: DumpOptions = {}): Promise<string> {
  if (typeof database !== 'string')
    return byCatalog(async (sql) => (await database.query<Record<string, unknown>>(sql)).rows, options);
  if (options.query) return dumpServer(database, options.query, options);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    return await dumpServer(database, async (sql) => (await client.query<Record<string, unknown>>(sql)).rows, options);
  } finally {
    await client.end();
  }
}

async function dumpServer(url: string, query: Query, options: DumpOptions): Promise<string> {
  const [row] = await query(`SELECT current_setting('server_version_num')::int / 10000 AS major`);
  const byPgDump =
    options.by === undefined ? (await pgDumpMajor()) >= Number(row?.['major']) : options.by === 'pg_dump';
  if (!byPgDump) return byCatalog(query, options);
  const [text, rest] = await Promise.all([pgDump(url, settings(options)), whatPgDumpLeavesOut(query)]);
  return `${rest}\n${text}`;
}

async function byCatalog(query: Query, options: DumpOptions): Promise<string> {
  await query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`);
  try {
    await query(`SELECT ${readable.map(([name, value]) => `set_config('${name}', '${value}', true)`).join(', ')}`);
    return await catalogText(query, settings(options));
  } finally {
    await query('ROLLBACK');
  }
}

/** Settings under which PostgreSQL writes every name in full and every value alike. */
const readable = [
  ['search_path', ''],
  ['DateStyle', 'ISO, YMD'],
  ['IntervalStyle', 'postgres'],
  ['extra_float_digits', '1'],
  ['quote_all_identifiers', 'off'],
  ['bytea_output', 'hex'],
  ['TimeZone', 'UTC'],
] as const;

function settings({ excludeVersionTable = true, columnOrder = 'ignore' }: DumpOptions): {
  readonly without: readonly string[];
  readonly columnOrder: ColumnOrder;
} {
  return { without: excludeVersionTable ? ['sluice_version', 'sluice_version_ledger'] : [], columnOrder };
}

/** pg_dump is silent on whether `public` is there, on indexes that are not valid and on the state of a constraint's triggers. */
async function whatPgDumpLeavesOut(query: Query): Promise<string> {
  const rows = await query(`
    SELECT 'schema ' || nspname AS line FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    UNION ALL
    SELECT format('invalid index %s on %s', i.indexrelid::regclass, i.indrelid::regclass) FROM pg_index i WHERE NOT i.indisvalid OR NOT i.indisready
    UNION ALL
    SELECT format('trigger of %I on %s %s', k.conname, tgrelid::regclass, tgenabled) FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint
      WHERE tgisinternal AND tgenabled <> 'O'
    ORDER BY 1`);
  return rows.map((row) => `-- ${String(row['line'])}\n`).join('');
}
