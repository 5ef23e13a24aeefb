import type { Connection } from '@sluice/core';
import { ident, literal } from '@sluice/core/ground';
import { hostname } from 'node:os';
import { StatementFailed } from './database-errors.js';
import {
  createLedgerSql,
  forgetRun,
  readUnderway,
  recordAbandoned,
  recordEnded,
  recordEndedSql,
  recordUnderway,
  stampedSql,
  type MigrationText,
  type Pending,
  type Run,
  type Underway,
} from './ledger.js';
import { defaultVersionTable, ledgerOf, type VersionTable } from './own-tables.js';
import { VersionTableForeign } from './version-table-foreign.js';

/** What the version table says. */
export interface Versions {
  /** The heads of what is applied, sorted. */
  readonly revisions: readonly string[];
  readonly pending: readonly Pending[];
}

/** How the rows change when a migration has run. */
export interface VersionChange {
  readonly deletes: readonly string[];
  readonly inserts: readonly string[];
}

/** A row is a head of what is applied. */
export const createVersionTableSql = (table: VersionTable): string =>
  `CREATE TABLE ${nameOf(table)} (
  revision text PRIMARY KEY,
  applied_at timestamptz DEFAULT now()
)`;

/** What a version table of each release has. */
const COLUMNS = ['revision', 'applied_at'];

/** The SQL that records a change of the revisions. */
export function recordSql(table: VersionTable, { deletes, inserts }: VersionChange): readonly string[] {
  const list = (revisions: readonly string[], around: (text: string) => string) =>
    revisions.map((revision) => around(literal(revision))).join(', ');
  return [
    ...(deletes.length > 0
      ? [`DELETE FROM ${nameOf(table)} WHERE revision IN (${list(deletes, (text) => text)})`]
      : []),
    ...(inserts.length > 0
      ? [`INSERT INTO ${nameOf(table)} (revision) VALUES ${list(inserts, (text) => `(${text})`)}`]
      : []),
  ];
}

/** What the database records. Never creates a table: where there is none, nothing is applied. */
export async function readVersions(
  connection: Connection,
  table: VersionTable = defaultVersionTable,
): Promise<Versions> {
  const { revisions, underway } = await readRecords(connection, table);
  const pending = underway.map(toldOf);
  return { revisions, pending };
}

/** What is told of a migration under way: the answers that it was given stay in the ledger. */
export const toldOf = ({ revision, direction, statementsDone, fingerprint, attempted }: Underway): Pending => ({
  revision,
  direction,
  statementsDone,
  fingerprint,
  attempted,
});

/** What the database records, with all that it takes to go on with a migration that was interrupted. */
export async function readRecords(
  connection: Connection,
  table: VersionTable,
): Promise<{ readonly revisions: readonly string[]; readonly underway: readonly Underway[] }> {
  const tables = await find(connection, table);
  try {
    const rows = tables.versions
      ? await connection.query(
          `select revision from ${nameOf(table)} where applied_at is not null order by revision collate "C"`,
        )
      : [];
    return {
      revisions: rows.map(({ revision }) => String(revision)),
      underway: await underwayIn(connection, table, tables),
    };
  } catch (error) {
    // Another process has just taken the database back to its base.
    if (error instanceof StatementFailed && error.code === '42P01') return { revisions: [], underway: [] };
    throw error;
  }
}

/** @throws VersionTableForeign where somebody else's table is in the place of the version table */
export async function refuseForeign(connection: Connection, table: VersionTable): Promise<void> {
  await find(connection, table);
}

/** What there is of the tables. */
interface Found {
  readonly versions: boolean;
  readonly ledger: boolean;
  /** An application that asks how its database is may see the version table alone. */
  readonly readable: boolean;
  /** A version table that was made before there was a ledger has columns for what is under way. */
  readonly older: boolean;
}

async function find(connection: Connection, table: VersionTable): Promise<Found> {
  const { schema, name } = ledgerOf(table);
  const [row] = await connection.query(
    `select v is not null as versions, l is not null as ledger, coalesce(has_table_privilege(l, 'SELECT'), false) as readable,
       array_to_json(array(select attname from pg_attribute where attrelid = v and attnum > 0 and not attisdropped order by attnum)) as columns
     from (select to_regclass($1)::oid as v, to_regclass($2)::oid as l) t`,
    [nameOf(table), ident(schema, name)],
  );
  const is = (column: string): boolean => row?.[column] === true;
  const columns = Array.isArray(row?.['columns']) ? row['columns'].map(String) : [];
  const versions = is('versions');
  if (versions && !COLUMNS.every((column) => columns.includes(column)))
    throw new VersionTableForeign({ table, columns });
  return { versions, ledger: is('ledger'), readable: is('readable'), older: columns.includes('statements_done') };
}

async function underwayIn(connection: Connection, table: VersionTable, found: Found): Promise<readonly Underway[]> {
  if (found.ledger) return found.readable ? readUnderway(connection, table) : [];
  return found.older ? readOlder(connection, table) : [];
}

