import { hostname } from 'node:os';
import type { Connection, Row } from '@sluice/core';
import { ident, literal } from '@sluice/core/ground';
import type { BatchesReached } from './batches.js';
import { defaultVersionTable, ledgerOf, type VersionTable } from './own-tables.js';
import { ownVersion } from './own-version.js';

/** Which way a migration is run. */
export type Direction = 'upgrade' | 'downgrade';

/** What of a migration goes into the ledger. */
export interface MigrationText {
  readonly revision: string;
  /** What it follows, or followed when it was run. */
  readonly follows: readonly string[];
  /** Of what its file does: comments and layout aside. */
  readonly checksum?: string | undefined;
  /** The name of its file. */
  readonly file?: string | undefined;
}

/** A run of a migration; a stamp runs nothing, and `unstamp` is one that says that a migration is not applied. */
export interface Run extends MigrationText {
  readonly direction: Direction | 'stamp' | 'unstamp';
}

/** What a migration's file said when it was applied. */
export interface AppliedText extends MigrationText {
  /** ISO 8601, by the clock of the server. */
  readonly startedAt: string;
}

/** A migration that was interrupted after some of its statements were committed. */
export interface Pending {
  readonly revision: string;
  readonly direction: Direction;
  /** How many of its statements are done, from the first. */
  readonly statementsDone: number;
  /** Of the texts of these statements: a file changed since can be told. */
  readonly fingerprint: string;
  /** The statement that follows, which runs outside a transaction, may have been tried and left something behind. */
  readonly attempted: boolean;
}

/** What a migration asked the database, and was told. */
export interface Answer {
  readonly question: string;
  readonly answer: unknown;
}

/** All that a run needs to go on with an interrupted one. */
export interface Underway extends Pending {
  /** The answers that were given in the part that is done: on its way again, the migration gets the same. */
  readonly answers: readonly Answer[];
  /** How long it ran so far. */
  readonly milliseconds: number;
  /** How far the statement that was tried has come, where it goes in batches. */
  readonly batches?: BatchesReached | undefined;
}

/** A row of the ledger. */
export interface LedgerEntry extends MigrationText {
  /** Counted from 1. */
  readonly run: number;
  readonly direction: Run['direction'];
  /** `underway` where it runs, or was interrupted; `abandoned` where nobody goes on with it. */
  readonly outcome: 'done' | 'abandoned' | 'underway';
  /** How many of its statements are done. */
  readonly statements: number;
  /** ISO 8601, by the clock of the server. */
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly milliseconds: number;
  /** The role, what the session called itself, and the computer. */
  readonly user: string;
  readonly application: string;
  readonly host: string;
  /** The version of Sluice. */
  readonly version: string;
  /** The settings of the session that change what SQL means. */
  readonly settings: { readonly [name: string]: string };
}

/** Creates the ledger. A row is of a migration under way as long as it has no outcome; `progress` says then how to go on. */
export const createLedgerSql = (table: VersionTable): string =>
  `CREATE TABLE ${nameOf(table)} (
  run integer PRIMARY KEY,
  revision text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('upgrade', 'downgrade', 'stamp', 'unstamp')),
  outcome text CHECK (outcome IN ('done', 'abandoned')),
  follows text[] NOT NULL,
  checksum text,
  file text,
  statements integer NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  milliseconds bigint NOT NULL,
  database_user text NOT NULL,
  application text NOT NULL,
  host text NOT NULL,
  sluice_version text NOT NULL,
  settings json NOT NULL,
  progress json
)`;

/** How far a run has come. */
export interface Reached {
  readonly statements: number;
  /** In milliseconds; SQL, or a number. */
  readonly took: number | string;
  /** When it began, as SQL; when the transaction began where it is left out. */
  readonly startedAt?: string;
  /** The name of the computer; that of the client's address where it is left out. */
  readonly host?: string;
}

/** The SQL that adds a run which has come to its end. */
export const recordEndedSql = (table: VersionTable, run: Run, reached: Reached): string =>
  insertSql(table, run, reached, DONE);

/** How a run stands, as SQL. */
type Standing = Readonly<Record<'outcome' | 'endedAt' | 'progress', string>>;

const DONE: Standing = { outcome: `'done'`, endedAt: 'clock_timestamp()', progress: 'NULL' };

function insertSql(
  table: VersionTable,
  { revision, direction, follows, checksum, file }: Run,
  reached: Reached,
  standing: Standing,
): string {
  const of = {
    run: 'coalesce(max(run), 0) + 1',
    revision: literal(revision),
    direction: literal(direction),
    follows: textsSql(follows),
    checksum: textSql(checksum),
    file: textSql(file),
  };
  return `${intoSql(table, valuesOf(of, reached, standing))} FROM ${nameOf(table)}`;
}

/** Values as SQL, by their columns; `FROM` is left to be said. */
const intoSql = (table: VersionTable, values: Readonly<Record<string, string>>): string =>
  `INSERT INTO ${nameOf(table)} (${Object.keys(values).join(', ')}) SELECT ${Object.values(values).join(', ')}`;

