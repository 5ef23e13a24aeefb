import { ident, type Connection } from '@sluice/core';
import { StatementFailed } from './database-errors.js';
import { reading } from './reading.js';

/** How large a table is, with its partitions and those that inherit it. */
export interface TableSize {
  readonly schema: string;
  readonly name: string;
  /** How many rows; undefined where nobody has counted them. */
  readonly rows: number | undefined;
  /** Whether they were counted just now; else it is what the last ANALYZE, VACUUM or index build saw. */
  readonly isExact: boolean;
  /** On disk, with its indexes and what is stored apart. */
  readonly bytes: number;
}

/** Up to so many bytes of rows are counted where no estimate is. */
const SMALL = 16 * 1024 * 1024;

/**
 * Reads how large tables are, in one query; of small ones whose rows were never estimated, these are counted. Where somebody has
 * one of them locked, nothing is known.
 */
export async function readTableSizes(
  connection: Connection,
  tables: readonly { readonly schema: string; readonly name: string }[],
): Promise<readonly TableSize[]> {
  if (tables.length === 0) return [];
  const wanted = JSON.stringify(tables.map(({ schema, name }) => ({ schema, name })));
  const rows = await unlessRefused(reading(connection, 'pg_catalog', () => connection.query(SIZES, [wanted])));
  const sizes: TableSize[] = [];
  for (const row of rows ?? []) sizes.push(await sizeOf(connection, row));
  return sizes;
}

/**
 * A partitioned table has no rows of its own, and what is said of it is the sum of its partitions. `reltuples` of a table that was
 * never looked at is -1, and before PostgreSQL 14 it was 0.
 */
const SIZES = `
  WITH RECURSIVE tree AS (
    SELECT c.oid AS root, c.oid AS part
    FROM json_to_recordset($1::json) AS w (schema text, name text)
    JOIN pg_namespace n ON n.nspname = w.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
    WHERE c.relkind IN ('r', 'p', 'm')
    UNION SELECT tree.root, i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.part
  )
  SELECT n.nspname AS schema, c.relname AS name, sum(greatest(p.reltuples, 0))::float8 AS rows,
    bool_or(p.reltuples < 0 OR (p.reltuples = 0 AND size.main > 0)) AS unknown,
    coalesce(sum(size.main), 0)::float8 AS main, coalesce(sum(size.whole), 0)::float8 AS bytes
  FROM tree JOIN pg_class p ON p.oid = tree.part AND p.relkind <> 'p'
  CROSS JOIN LATERAL (SELECT pg_relation_size(p.oid) AS main, pg_total_relation_size(p.oid) AS whole) AS size
  JOIN pg_class c ON c.oid = tree.root JOIN pg_namespace n ON n.oid = c.relnamespace
  GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname`;

async function sizeOf(connection: Connection, row: Readonly<Record<string, unknown>>): Promise<TableSize> {
  const [schema, name] = [String(row['schema']), String(row['name'])];
  const [rows, main, bytes] = [Number(row['rows']), Number(row['main']), Number(row['bytes'])];
  const size = { schema, name, bytes };
  if (row['unknown'] !== true) return { ...size, rows, isExact: false };
  const counted = main > SMALL ? undefined : await countRows(connection, schema, name);
  return { ...size, rows: counted, isExact: counted !== undefined };
}

/** How many rows there are; nothing where the role may not look, or does not get to. */
async function countRows(connection: Connection, schema: string, name: string): Promise<number | undefined> {
  const count = `SELECT count(*) AS rows FROM ${ident(schema, name)}`;
  const rows = await unlessRefused(reading(connection, 'pg_catalog', () => connection.query(count)));
  return rows && Number(rows[0]?.['rows']);
}

/** What a question gives; nothing where PostgreSQL does not answer it to this role, or not in time. */
async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StatementFailed && error.code !== undefined) return undefined;
    throw error;
  }
}
