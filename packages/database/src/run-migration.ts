import {
  parameterText,
  type Abilities,
  type Connection,
  type Migration,
  type Op,
  type Operation,
  type Snapshot,
  type Statement,
} from '@sluice/core';
import { runBatches, type BatchProgress } from './batches.js';
import {
  AssertionFailed,
  BatchUpdateIncomplete,
  DirectiveNotAwaited,
  DirectiveTooLate,
  StatementFailed,
} from './database-errors.js';
import { createDirectiveQueue, type DirectiveQueue } from './directive-queue.js';
import { drizzleOver } from './drizzle.js';
import { hasObject } from './has-object.js';
import type { HeldLock } from './held-locks.js';
import { buildsIndex, withIndexBuild, type IndexBuild } from './index-builds.js';
import { readSnapshot } from './introspect.js';
import type { Settings } from './session.js';
import type { OnVersionApply } from './version-apply.js';
import type { Direction, MigrationText, Underway } from './ledger.js';
import { ownTables, type VersionTable } from './own-tables.js';
import type { LockPatience } from './lock-waits.js';
import type { ReplicaLag } from './replica-lag.js';
import type { Turn } from './turn.js';
import type { VersionChange } from './version-table.js';
import { isManner, mannerOf, mannerQuestion, withManner } from './manner.js';
import { createProgress, type Progress } from './migration-progress.js';

/** A migration to run, which way, and what of it to record. */
export interface Step extends VersionChange {
  readonly migration: Migration;
  readonly direction: Direction;
  /** The migration's file, for messages. */
  readonly file?: string;
  /** What the ledger keeps of the file. */
  readonly text?: MigrationText;
}

/** What the core makes of directives. */
export interface Directives {
  createOp(run: (operation: Operation) => Promise<void>, abilities: Abilities): Op;
  toCall(operation: Operation): { readonly directive: string };
  statements(operation: Operation, context: { readonly serverVersion: number }): readonly Statement[];
}

/** A statement about to be run. */
export interface StatementEvent {
  readonly revision: string;
  readonly direction: Direction;
  readonly directive: string;
  readonly statement: Statement;
  /** Which of the migration's statements, from 0. */
  readonly index: number;
}

/** How long what may take in a transaction: a number with a unit, `0` for ever. */
export interface Timeouts {
  /** Waiting for a lock. */
  readonly lockTimeout: string;
  /** A statement. */
  readonly statementTimeout: string;
  /** Nothing at all. */
  readonly idleTimeout: string;
}

/** Where and how migrations are run. */
export interface Scene {
  readonly connection: Connection;
  readonly directives: Directives;
  readonly table: VersionTable;
  readonly defaultSchema: string;
  /** As SQL. */
  readonly searchPath: string;
  readonly timeouts: Timeouts;
  readonly serverVersion: number;
  readonly turn: Turn;
  /** The session's settings, to go back to after a statement outside a transaction. */
  readonly settings: Settings;
  /** Sets what holds outside a transaction; does nothing where the session is shared. */
  readonly setSession: (settings: Settings) => Promise<void>;
  /** Throws where the session is shared and the search path of a statement outside a transaction would be another. */
  readonly requireSearchPath: (sql: string) => void;
  readonly onStatement: (event: StatementEvent) => void;
  readonly onVersionApply: OnVersionApply | undefined;
  readonly onBatch: (event: BatchEvent) => void;
  readonly onLag: (lag: ReplicaLag) => void;
  readonly onLocks: ((event: LocksEvent) => void) | undefined;
  readonly onIndexBuild: ((event: IndexBuildEvent) => void) | undefined;
  /** How often a batch is tried again that did not get its rows. */
  readonly patience: LockPatience;
  readonly prepareOperation: PrepareOperation | undefined;
  readonly beforeOperation: BeforeOperation | undefined;
  readonly aroundOperation: AroundOperation | undefined;
}

/** Which migration an operation belongs to, and which way that is run. */
export interface Calling {
  readonly revision: string;
  readonly direction: Direction;
}

/** Called before the statements of an operation are run, in the transaction that is open. What it throws takes that back. */
export type BeforeOperation = (operation: Operation, calling: Calling) => Promise<void>;

/** Does the work of an operation, which is all that is done for it: its statements, each with its rule about transactions. */
export type AroundOperation = (operation: Operation, work: () => Promise<void>) => Promise<void>;

/** What becomes of an operation that a migration calls for. */
export type PrepareOperation = (operation: Operation, calling: Calling) => Operation;

/** A batch of a batch update has been committed. */
export interface BatchEvent extends BatchProgress {
  readonly revision: string;
  readonly direction: Direction;
}

