import { downRevisionsOf, literal, type Statement } from '@sluice/core';
import { MigrationEdited, StatementFailed, TransactionEnded, type During } from './database-errors.js';
import { tellDuplicates } from './duplicates.js';
import type { BatchesReached, BatchPlace } from './batches.js';
import { createFingerprint } from './fingerprint.js';
import { HELD_LOCKS, heldLocksOf } from './held-locks.js';
import { inTransaction } from './in-transaction.js';
import { applyVersion } from './version-apply.js';
import { recordUnderway, type Answer, type Run, type Underway } from './ledger.js';
import { forgetProgress, recordProgress, recordStep, recordStepSql } from './version-table.js';
import type { Scene, Step } from './run-migration.js';

/** How far one migration has come. */
export type Progress = ReturnType<typeof createProgress>;

/** What every transaction of a migration sets, as SQL. */
const settingsOfTransaction = ({
  searchPath,
  timeouts: { lockTimeout, statementTimeout, idleTimeout },
}: Pick<Scene, 'searchPath' | 'timeouts'>): readonly { readonly name: string; readonly value: string }[] => [
  { name: 'search_path', value: searchPath },
  { name: 'TimeZone', value: literal('UTC') },
  { name: 'lock_timeout', value: literal(lockTimeout) },
  { name: 'statement_timeout', value: literal(statementTimeout) },
  { name: 'idle_in_transaction_session_timeout', value: literal(idleTimeout) },
];

