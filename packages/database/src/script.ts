import {
  createOp,
  ident,
  literal,
  relocate,
  statements,
  toCall,
  withLiterals,
  type Operation,
  type Statement,
} from '@sluice/core';
import { createDirectiveQueue } from './directive-queue.js';
import { DirectiveNotAwaited, DirectiveTooLate, type During } from './database-errors.js';
import { runOf } from './migration-progress.js';
import type { Step } from './run-migration.js';
import type { RunOptions } from './run-with.js';
import { recordEndedSql } from './ledger.js';
import { defaultVersionTable, type VersionTable } from './own-tables.js';
import { framed, recordLines } from './script-frame.js';

/** How a script is written. */
export type ScriptOptions = Pick<
  RunOptions,
  | 'versionTable'
  | 'defaultSchema'
  | 'searchPath'
  | 'writtenFor'
  | 'lockTimeout'
  | 'statementTimeout'
  | 'prepareOperation'
>;

/**
 * The SQL that runs migrations, as a script for psql: what `run` would send, with the boundaries of its transactions
 * and its records. The script stops at the first error, refuses a database that is not at `from`, and takes the lock
 * that other runners heed. No database is asked: what a migration asks one gets no answer.
 *
 * @param from - the heads of what is applied when the script begins
 */
export async function script(
  from: readonly string[],
  steps: readonly Step[],
  options: ScriptOptions = {},
): Promise<string> {
  const table = { ...defaultVersionTable, ...options.versionTable };
  const pieces: string[] = [];
  let applied = from;
  for (const step of steps) {
    const operations = await operationsOf(step, options);
    pieces.push(migrationSql(step, operations, applied, table, options));
    applied = [...applied.filter((revision) => !step.deletes.includes(revision)), ...step.inserts];
  }
  return framed(from, table, pieces);
}

/** One migration: a transaction, in pieces where a statement wants that. */
function migrationSql(
  step: Step,
  list: readonly Statement[],
  applied: readonly string[],
  table: VersionTable,
  { defaultSchema = 'public', searchPath = [], lockTimeout = '5s', statementTimeout = '0' }: ScriptOptions,
): string {
  const { migration, direction, deletes, inserts, file } = step;
  const schemas = [...new Set([defaultSchema, ...searchPath])].map((schema) => ident(schema)).join(', ');
  const begin = [
    'BEGIN;',
    `SET LOCAL search_path TO ${schemas};`,
    `SET LOCAL TimeZone TO 'UTC';`,
    `SET LOCAL lock_timeout TO ${literal(lockTimeout)};`,
    `SET LOCAL statement_timeout TO ${literal(statementTimeout)};`,
  ];
  const isSplit = list.some(({ transaction }) => transaction !== 'inside');
  const startedAt = isSplit ? `current_setting('sluice.started_at')::timestamptz` : 'now()';
  const took = `round(extract(epoch FROM clock_timestamp() - ${startedAt}) * 1000)`;
  const run = recordEndedSql(table, runOf(step), { statements: list.length, took, startedAt });
  const record = recordLines(table, applied, { deletes, inserts }, [run]);
  const outside = [
    `SET search_path TO ${schemas};`,
    `SET TimeZone TO 'UTC';`,
    `SET lock_timeout TO 0;`,
    `SET statement_timeout TO 0;`,
  ];
  const body = list.flatMap((statement, i) => {
    const { transaction } = statement;
    const sql = scriptText(statement);
    if (transaction === 'inside') return [sql];
    if (transaction === 'committed') return [sql, 'COMMIT;', '', ...begin];
    const isFirst = list[i - 1]?.transaction !== 'outside';
    const isLastOutside = list[i + 1]?.transaction !== 'outside';
    return [...(isFirst ? ['COMMIT;', '', ...outside] : []), sql, ...(isLastOutside ? ['', ...begin] : [])];
  });
  const title = `-- ${direction === 'upgrade' ? 'Upgrade' : 'Downgrade'} of ${file ?? migration.revision}`;
  const start = isSplit ? [`SELECT set_config('sluice.started_at', clock_timestamp()::text, false);`] : [];
  return [title, ...start, ...begin, ...body, ...record, 'COMMIT;'].join('\n');
}

/** A statement that runs by itself, with its end: psql knows no parameters. */
export const scriptText = ({ sql, parameters }: Pick<Statement, 'sql' | 'parameters'>): string =>
  ended(parameters === undefined ? sql : withLiterals(sql, parameters));

/** A statement with its end, on a line of its own where a comment would swallow it. */
function ended(sql: string): string {
  const text = sql.trimEnd();
  if (text.endsWith(';')) return text;
  return (text.split('\n').at(-1) ?? '').includes('--') ? `${text}\n;` : `${text};`;
}

/** The statements that a direction of a migration calls for. */
async function operationsOf(
  { migration, direction, file }: Step,
  { prepareOperation, defaultSchema = 'public', writtenFor = defaultSchema }: ScriptOptions,
): Promise<readonly Statement[]> {
  const during: During = { revision: migration.revision, direction, ...(file === undefined ? {} : { file }) };
  const queue = createDirectiveQueue((directive) => new DirectiveTooLate(during, directive));
  const list: Statement[] = [];
  let isAlone = false;
  const add = (said: Operation): Promise<void> => {
    const meant = relocate(said, { from: writtenFor, to: defaultSchema });
    const operation = prepareOperation?.(meant, during) ?? meant;
    const rule = isAlone ? ({ transaction: 'outside' } as const) : {};
    return queue.add(toCall(operation).directive, () => {
      list.push(...statements(operation).map((statement) => ({ ...statement, ...rule })));
      return Promise.resolve();
    });
  };
  const autocommit = (work: () => Promise<void>): Promise<void> =>
    queue.around('autocommit', async () => {
      isAlone = true;
      await work().finally(() => (isAlone = false));
    });
  await migration[direction](createOp(add, { autocommit }));
  const { unfinished, failure } = await queue.end();
  if (failure) throw failure.error;
  if (unfinished.length > 0) throw new DirectiveNotAwaited(during, unfinished);
  return list;
}