/** A transaction of a migration has been committed that held up others at tables. */
export interface LocksEvent {
  readonly revision: string;
  readonly direction: Direction;
  readonly locks: readonly HeldLock[];
  /** How long the transaction was open, and so how long they were held at most. */
  readonly milliseconds: number;
}

/** The build of an index goes on. */
export interface IndexBuildEvent extends IndexBuild {
  readonly revision: string;
  readonly direction: Direction;
}

/**
 * Runs one migration in a transaction and records it in the same. Where a statement forbids that, the transaction is
 * committed in pieces, each with how far it came, and a later run goes on from there.
 */
export async function runMigration(scene: Scene, step: Step, pending: Underway | undefined): Promise<void> {
  const progress = createProgress(scene, step, pending);
  const queue = createDirectiveQueue((directive) => new DirectiveTooLate(progress.during(), directive));
  const { alone, abilities } = abilitiesOf(scene, progress, queue);
  const op = scene.directives.createOp((said) => {
    const { directive } = scene.directives.toCall(said);
    const isAlone = alone();
    return queue.add(directive, () => {
      const operation = prepared(scene, progress, said);
      const work = (): Promise<void> => perform(scene, progress, operation, directive, isAlone);
      return scene.aroundOperation?.(operation, work) ?? work();
    });
  }, abilities);
  try {
    await progress.begin();
    await callAndSettle(step, op, queue, progress);
    await progress.finish();
  } catch (error) {
    // Where the connection is lost there is nothing left to roll back.
    await scene.connection.query('rollback').catch(() => undefined);
    await progress.forgetUntried().catch(() => undefined);
    throw error instanceof StatementFailed && !error.during ? error.within(progress.during()) : error;
  }
}

/**
 * An operation as it is to be done. What that came to is written down: whoever goes on with the migration has other flags
 * perhaps, and what was parked has come back since.
 */
function prepared({ prepareOperation }: Scene, progress: Progress, said: Operation): Operation {
  const question = mannerQuestion(said);
  const known = progress.recallIf(question);
  if (question !== undefined && isManner(known)) {
    progress.remember(question, known);
    return withManner(said, known);
  }
  if (progress.isDoneBefore()) return said;
  const operation = prepareOperation?.(said, progress.during()) ?? said;
  const manner = mannerOf(operation);
  if (question !== undefined && JSON.stringify(manner) !== JSON.stringify(mannerOf(said)))
    progress.remember(question, manner);
  return operation;
}

/** Calls the migration's function. All it has called has ended when this does, whatever went wrong. */
async function callAndSettle(
  { migration, direction }: Step,
  op: Op,
  queue: ReturnType<typeof createDirectiveQueue>,
  progress: Progress,
): Promise<void> {
  const thrown = await outcome(() => migration[direction](op));
  const { unfinished, failure } = await queue.end();
  // What a directive failed of comes first: a migration may have caught it, but PostgreSQL has ended the transaction.
  const first = failure ?? thrown;
  if (first) throw first.error;
  if (unfinished.length > 0) throw new DirectiveNotAwaited(progress.during(), unfinished);
}

