import type { Connection } from '@sluice/core';
import { StatementFailed } from '../database-errors.js';
import { readFillable, type Fillable, type FillableColumn } from './fillable.js';
import { sampleValues, valueSql } from './sample-values.js';

/** What came of filling tables. */
export interface Filled {
  /** How many rows there are now. */
  readonly rows: number;
  /** Tables that got no row, and what PostgreSQL said of the last that was tried. */
  readonly empty: readonly { readonly table: string; readonly reason: string }[];
}

/** How many rows a table gets. */
const WANTED = 3;
/** How many combinations of values are tried for a row that constraints refuse. */
const TRIES = 40;

/**
 * Puts a few rows into each table that has none, such as its constraints allow: values of every column, and once
 * nothing but what must be said. Triggers and rules of the tables are asleep meanwhile, where the role may say so.
 */
export async function fillRows(
  connection: Connection,
  without: readonly { readonly schema: string; readonly name: string }[] = [],
): Promise<Filled> {
  await connection.query(`SET session_replication_role TO replica`).catch(ignored);
  try {
    const tables = inOrder(await readFillable(connection, without));
    let rows = 0;
    const empty: { readonly table: string; readonly reason: string }[] = [];
    for (const table of tables) {
      const outcome = await fillTable(connection, table);
      rows += outcome.rows;
      if (outcome.rows === 0) empty.push({ table: table.name, reason: outcome.reason });
    }
    return { rows, empty };
  } finally {
    await connection.query(`RESET session_replication_role`).catch(ignored);
  }
}

/** A role that may not say so fills tables whose triggers are awake. */
const ignored = (): undefined => undefined;

/** Tables after those that they refer to; in a circle, as they come. */
function inOrder(tables: readonly Fillable[]): readonly Fillable[] {
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const [sorted, begun] = [new Set<Fillable>(), new Set<Fillable>()];
  const visit = (table: Fillable): void => {
    if (begun.has(table)) return;
    begun.add(table);
    for (const key of table.foreignKeys) {
      const parent = byOid.get(key.table);
      if (parent) visit(parent);
    }
    sorted.add(table);
  };
  tables.forEach(visit);
  return [...sorted];
}

async function fillTable(
  connection: Connection,
  table: Fillable,
): Promise<{ readonly rows: number; readonly reason: string }> {
  const [found] = await connection.query(`SELECT count(*)::int AS rows FROM ${table.name}`);
  const there = Number(found?.['rows']);
  if (there > 0) return { rows: there, reason: '' };
  let [rows, reason] = [0, ''];
  for (let row = 0; row < WANTED; row += 1) {
    const failure = await insertOne(connection, table, row);
    if (failure === undefined) rows += 1;
    else reason = failure;
  }
  return { rows, reason };
}

/** Tries one combination after the other; why the last did not go, where none does. */
async function insertOne(connection: Connection, table: Fillable, row: number): Promise<string | undefined> {
  let reason = 'no value of a column is known';
  const tried = new Set<string>();
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const sql = insertSql(table, row, attempt);
    if (tried.has(sql)) continue;
    tried.add(sql);
    try {
      await connection.query(sql);
      return undefined;
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error;
      ({ reason } = error);
    }
  }
  return reason;
}

/** The second row says only what must be said. Each attempt after the first moves every column by another step. */
function insertSql({ name, columns, foreignKeys, hints }: Fillable, row: number, attempt: number): string {
  const isSpare = row === 1 && attempt < TRIES / 2;
  const said = columns.flatMap((column, place): readonly (readonly [string, string])[] => {
    if (isSpare && (!column.notNull || column.hasDefault)) return [];
    const key = foreignKeys.find((each) => each.columns.includes(column.number));
    const value = key === undefined ? own(column, hints, row, attempt, place) : referred(key, column, row, attempt);
    return value === undefined ? [] : [[column.name, value]];
  });
  if (said.length === 0) return `INSERT INTO ${name} DEFAULT VALUES`;
  const [names, values] = [said.map(([column]) => column), said.map(([, value]) => value)];
  return `INSERT INTO ${name} (${names.join(', ')}) VALUES (${values.join(', ')})`;
}

/** Undefined: the column's default. */
function own(
  column: FillableColumn,
  hints: readonly string[],
  row: number,
  attempt: number,
  place: number,
): string | undefined {
  const values = sampleValues(column.type, hints);
  if (values.length === 0 || (column.hasDefault && attempt % 4 === 3)) return column.hasDefault ? undefined : 'NULL';
  const step = row + attempt * (1 + ((place * 7) % 5)) + (attempt > 0 ? place : 0);
  return valueSql(values[step % values.length] ?? null);
}

/** A value that the other table has; of its rows another for each row. */
function referred(
  { columns, tableName, tableColumns }: Fillable['foreignKeys'][number],
  { number, notNull }: FillableColumn,
  row: number,
  attempt: number,
): string {
  if (!notNull && attempt % 5 === 4) return 'NULL';
  const column = tableColumns[columns.indexOf(number)] ?? tableColumns[0];
  const order = tableColumns.join(', ');
  const skipped = `(SELECT ${row + attempt} % greatest(count(*), 1) FROM ${tableName})`;
  return `(SELECT ${column} FROM ${tableName} ORDER BY ${order} OFFSET ${skipped} LIMIT 1)`;
}