/** A row of the ledger, as SQL. */
const valuesOf = (
  of: Readonly<Record<'run' | 'revision' | 'direction' | 'follows' | 'checksum' | 'file', string>>,
  { statements, took, startedAt = 'now()', host }: Reached,
  { outcome, endedAt, progress }: Standing,
): Readonly<Record<string, string>> => ({
  run: of.run,
  revision: of.revision,
  direction: of.direction,
  outcome,
  follows: of.follows,
  checksum: of.checksum,
  file: of.file,
  statements: String(statements),
  started_at: startedAt,
  ended_at: endedAt,
  milliseconds: typeof took === 'number' ? String(Math.round(took)) : took,
  database_user: 'session_user',
  application: `current_setting('application_name')`,
  host: host === undefined ? `coalesce(host(inet_client_addr()), 'local')` : literal(host),
  sluice_version: literal(ownVersion()),
  settings: settingsSql,
  progress,
});

/**
 * The SQL that has the ledger say what is applied, for a database that was brought there otherwise: a run for each of the
 * texts that it does not know, and one for what it knows and is not applied. For scripts, too: what is there already, it
 * finds out itself.
 *
 * @param host - as {@link Reached.host}
 */
export function stampedSql(table: VersionTable, texts: readonly MigrationText[], host?: string): readonly string[] {
  const ledger = nameOf(table);
  const latest = `(SELECT DISTINCT ON (revision) * FROM ${ledger} WHERE outcome = 'done' ORDER BY revision, run DESC)`;
  const add = (direction: 'stamp' | 'unstamp', from: string): string => {
    const of = {
      run: `(SELECT coalesce(max(run), 0) FROM ${ledger}) + row_number() OVER (ORDER BY t.run)`,
      revision: 't.revision',
      direction: literal(direction),
      follows: 't.follows',
      checksum: 't.checksum',
      file: 't.file',
    };
    const reached = { statements: 0, took: 0, ...(host === undefined ? {} : { host }) };
    return `${intoSql(table, valuesOf(of, reached, DONE))} FROM ${from}`;
  };
  const applied = textsSql(texts.map(({ revision }) => revision));
  const rows = texts.map(
    ({ revision, follows, checksum, file }, i) =>
      `(${i}, ${literal(revision)}, ${textsSql(follows)}, ${textSql(checksum)}, ${textSql(file)})`,
  );
  return [
    add('unstamp', `${latest} t WHERE t.direction IN ('upgrade', 'stamp') AND t.revision <> ALL (${applied})`),
    ...(rows.length === 0
      ? []
      : [
          add(
            'stamp',
            `(VALUES ${rows.join(', ')}) t (run, revision, follows, checksum, file)
LEFT JOIN ${latest} l ON l.revision = t.revision AND l.direction IN ('upgrade', 'stamp')
WHERE l.revision IS NULL OR l.checksum IS DISTINCT FROM t.checksum OR l.follows <> t.follows`,
          ),
        ]),
  ];
}

const textSql = (text: string | undefined): string => (text === undefined ? 'NULL' : literal(text));

const textsSql = (texts: readonly string[]): string => `ARRAY[${texts.map(literal).join(', ')}]::text[]`;

const settingsSql = `json_build_object(${['TimeZone', 'search_path', 'standard_conforming_strings']
  .map((name) => `${literal(name)}, current_setting(${literal(name)})`)
  .join(', ')})`;

/** Writes down that a run has come to its end, in the row that it has, or in one of its own. */
export async function recordEnded(
  connection: Connection,
  table: VersionTable,
  run: Run,
  { statements, took }: { readonly statements: number; readonly took: number },
): Promise<void> {
  const found = await connection.query(
    `update ${nameOf(table)} set outcome = 'done', statements = $3, ended_at = clock_timestamp(), milliseconds = $4,
       progress = null, follows = ${textsSql(run.follows)}, checksum = $5, file = $6
     where revision = $1 and direction = $2 and outcome is null returning run`,
    [run.revision, run.direction, statements, Math.round(took), run.checksum ?? null, run.file ?? null],
  );
  if (found.length > 0) return;
  await connection.query(recordEndedSql(table, run, { statements, took, host: hostname() }));
}

/** Writes down how far a run has come that goes on in another transaction. */
export async function recordUnderway(
  connection: Connection,
  table: VersionTable,
  run: Run,
  { statementsDone, fingerprint, attempted, answers, milliseconds, batches }: Underway,
): Promise<void> {
  const progress = JSON.stringify({ fingerprint, attempted, answers, batches });
  const found = await connection.query(
    `update ${nameOf(table)} set statements = $3, milliseconds = $4, progress = $5
     where revision = $1 and direction = $2 and outcome is null returning run`,
    [run.revision, run.direction, statementsDone, Math.round(milliseconds), progress],
  );
  if (found.length > 0) return;
  const reached = { statements: statementsDone, took: milliseconds, host: hostname() };
  await connection.query(
    insertSql(table, run, reached, { outcome: 'NULL', endedAt: 'NULL', progress: literal(progress) }),
  );
}

