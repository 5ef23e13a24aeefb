import { createHash } from 'node:crypto';
import { ident, type Connection } from '@sluice/core';
import { BatchUpdateIncomplete, StatementFailed } from '../database-errors.js';
import { catalogText } from './catalog-text.js';
import { fillRows, type Filled } from './fill-rows.js';
import { NotProvableHere } from './rebuild.js';
import { lostBetween, readRowState } from './row-state.js';

/** A migration on trial, in a database that nobody else has and that is thrown away. */
export interface Trial {
  /** The database, in the state that the upgrade begins with. */
  readonly connection: Connection;
  upgrade(): Promise<void>;
  downgrade(): Promise<void>;
  /** Once upgraded: what is not as it was meant to be, a sentence each. */
  readonly arrived?: () => Promise<readonly string[]>;
  /** Tables of Sluice's own: the version table. */
  readonly without: readonly { readonly schema: string; readonly name: string }[];
  /** How the tables were filled, where a trial before this one has done so: none is filled again. */
  readonly filled?: Filled | undefined;
  /** The migration itself changes rows, so that those it changes need not be the same. */
  readonly changesRows?: boolean;
}

/** What a migration must do. */
export type Law =
  | 'the upgrade runs'
  | 'it arrives'
  | 'rows survive'
  | 'the downgrade runs'
  | 'it returns'
  | 'rows return'
  | 'the upgrade runs again'
  | 'it arrives again';

/** A law that a migration breaks. */
export interface Finding {
  readonly law: Law;
  /** What was seen, a line each. */
  readonly facts: readonly string[];
  /** It is so with rows such as the trial had; without them it goes well. */
  readonly onRows: boolean;
}

/** What came of a trial. */
export interface Verdict {
  /** Where it was held: `PGlite 18.3`, `PostgreSQL 15.18`. */
  readonly engine: string;
  readonly filled: Filled;
  readonly findings: readonly Finding[];
  /** What the catalog says before and after, as 12 hexadecimal digits. */
  readonly before: string;
  readonly after: string;
}

/**
 * Proves a migration: with a few rows in every table it is run there, back and there again. Afterwards the database is
 * upgraded, if it can be. The catalog is read by a reader that knows nothing of what made the migration.
 *
 * @throws NotProvableHere where the trial threw it
 */
export async function prove(trial: Trial): Promise<Verdict> {
  const { connection, without } = trial;
  const engine = await engineOf(connection);
  const filled = trial.filled ?? (await fillRows(connection, without));
  const findings: Finding[] = [];
  const before = await textOf(trial);
  const rows = await readRowState(connection, without);
  const verdict = (after: string): Verdict => ({ engine, filled, findings, before: hash(before), after: hash(after) });

  if (!(await attempt(trial, 'upgrade', 'the upgrade runs', findings))) return verdict(before);
  const after = await textOf(trial);
  const wrong = await notArrived(trial);
  if (wrong.length > 0) findings.push({ law: 'it arrives', facts: wrong, onRows: false });
  const rowsAfter = await readRowState(connection, without);
  judgeRows(trial, 'rows survive', lostBetween(rows, rowsAfter), findings);

  if (!(await attempt(trial, 'downgrade', 'the downgrade runs', findings))) return verdict(after);
  judgeText('it returns', before, await textOf(trial), findings);
  judgeRows(trial, 'rows return', lostBetween(rows, await readRowState(connection, without), rowsAfter), findings);

  if (!(await attempt(trial, 'upgrade', 'the upgrade runs again', findings))) return verdict(after);
  judgeText('it arrives again', after, await textOf(trial), findings);
  return verdict(after);
}

