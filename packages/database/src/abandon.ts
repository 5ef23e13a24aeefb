import {
  createOp,
  ident,
  literal,
  parameterText,
  statements,
  takeBack,
  toCall,
  type Connection,
  type Operation,
  type Statement,
} from '@sluice/core';
import { MigrationEdited } from './database-errors.js';
import { createDirectiveQueue } from './directive-queue.js';
import { drizzleOver } from './drizzle.js';
import { createFingerprint } from './fingerprint.js';
import { inTransaction } from './in-transaction.js';
import type { Direction, Pending, Underway } from './ledger.js';
import { isManner, mannerQuestion, withManner } from './manner.js';
import { readOtherDirection, statementsInside, type OtherDirection } from './other-direction.js';
import { defaultVersionTable } from './own-tables.js';
import { isSnapshot, type Step } from './run-migration.js';
import type { LockOptions } from './run-with.js';
import { withRunnerLock } from './runner-lock.js';
import { abandonProgress, dropWhenEmpty, readRecords } from './version-table.js';

/** How to abandon. */
export interface AbandonOptions extends LockOptions {
  readonly defaultSchema?: string;
  readonly lockTimeout?: string;
}

/** What came of a migration that nobody goes on with. */
export interface Abandoned {
  readonly revision: string;
  readonly direction: Direction;
  /** What was done of it and was taken back, the last first. */
  readonly undone: readonly Operation[];
  /** What was done of it and stays, since nobody but its author knows what undoes it. */
  readonly remaining: readonly Operation[];
}

/**
 * Gives up a migration that was interrupted: takes back what is done of it, in one transaction, where the operations or the
 * other direction say what undoes them, and forgets how far it has come. Undefined where none is under way.
 *
 * @throws MigrationEdited where what is done is not what the file says now: nothing is known of it then
 */
export async function abandon(
  connection: Connection,
  stepOf: (pending: Pending) => Promise<Step>,
  options: AbandonOptions = {},
): Promise<Abandoned | undefined> {
  const table = { ...defaultVersionTable, ...options.versionTable };
  return withRunnerLock(connection, table, options, async (turn) => {
    const [underway] = (await readRecords(connection, table)).underway;
    if (underway === undefined) return undefined;
    const step = await stepOf(underway);
    const { done, next } = await walk(step, underway);
    // What was begun outside a transaction may have left something, which can be cleared away in none either.
    if (underway.attempted && next?.clear !== undefined) await connection.query(next.clear);
    const other = await readOtherDirection(connection, step);
    const backwards = done.toReversed().map((operation) => ({ operation, undo: undoOf(operation, other) }));
    const brought = backwards.flatMap(({ operation, undo }) =>
      operation.verb === 'drop' && undo !== undefined ? [operation] : [],
    );
    const undoing = [...backwards.flatMap(({ undo }) => undo ?? []), ...other.belongings(brought)];
    await inTransaction(connection, async () => {
      await connection.query(
        `set local search_path to ${ident(options.defaultSchema ?? 'public')}; set local lock_timeout to ${literal(options.lockTimeout ?? '5s')}`,
      );
      for (const { sql, parameters } of undoing) await connection.query(sql, parameters);
      await turn.confirm();
      await abandonProgress(connection, underway.revision, table);
      await dropWhenEmpty(connection, table);
    });
    const those = (undone: boolean): readonly Operation[] =>
      backwards.filter(({ undo }) => (undo !== undefined) === undone).map(({ operation }) => operation);
    const { revision, direction } = underway;
    return { revision, direction, undone: those(true), remaining: those(false) };
  });
}

/** The statements that undo an operation, all of which can run in a transaction; undefined where there are none such. */
function undoOf(operation: Operation, other: OtherDirection): readonly Statement[] | undefined {
  if (operation.verb === 'drop') return other.bringBack(operation);
  const back = takeBack(operation);
  return back && statementsInside(back);
}

/** Thrown into a migration where the part that is done ends. */
class EndOfWhatIsDone extends Error {}

/** Goes the way of the interrupted run once more without doing anything: the operations that are done, and what was next. */
async function walk(
  { migration, direction, file }: Step,
  { revision, statementsDone, fingerprint, answers }: Underway,
): Promise<{ readonly done: readonly Operation[]; readonly next: Statement | undefined }> {
  const hash = createFingerprint();
  const done: Operation[] = [];
  let next: Statement | undefined;
  let asked = 0;
  let reached = hash.digest();
  const recall = (): unknown => answers[asked++]?.answer;
  const count = (statement: Statement): void => {
    if (hash.counted() === statementsDone) {
      next = statement;
      throw new EndOfWhatIsDone();
    }
    hash.add(statement);
    if (hash.counted() === statementsDone) reached = hash.digest();
  };
  const queue = createDirectiveQueue(() => new EndOfWhatIsDone());
  const asDone = (said: Operation): Operation => {
    const known = answers[asked];
    if (known === undefined || known.question !== mannerQuestion(said) || !isManner(known.answer)) return said;
    asked += 1;
    return withManner(said, known.answer);
  };
  const op = createOp(
    (said) =>
      queue.add(toCall(said).directive, async () => {
        const operation = asDone(said);
        for (const [i, statement] of statements(operation).entries()) {
          count(statement);
          if (i === 0) done.push(operation);
        }
      }),
    {
      autocommit: (work) => queue.around('autocommit', work),
      has: async () => recall() === true,
      introspect: async () => {
        const known = recall();
        if (isSnapshot(known)) return known;
        throw new EndOfWhatIsDone();
      },
      query: (sql, parameters) =>
        queue.add('query', async () => {
          count({ sql, parameters: parameters.map(parameterText), transaction: 'inside' });
          const rows = recall();
          return { rows: Array.isArray(rows) ? rows : [] };
        }),
      drizzle: drizzleOver,
    },
  );
  await migration[direction](op).catch((error: unknown) => {
    if (!(error instanceof EndOfWhatIsDone) && hash.counted() < statementsDone) throw error;
  });
  await queue.end();
  if (reached !== fingerprint)
    throw new MigrationEdited({ revision, statementsDone, ...(file === undefined ? {} : { file }) });
  return { done, next };
}
