import { createHash } from 'node:crypto';
import { ident, literal, type Connection, type Migration, type Op, type Operation, type Statement } from '@sluice/core';
import {
  DirectiveNotAwaited,
  DirectiveTooLate,
  MigrationEdited,
  StatementFailed,
  TransactionEnded,
  type During,
} from './database-errors.js';
import { createDirectiveQueue } from './directive-queue.js';
import { setAll, type Settings } from './session.js';
import { applyVersion, type OnVersionApply } from './version-apply.js';
import {
  dropWhenEmpty,
  ensureVersionTable,
  forgetProgress,
  recordProgress,
  recordStep,
  type Direction,
  type Pending,
  type VersionChange,
  type VersionTable,
} from './version-table.js';

/** A migration to run, which way, and what of it to record. */
export interface Step extends VersionChange {
  readonly migration: Migration;
  readonly direction: Direction;
  /** The migration's file, for messages. */
  readonly file?: string;
}

/** What the core makes of directives. */
export interface Directives {
  createOp(run: (operation: Operation) => Promise<void>): Op;
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

/** Where and how migrations are run. */
export interface Scene {
  readonly connection: Connection;
  readonly directives: Directives;
  readonly table: VersionTable;
  readonly defaultSchema: string;
  readonly lockTimeout: string;
  readonly serverVersion: number;
  /** The session's settings, to go back to after a statement outside a transaction. */
  readonly settings: Settings;
  readonly onStatement: (event: StatementEvent) => void;
  readonly onVersionApply: OnVersionApply | undefined;
}

/**
 * Runs one migration in a transaction and records it in the same. Where a statement forbids that, the transaction is
 * committed in pieces, each with how far it came, and a later run goes on from there.
 */
export async function runMigration(scene: Scene, step: Step, pending: Pending | undefined): Promise<void> {
  const progress = createProgress(scene, step, pending);
  const queue = createDirectiveQueue((directive) => new DirectiveTooLate(progress.during(), directive));
  const op = scene.directives.createOp((operation) => {
    const { directive } = scene.directives.toCall(operation);
    return queue.add(directive, () => perform(scene, progress, operation, directive));
  });
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

async function perform(scene: Scene, progress: Progress, operation: Operation, directive: string): Promise<void> {
  const { revision, direction } = progress.during();
  for (const statement of scene.directives.statements(operation, scene)) {
    const index = progress.count(statement);
    if (index === undefined) continue;
    scene.onStatement({ revision, direction, directive, statement, index });
    try {
      await progress.run(statement);
    } catch (error) {
      throw error instanceof StatementFailed ? error.within(progress.during(directive)) : error;
    }
  }
}

type Progress = ReturnType<typeof createProgress>;

/** How far one migration has come: counts its statements, and commits and records where it must. */
function createProgress(scene: Scene, step: Step, pending: Pending | undefined) {
  const { connection, table } = scene;
  const { revision } = step.migration;
  const place = { revision, direction: step.direction, ...(step.file === undefined ? {} : { file: step.file }) };
  const hash = createHash('sha256');
  const done = pending?.statementsDone ?? 0;
  let counted = 0;
  let kept = done;
  let attempted = pending?.attempted ?? false;
  let saved = pending !== undefined;
  let transaction: unknown;

  const fingerprint = () => hash.copy().digest('hex');
  /** Of all statements before the one just counted. */
  let fingerprintBefore = fingerprint();

  const edited = () => new MigrationEdited({ ...place, statementsDone: done });

  async function save(state: Pick<Pending, 'statementsDone' | 'fingerprint' | 'attempted'>): Promise<void> {
    saved = true;
    await recordProgress(connection, { revision, direction: step.direction, ...state }, table);
  }

  const saveBefore = (attemptedThen: boolean) =>
    save({ statementsDone: counted - 1, fingerprint: fingerprintBefore, attempted: attemptedThen });
  const saveAfter = () => save({ statementsDone: counted, fingerprint: fingerprint(), attempted: false });

  async function begin(): Promise<void> {
    await connection.query('begin');
    await connection.query(
      `set local search_path to ${ident(scene.defaultSchema)}; set local timezone to 'UTC'; set local lock_timeout to ${literal(scene.lockTimeout)}`,
    );
    const [row] = await connection.query('select txid_current() as id');
    transaction = row?.id;
  }

  /** Commits, with what is to be recorded: both or neither. */
  async function commitWith(record: () => Promise<void>): Promise<void> {
    const [row] = await connection.query('select txid_current_if_assigned() as id');
    if (row?.id !== transaction) throw new TransactionEnded(during());
    await ensureVersionTable(connection, table);
    await record();
    await connection.query('commit');
  }

  async function runOutside({ sql, clear }: Statement): Promise<void> {
    const again = attempted;
    await commitWith(() => saveBefore(true));
    kept = counted - 1;
    attempted = true;
    await setAll(connection, {
      search_path: ident(scene.defaultSchema),
      TimeZone: 'UTC',
      lock_timeout: '0',
      statement_timeout: '0',
    });
    if (again && clear !== undefined) await connection.query(clear);
    try {
      await connection.query(sql);
    } catch (error) {
      if (leavesNothing(error)) await forgetAttempt();
      throw error;
    }
    await saveAfter();
    kept = counted;
    attempted = false;
    await setAll(connection, scene.settings);
    await begin();
  }

  /** So that the next run does not clear away what was there before and is in the way. */
  async function forgetAttempt(): Promise<void> {
    await saveBefore(false);
    attempted = false;
  }

  const during = (directive?: string): During => ({
    ...place,
    ...(directive === undefined ? {} : { directive }),
    statementsKept: kept,
    ...(attempted ? { remains: true } : {}),
  });

  return {
    begin,
    during,

    /** Counts a statement: its number, or undefined when an interrupted run has done it. */
    count({ sql }: Statement): number | undefined {
      fingerprintBefore = fingerprint();
      hash.update(sql).update('\0');
      counted += 1;
      if (counted === done && fingerprint() !== pending?.fingerprint) throw edited();
      return counted <= done ? undefined : counted - 1;
    },

    async run(statement: Statement): Promise<void> {
      if (statement.transaction === 'outside') return runOutside(statement);
      await connection.query(statement.sql);
      if (statement.transaction === 'inside') return;
      await commitWith(saveAfter);
      kept = counted;
      attempted = false;
      await begin();
    },

    async finish(): Promise<void> {
      if (counted < done) throw edited();
      const change = { of: step.direction, revision };
      const record = () => recordStep(connection, revision, step, table);
      await commitWith(() => applyVersion(connection, table, change, record, scene.onVersionApply));
    },

    /** A migration that failed before anything of it was done leaves no trace. */
    async forgetUntried(): Promise<void> {
      if (!saved) return;
      await setAll(connection, scene.settings);
      if (kept > 0 || attempted) return;
      await forgetProgress(connection, revision, table);
      await dropWhenEmpty(connection, table);
    },
  };
}

/** An error of class 42 (a name that is taken, or missing) comes before PostgreSQL has begun to build anything. */
const leavesNothing = (error: unknown): boolean =>
  error instanceof StatementFailed && error.code?.startsWith('42') === true;