/** How far one migration has come: counts its statements, and commits and records where it must. */
export function createProgress(scene: Scene, step: Step, pending: Underway | undefined) {
  const { connection, table, turn } = scene;
  const { revision } = step.migration;
  const place = { revision, direction: step.direction, ...(step.file === undefined ? {} : { file: step.file }) };
  const run = runOf(step);
  const start = performance.now() - (pending?.milliseconds ?? 0);
  const hash = createFingerprint();
  const done = pending?.statementsDone ?? 0;
  const answers: Answer[] = [];
  let counted = 0;
  let kept = done;
  let attempted = pending?.attempted ?? false;
  let saved = pending !== undefined;
  let isInBatches = false;
  let transaction = '';
  let opened = start;

  const fingerprint = hash.digest;
  /** Of all statements before the one just counted. */
  let fingerprintBefore = fingerprint();

  const edited = () => new MigrationEdited({ ...place, statementsDone: done });

  const took = (): number => performance.now() - start;

  type State = Pick<Underway, 'statementsDone' | 'fingerprint' | 'attempted'>;

  const underwayAt = (state: State, batches?: BatchesReached): Underway => ({
    revision,
    direction: step.direction,
    ...state,
    answers,
    milliseconds: took(),
    batches,
  });

  async function save(state: State, batches?: BatchesReached): Promise<void> {
    saved = true;
    await recordProgress(connection, run, underwayAt(state, batches), table);
  }

  const stateBefore = (attemptedThen: boolean): State => ({
    statementsDone: counted - 1,
    fingerprint: fingerprintBefore,
    attempted: attemptedThen,
  });

  const saveBefore = (attemptedThen: boolean, batches?: BatchesReached) => save(stateBefore(attemptedThen), batches);
  const saveAfter = () => save({ statementsDone: counted, fingerprint: fingerprint(), attempted: false });

  const beginSql = [
    'begin',
    ...settingsOfTransaction(scene).map(({ name, value }) => `set local ${name} to ${value}`),
  ].join('; ');

  async function begin(): Promise<void> {
    opened = performance.now();
    // One message: each waits for an answer, and a migration may be over before that.
    const [row] = await connection.query(`${beginSql}; select txid_current() as id`);
    transaction = String(row?.['id']);
  }

  /** Commits, with what is to be recorded: both or neither. */
  async function commitWith(record: () => Promise<void>): Promise<void> {
    const locks = scene.onLocks === undefined ? '' : `, ${HELD_LOCKS} as locks`;
    const [row] = await connection.query(`select txid_current_if_assigned() as id${locks}`);
    if (row?.['id'] !== transaction) throw new TransactionEnded(during());
    await turn.confirm();
    await record();
    await connection.query('commit');
    const held = heldLocksOf(row['locks']);
    if (held.length > 0)
      scene.onLocks?.({ revision, direction: step.direction, locks: held, milliseconds: performance.now() - opened });
  }

  /**
   * {@link commitWith} in one message, of what nearly every migration records: false where there is more to it, or where
   * PostgreSQL refuses it, since there are no tables for it yet, or for a reason that is told when it is done step by step.
   */
  async function finishAtOnce(): Promise<boolean> {
    const record = recordStepSql(run, step, { statements: counted, took: took() }, table);
    if (record === undefined) return false;
    const all = [sameTransactionSql(transaction), `savepoint ${SAVEPOINT}`, ...record, 'commit'];
    try {
      await connection.query(all.join('; '));
      return true;
    } catch (error) {
      if (isOtherTransaction(error)) throw new TransactionEnded(during());
      if (!(error instanceof StatementFailed)) throw error;
      return connection.query(`rollback to savepoint ${SAVEPOINT}; release savepoint ${SAVEPOINT}`).then(
        () => false,
        () => {
          // There is nothing to go back to: it was the commit that failed.
          throw new StatementFailed({ ...error.facts, sql: 'commit' }, error.cause);
        },
      );
    }
  }

  async function runOutside<T>({ sql, clear, atomic }: Statement, send: () => Promise<T>): Promise<T> {
    scene.requireSearchPath(sql);
    const again = attempted;
    await commitWith(() => saveBefore(true));
    kept = counted - 1;
    attempted = true;
    await scene.setSession({
      search_path: scene.searchPath,
      TimeZone: 'UTC',
      lock_timeout: '0',
      statement_timeout: '0',
    });
    if (again && clear !== undefined) await connection.query(clear);
    const result = await send().catch(async (error: unknown) => {
      if (atomic === true || leavesNothing(error)) await forgetAttempt();
      throw await tellDuplicates(connection, error);
    });
    await turn.recordAlone(saveAfter);
    kept = counted;
    attempted = false;
    await scene.setSession(scene.settings);
    await begin();
    return result;
  }

  /** Each batch is a transaction, with how far it has come. */
  async function runInBatches<T>(send: (run: BatchPlace) => Promise<T>): Promise<T> {
    const from = attempted ? pending?.batches : undefined;
    await commitWith(() => saveBefore(true, from));
    kept = counted - 1;
    attempted = true;
    isInBatches = true;
    let hasBegun = from !== undefined;
    const result = await send({
      from,
      transaction: async (work) => inTransaction(connection, work, async () => connection.query(beginSql)),
      record: async (reached) => {
        hasBegun = true;
        await turn.confirm();
        await recordUnderway(connection, table, run, underwayAt(stateBefore(true), reached));
      },
    }).catch(async (error: unknown) => {
      if (!hasBegun) {
        await forgetAttempt();
        isInBatches = false;
      }
      throw error;
    });
    await turn.recordAlone(saveAfter);
    kept = counted;
    attempted = false;
    isInBatches = false;
    await begin();
    return result;
  }

  /** So that the next run does not clear away what was there before and is in the way. */
  async function forgetAttempt(): Promise<void> {
    await turn.recordAlone(async () => saveBefore(false));
    attempted = false;
  }

  const during = (directive?: string): During => ({
    ...place,
    ...(directive === undefined ? {} : { directive }),
    statementsKept: kept,
    ...(isInBatches ? { inBatches: true } : attempted ? { remains: true } : {}),
  });

  return {
    begin,
    during,
    runInBatches,

    /** Counts a statement: its number, or undefined when an interrupted run has done it. */
    count(statement: Statement): number | undefined {
      fingerprintBefore = fingerprint();
      hash.add(statement);
      counted += 1;
      if (counted === done && fingerprint() !== pending?.fingerprint) throw edited();
      return counted <= done ? undefined : counted - 1;
    },

    /** Runs a statement by its rule about transactions. */
    async run<T>(statement: Statement, send: () => Promise<T>): Promise<T> {
      if (statement.transaction === 'outside') return runOutside(statement, send);
      const result = await send();
      if (statement.transaction === 'inside') return result;
      await commitWith(saveAfter);
      kept = counted;
      attempted = false;
      await begin();
      return result;
    },

    /** What an interrupted run was told at this place; undefined where it had not come here. */
    recall(question: string): unknown {
      const known = pending?.answers[answers.length];
      if (known === undefined) return undefined;
      if (known.question !== question) throw edited();
      answers.push(known);
      return known.answer;
    },

    /** The same of what an interrupted run was told only in some cases: undefined where it was not. */
    recallIf(question: string | undefined): unknown {
      const known = pending?.answers[answers.length];
      return known !== undefined && known.question === question ? known.answer : undefined;
    },

    /** Whether an interrupted run has done what comes now, or begun it. */
    isDoneBefore: (): boolean => counted < done,

    /** Writes down what the migration was told, for a run that has to go the same way again. */
    remember(question: string, answer: unknown): void {
      answers.push({ question, answer });
    },

    async finish(): Promise<void> {
      if (counted < done) throw edited();
      const isPlain = scene.onVersionApply === undefined && scene.onLocks === undefined && !saved && !turn.isDisputed;
      if (isPlain && (await finishAtOnce())) return;
      const change = { of: step.direction, revision };
      const record = () => recordStep(connection, run, step, { statements: counted, took: took() }, table);
      await commitWith(() => applyVersion(connection, table, change, record, scene.onVersionApply));
    },

    /** A migration that failed before anything of it was done leaves no trace. */
    async forgetUntried(): Promise<void> {
      if (!saved) return;
      await scene.setSession(scene.settings);
      if (kept > 0 || attempted) return;
      await inTransaction(connection, async () => {
        await turn.confirm();
        await forgetProgress(connection, revision, table);
      });
    },
  };
}

const SAVEPOINT = 'sluice_record';

/**
 * SQL that fails in any transaction but one: what comes after it in the same message is not run then. That a text is no
 * number is an error that PostgreSQL words with the text, and no other part of a record has this one.
 */
const sameTransactionSql = (transaction: string): string =>
  `select case when txid_current_if_assigned() is distinct from ${literal(transaction)}::bigint
     then (${literal(OTHER_TRANSACTION)} || coalesce(txid_current_if_assigned()::text, ''))::integer end`;

const OTHER_TRANSACTION = 'sluice: another transaction ';

const isOtherTransaction = (error: unknown): boolean =>
  error instanceof StatementFailed && error.code === '22P02' && error.reason.includes(OTHER_TRANSACTION);

/** What the ledger says of a step. */
export const runOf = ({ migration, direction, text }: Step): Run => ({
  ...(text ?? { revision: migration.revision, follows: downRevisionsOf(migration) }),
  direction,
});

/** An error of class 42 (a name that is taken, or missing) comes before PostgreSQL has begun to build anything. */
const leavesNothing = (error: unknown): boolean =>
  error instanceof StatementFailed && error.code?.startsWith('42') === true;