async function readOlder(connection: Connection, table: VersionTable): Promise<readonly Underway[]> {
  const rows = await connection.query(
    `select revision, direction, statements_done, fingerprint, attempted from ${nameOf(table)} where direction is not null order by revision`,
  );
  return rows.map((row) => ({
    revision: String(row['revision']),
    direction: row['direction'] === 'downgrade' ? 'downgrade' : 'upgrade',
    statementsDone: Number(row['statements_done']),
    fingerprint: String(row['fingerprint']),
    attempted: row['attempted'] === true,
    answers: [],
    milliseconds: 0,
  }));
}

/** Creates the version table where it is missing. One of an older release, in which a migration is under way, gets its ledger. */
async function ensureVersionTable(connection: Connection, table: VersionTable): Promise<void> {
  const { versions, ledger, older } = await find(connection, table);
  if (!versions) await connection.query(createVersionTableSql(table));
  else if (older && !ledger) await ensureTables(connection, table);
}

/**
 * Creates both tables where they are missing. What an older release wrote into the version table of a migration under
 * way moves to the ledger; the columns for it stay, since that release may still run elsewhere and ask for them.
 */
export async function ensureTables(connection: Connection, table: VersionTable = defaultVersionTable): Promise<void> {
  const found = await find(connection, table);
  if (!found.versions) await connection.query(createVersionTableSql(table));
  if (found.ledger) return;
  const older = found.older ? await readOlder(connection, table) : [];
  await connection.query(createLedgerSql(table));
  for (const underway of older) {
    const { revision, direction } = underway;
    await recordUnderway(connection, table, { revision, direction, follows: [] }, underway);
  }
  if (older.length === 0) return;
  await connection.query(`delete from ${nameOf(table)} where applied_at is null`);
  await connection.query(
    `update ${nameOf(table)} set direction = null, statements_done = null, fingerprint = null, attempted = null`,
  );
}

/** Records that a migration has run to its end. Back at its base, a database is what it was before: without our tables. */
export async function recordStep(
  connection: Connection,
  run: Run,
  change: VersionChange,
  reached: { readonly statements: number; readonly took: number },
  table: VersionTable,
): Promise<void> {
  await ensureVersionTable(connection, table);
  for (const sql of recordSql(table, change)) await connection.query(sql);
  if (await isEmpty(connection, table)) return dropTables(connection, table);
  await ensureTables(connection, table);
  await recordEnded(connection, table, run, reached);
}

/**
 * The SQL of {@link recordStep} where both tables are there and nothing of the migration is in the ledger; undefined where
 * the version table may be empty after it, and go.
 */
export function recordStepSql(
  run: Run,
  change: VersionChange,
  reached: { readonly statements: number; readonly took: number },
  table: VersionTable,
): readonly string[] | undefined {
  if (change.inserts.length === 0) return undefined;
  return [...recordSql(table, change), recordEndedSql(table, run, { ...reached, host: hostname() })];
}

/** Records where a database is, and of what is applied there what the ledger does not know yet. */
export async function recordStamp(
  connection: Connection,
  change: VersionChange,
  texts: readonly MigrationText[] | undefined,
  table: VersionTable,
): Promise<void> {
  await ensureTables(connection, table);
  for (const sql of recordSql(table, change)) await connection.query(sql);
  if (await isEmpty(connection, table)) return dropTables(connection, table);
  if (texts === undefined) return;
  for (const sql of stampedSql(table, texts, hostname())) await connection.query(sql);
}

/** Records how far a migration has come. */
export async function recordProgress(
  connection: Connection,
  run: Run,
  underway: Underway,
  table: VersionTable,
): Promise<void> {
  await ensureTables(connection, table);
  await recordUnderway(connection, table, run, underway);
}

/** Forgets a migration of which nothing was done. */
export async function forgetProgress(connection: Connection, revision: string, table: VersionTable): Promise<void> {
  await ensureTables(connection, table);
  await forgetRun(connection, table, revision);
  await dropWhenEmpty(connection, table);
}

/** Nobody goes on with a migration that was interrupted. */
export async function abandonProgress(connection: Connection, revision: string, table: VersionTable): Promise<void> {
  await ensureTables(connection, table);
  await recordAbandoned(connection, table, revision);
}

/** A database back at its base is what it was before: without a version table, and without a ledger. */
export async function dropWhenEmpty(connection: Connection, table: VersionTable): Promise<void> {
  const { ledger } = await find(connection, table);
  const underway = ledger ? await readUnderway(connection, table) : [];
  if (underway.length === 0 && (await isEmpty(connection, table))) await dropTables(connection, table);
}

async function isEmpty(connection: Connection, table: VersionTable): Promise<boolean> {
  const [row] = await connection.query(`select not exists (select from ${nameOf(table)}) as empty`);
  return row?.['empty'] === true;
}

async function dropTables(connection: Connection, table: VersionTable): Promise<void> {
  for (const sql of dropTablesSql(table)) await connection.query(sql);
}

/** The SQL that leaves nothing of Sluice in a database at its base. */
export function dropTablesSql(table: VersionTable): readonly string[] {
  const { schema, name } = ledgerOf(table);
  return [`DROP TABLE ${nameOf(table)}`, `DROP TABLE IF EXISTS ${ident(schema, name)}`];
}

const nameOf = ({ schema, name }: VersionTable): string => ident(schema, name);