/** The product and its version. */
export async function engineOf(connection: Connection): Promise<string> {
  const [row] = await connection.query(`SELECT split_part(current_setting('server_version'), ' ', 1) AS version`);
  return `${connection.engine === 'pglite' ? 'PGlite' : 'PostgreSQL'} ${String(row?.['version'])}`;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** What cannot even be compared has not arrived. */
async function notArrived({ arrived }: Trial): Promise<readonly string[]> {
  try {
    return (await arrived?.()) ?? [];
  } catch (error) {
    if (error instanceof Error && !(error instanceof NotProvableHere)) return [error.message.split('\n')[0] ?? ''];
    throw error;
  }
}

/** Runs one direction. Where the rows are in its way that is told, and it is run without them. */
async function attempt(
  trial: Trial,
  direction: 'upgrade' | 'downgrade',
  law: Law,
  findings: Finding[],
): Promise<boolean> {
  const failure = await failureOf(trial, direction);
  if (failure === undefined) return true;
  if (isOfRows(failure)) {
    await emptyTables(trial);
    const again = await failureOf(trial, direction);
    findings.push({ law, facts: factsOf(failure), onRows: again === undefined });
    return again === undefined;
  }
  findings.push({ law, facts: factsOf(failure), onRows: false });
  return false;
}

async function failureOf(trial: Trial, direction: 'upgrade' | 'downgrade'): Promise<Error | undefined> {
  try {
    await trial[direction]();
    return undefined;
  } catch (error) {
    if (error instanceof Error && !(error instanceof NotProvableHere)) return error;
    throw error;
  }
}

/**
 * What PostgreSQL says of values (class 22), of constraints (class 23), and what code of the database raises; and a batch
 * update that leaves rows as they were.
 */
const isOfRows = (error: Error): boolean =>
  error instanceof BatchUpdateIncomplete || (error instanceof StatementFailed && /^(22|23|P0)/.test(error.code ?? ''));

function factsOf(error: Error): readonly string[] {
  if (error instanceof BatchUpdateIncomplete)
    return [`of ${error.remaining} rows of ${error.table} it stays true that ${error.where}`, 'in: op.batchUpdate'];
  if (!(error instanceof StatementFailed)) return [error.message.split('\n')[0] ?? ''];
  const { reason, detail, sql } = error;
  return [`${reason}${detail === undefined ? '' : ` (${detail.replace(/\.$/, '')})`}`, `in: ${shortened(sql)}`];
}

const shortened = (sql: string): string => {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
};

async function emptyTables({ connection, without }: Trial): Promise<void> {
  const rows = await connection.query(`
    SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`);
  const names = rows
    .filter(({ schema, name }) => !without.some((table) => table.schema === schema && table.name === name))
    .map(({ schema, name }) => ident(String(schema), String(name)));
  if (names.length > 0) await connection.query(`TRUNCATE ${names.join(', ')}`);
}

const textOf = ({ connection, without }: Trial): Promise<string> => readCatalog(connection, without);

/** The whole catalog as text: names in full, and values alike whoever asks. */
export async function readCatalog(connection: Connection, without: Trial['without']): Promise<string> {
  await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await connection.query(`SET LOCAL search_path TO ''`);
    const names = without.map(({ name }) => name);
    return await catalogText((sql) => connection.query(sql), { without: names, columnOrder: 'ignore' });
  } finally {
    await connection.query('ROLLBACK');
  }
}

function judgeRows({ changesRows }: Trial, law: Law, lost: readonly string[], findings: Finding[]): void {
  // Once rows stood in the way, there are none.
  if (changesRows === true || lost.length === 0 || findings.some(({ onRows }) => onRows)) return;
  findings.push({ law, facts: lost, onRows: false });
}

function judgeText(law: Law, wanted: string, found: string, findings: Finding[]): void {
  if (wanted !== found) findings.push({ law, facts: differenceOf(wanted, found), onRows: false });
}

/** How many lines of a difference are told. */
const SHOWN = 12;

/** The lines that only one of two texts has, each under its object. */
export function differenceOf(wanted: string, found: string): readonly string[] {
  const [was, is] = [linesOf(wanted), linesOf(found)];
  const lines = [
    ...[...was].filter((line) => !is.has(line)).map((line) => `- ${line}`),
    ...[...is].filter((line) => !was.has(line)).map((line) => `+ ${line}`),
  ];
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `… ${lines.length - SHOWN} more`] : lines;
}

/** Each line with the object it is of; one that goes on over several lines is one. */
function linesOf(text: string): ReadonlySet<string> {
  const lines: string[] = [];
  let object = '';
  for (const line of text.split('\n')) {
    const last = lines.at(-1);
    if (line.startsWith('      ') && last !== undefined) lines[lines.length - 1] = `${last} ${line.trim()}`;
    else if (line.startsWith('  ')) lines.push(`${object}: ${line.trim()}`);
    else if (line !== '') object = line;
  }
  return new Set(lines);
}