/** Nobody goes on with a run any more. */
export async function recordAbandoned(connection: Connection, table: VersionTable, revision: string): Promise<void> {
  await connection.query(
    `update ${nameOf(table)} set outcome = 'abandoned', ended_at = clock_timestamp(), progress = null
     where revision = $1 and outcome is null`,
    [revision],
  );
}

/** The SQL that gives up whatever is under way. */
export const abandonAllSql = (table: VersionTable): string =>
  `UPDATE ${nameOf(table)} SET outcome = 'abandoned', ended_at = clock_timestamp(), progress = NULL WHERE outcome IS NULL`;

/** A run that has left nothing behind was none. */
export async function forgetRun(connection: Connection, table: VersionTable, revision: string): Promise<void> {
  await connection.query(`delete from ${nameOf(table)} where revision = $1 and outcome is null`, [revision]);
}

/** The migrations that are under way, of which there is one at most but for what hands have done. */
export async function readUnderway(connection: Connection, table: VersionTable): Promise<readonly Underway[]> {
  const rows = await connection.query(
    `select revision, direction, statements, progress, milliseconds::float8::text as milliseconds from ${nameOf(table)} where outcome is null order by run`,
  );
  return rows.flatMap(underwayOf);
}

function underwayOf(row: Row): readonly Underway[] {
  const { revision, direction, statements, milliseconds, progress } = row;
  if (direction !== 'upgrade' && direction !== 'downgrade') return [];
  const { fingerprint, attempted, answers, batches } = fieldsOf(progress);
  return [
    {
      revision: String(revision),
      direction,
      statementsDone: Number(statements),
      fingerprint: String(fingerprint),
      attempted: attempted === true,
      answers: Array.isArray(answers) ? answers.map(answerOf) : [],
      milliseconds: Number(milliseconds),
      batches: batchesOf(batches),
    },
  ];
}

function batchesOf(value: unknown): BatchesReached | undefined {
  const { key, rows } = fieldsOf(value);
  return Array.isArray(key) ? { key, rows: Number(rows) } : undefined;
}

function answerOf(value: unknown): Answer {
  const { question, answer } = fieldsOf(value);
  return { question: String(question), answer };
}

const fieldsOf = (value: unknown): { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/**
 * What the files said of the migrations that are applied, where the ledger knows: as they were when they were run, or
 * stamped since.
 */
export async function readApplied(connection: Connection, table: VersionTable): Promise<readonly AppliedText[]> {
  if (!(await isReadable(connection, table))) return [];
  const rows = await connection.query(
    `select revision, to_json(follows) as follows, checksum, file, ${iso('started_at')} from (
       select distinct on (revision) * from ${nameOf(table)} where outcome = 'done' order by revision, run desc) latest
     where direction in ('upgrade', 'stamp') order by run`,
  );
  return rows.map((row) => ({ ...textOf(row), startedAt: String(row['started_at']) }));
}

async function isReadable(connection: Connection, table: VersionTable): Promise<boolean> {
  const [row] = await connection.query(
    `select coalesce(has_table_privilege(to_regclass($1)::oid, 'SELECT'), false) as readable`,
    [nameOf(table)],
  );
  return row?.['readable'] === true;
}

/** What the ledger says, the latest run first. */
export async function readLedger(
  connection: Connection,
  table: VersionTable = defaultVersionTable,
): Promise<readonly LedgerEntry[]> {
  if (!(await isReadable(connection, table))) return [];
  const rows = await connection.query(
    `select run, revision, direction, outcome, to_json(follows) as follows, checksum, file, statements,
       ${iso('started_at')}, ${iso('ended_at')}, milliseconds::text as milliseconds,
       database_user, application, host, sluice_version, settings
     from ${nameOf(table)} order by run desc`,
  );
  return rows.map(entryOf);
}

const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;

function textOf({ revision, follows, checksum, file }: Row): MigrationText {
  return {
    revision: String(revision),
    follows: Array.isArray(follows) ? follows.map(String) : [],
    checksum: typeof checksum === 'string' ? checksum : undefined,
    file: typeof file === 'string' ? file : undefined,
  };
}

const directions = ['upgrade', 'downgrade', 'stamp', 'unstamp'] as const;

function entryOf(row: Row): LedgerEntry {
  const text = (column: string): string => String(row[column] ?? '');
  const { direction, outcome, ended_at: endedAt, settings } = row;
  return {
    ...textOf(row),
    run: Number(row['run']),
    direction: directions.find((each) => each === direction) ?? 'stamp',
    outcome: outcome === 'done' || outcome === 'abandoned' ? outcome : 'underway',
    statements: Number(row['statements']),
    startedAt: text('started_at'),
    endedAt: typeof endedAt === 'string' ? endedAt : undefined,
    milliseconds: Number(row['milliseconds']),
    user: text('database_user'),
    application: text('application'),
    host: text('host'),
    version: text('sluice_version'),
    settings: Object.fromEntries(Object.entries(fieldsOf(settings)).map(([name, value]) => [name, String(value)])),
  };
}

const nameOf = (table: VersionTable): string => {
  const { schema, name } = ledgerOf(table);
  return ident(schema, name);
};