async function outcome(work: () => Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** What an `op` can do on a connection, in turn with its directives. */
function abilitiesOf(
  scene: Scene,
  progress: Progress,
  queue: DirectiveQueue,
): { readonly alone: () => boolean; readonly abilities: Abilities } {
  const { connection } = scene;
  let isAlone = false;
  const ask = <T>(
    directive: string,
    about: unknown,
    isAnswer: (value: unknown) => value is T,
    question: () => Promise<T>,
  ): Promise<T> =>
    queue.add(directive, async () => {
      const asked = `${directive} ${JSON.stringify(about)}`;
      const known = progress.recall(asked);
      if (isAnswer(known)) return known;
      const answer = await saying(progress, directive, () => asideOf(connection, question));
      progress.remember(asked, answer);
      return answer;
    });
  return {
    alone: () => isAlone,
    abilities: {
      autocommit: (work) =>
        queue.around('autocommit', async () => {
          isAlone = true;
          try {
            await work();
          } finally {
            isAlone = false;
          }
        }),
      has: (directive, kinds, id) => ask(directive, id, isBoolean, () => hasObject(connection, kinds, id)),
      introspect: () =>
        ask('introspect', null, isSnapshot, () =>
          readSnapshot(connection, { defaultSchema: scene.defaultSchema, without: ownTables(scene.table) }),
        ),
      query: (sql, parameters, method) => {
        const statement: Statement = {
          sql,
          parameters: parameters.map(parameterText),
          transaction: isAlone ? 'outside' : 'inside',
        };
        return queue.add('query', async () => ({ rows: [...(await query(scene, progress, statement, method))] }));
      },
      drizzle: drizzleOver,
    },
  };
}

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** What was written down of a snapshot is one. */
export const isSnapshot = (value: unknown): value is Snapshot =>
  typeof value === 'object' && value !== null && 'objects' in value && Array.isArray(value.objects);

/** A question leaves no trace, not even in the settings of the transaction. */
async function asideOf<T>(connection: Connection, question: () => Promise<T>): Promise<T> {
  await connection.query('savepoint sluice_question');
  try {
    return await question();
  } finally {
    await connection.query('rollback to savepoint sluice_question; release savepoint sluice_question');
  }
}

/** Runs a query of the migration. One that an interrupted run has done gives the rows that it gave then. */
async function query(
  scene: Scene,
  progress: Progress,
  statement: Statement,
  method: 'all' | 'execute',
): Promise<readonly unknown[]> {
  const { connection, onStatement } = scene;
  const index = progress.count(statement);
  const send = (): Promise<readonly unknown[]> =>
    method === 'all'
      ? connection.queryLists(statement.sql, statement.parameters ?? [])
      : connection.query(statement.sql, statement.parameters);
  const asked = `query ${statement.sql}`;
  if (index === undefined) {
    const known = progress.recall(asked);
    return Array.isArray(known) ? known : readAgain(connection, send);
  }
  const { revision, direction } = progress.during();
  onStatement({ revision, direction, directive: 'query', statement, index });
  return saying(progress, 'query', () =>
    progress.run(statement, async () => {
      const rows = await send();
      progress.remember(asked, rows);
      return rows;
    }),
  );
}

/**
 * Where an older release was interrupted, the rows were not written down. PostgreSQL says whether a query only reads:
 * what writes was done before, and gives no rows now.
 */
async function readAgain(connection: Connection, send: () => Promise<readonly unknown[]>): Promise<readonly unknown[]> {
  return asideOf(connection, async () => {
    await connection.query('set local transaction_read_only to on');
    try {
      return await send();
    } catch (error) {
      if (error instanceof StatementFailed && error.code === '25006') return [];
      throw error;
    }
  });
}

/** A failure says in which directive it came. */
async function saying<T>(progress: Progress, directive: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StatementFailed ? error.within(progress.during(directive)) : error;
  }
}

async function perform(
  scene: Scene,
  progress: Progress,
  operation: Operation,
  directive: string,
  isAlone: boolean,
): Promise<void> {
  const { revision, direction } = progress.during();
  await scene.beforeOperation?.(operation, { revision, direction });
  for (const said of scene.directives.statements(operation, scene)) {
    const statement: Statement = isAlone ? { ...said, transaction: 'outside' } : said;
    const index = progress.count(statement);
    if (index === undefined) continue;
    scene.onStatement({ revision, direction, directive, statement, index });
    try {
      await run(scene, progress, statement);
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error;
      throw failedAssertion(error, statement, progress) ?? error.within(progress.during(directive));
    }
  }
}

/** Looks how far an index is that a statement builds, where somebody wants to know. */
async function watched<T>(scene: Scene, progress: Progress, sql: string, work: () => Promise<T>): Promise<T> {
  const { connection, turn, onIndexBuild } = scene;
  if (onIndexBuild === undefined || turn.pid === undefined || !buildsIndex(sql)) return work();
  const { revision, direction } = progress.during();
  return withIndexBuild(connection, turn.pid, (build) => onIndexBuild({ ...build, revision, direction }), work);
}

/** Runs a statement by its rule about transactions, in batches where it has them. */
async function run(scene: Scene, progress: Progress, statement: Statement): Promise<void> {
  const { connection, patience, onBatch, onLag } = scene;
  const { sql, parameters, batches } = statement;
  if (batches === undefined) {
    await progress.run(statement, () => watched(scene, progress, sql, () => connection.query(sql, parameters)));
    return;
  }
  const { revision, direction } = progress.during();
  await progress.runInBatches(async (place) => {
    const done = await runBatches(batches, {
      ...place,
      connection,
      patience,
      onBatch: (batch) => onBatch({ ...batch, revision, direction }),
      onLag,
    });
    if (done.remaining > 0) throw new BatchUpdateIncomplete({ during: progress.during(), ...batches, ...done });
  });
}

function failedAssertion(
  error: StatementFailed,
  { assertion }: Statement,
  progress: Progress,
): AssertionFailed | undefined {
  if (assertion === undefined || error.code !== assertFailure) return undefined;
  const rows: readonly unknown[] = (error.detail ?? '').split('\n').map((line): unknown => JSON.parse(line));
  return new AssertionFailed({ ...assertion, rows, during: progress.during('assert'), cause: error });
}

/** The SQLSTATE of a statement that asserts. */
const assertFailure = 'P0004';
