import { ident, type Connection } from '@sluice/core';
import { MigrationInterrupted } from './database-errors.js';
import { withLockRetries, type LockWait } from './lock-waits.js';
import {
  runMigration,
  type AroundOperation,
  type BatchEvent,
  type BeforeOperation,
  type PrepareOperation,
  type Directives,
  type IndexBuildEvent,
  type LocksEvent,
  type Scene,
  type StatementEvent,
  type Step,
} from './run-migration.js';
import type { ReplicaLag } from './replica-lag.js';
import { withRunnerLock } from './runner-lock.js';
import type { RunnerPatience, Turn } from './turn.js';
import { searchPathGuard } from './search-path.js';
import { readSettings, setAll } from './session.js';
import type { OnVersionApply } from './version-apply.js';
import type { Pending, Underway } from './ledger.js';
import { defaultVersionTable, type VersionTable } from './own-tables.js';
import { readRecords, toldOf } from './version-table.js';

/** How to run migrations. */
export interface RunOptions extends LockOptions {
  /** The schema that unqualified names mean; `public` by default. */
  readonly defaultSchema?: string;
  /** The schema for which the migrations were written, where that is another: what they do there is done in `defaultSchema`. */
  readonly writtenFor?: string;
  /** The schemas that unqualified names mean after the default schema; none by default. */
  readonly searchPath?: readonly string[];
  /** How long a statement in a transaction may wait for a lock on a table; `5s` by default, `0` for ever. */
  readonly lockTimeout?: string;
  /**
   * How long a statement in a transaction may run, `5min`; for ever by default. Waiting for a lock counts.
   * What runs outside a transaction, such as a concurrent build, has all the time it takes.
   */
  readonly statementTimeout?: string;
  /**
   * How long a transaction may stay open while nothing is asked of it; `60s` by default, `0` for ever. It is for a process
   * that hangs or is gone without a word: PostgreSQL ends its session, and with it the locks.
   */
  readonly idleTimeout?: string;
  /** How often the transaction of a migration is tried again when it did not get a lock; 5 by default. */
  readonly lockRetries?: number;
  /** Called when a transaction did not get a lock, before the pause after which it is tried again. */
  readonly onLockWait?: (wait: LockWait) => void;
  readonly onMigrationStart?: (step: Step) => void;
  /** Called where a run goes on with what an interrupted one has done. */
  readonly onResume?: (pending: Pending) => void;
  readonly onMigrationEnd?: (step: Step, took: { readonly milliseconds: number }) => void;
  /** Called before each statement that is run. */
  readonly onStatement?: (event: StatementEvent) => void;
  /** Called in the transaction that records a migration, before it is committed. */
  readonly onVersionApply?: OnVersionApply | undefined;
  /**
   * Called after each commit of a transaction that held locks which keep others from writing, or from reading. Who listens has
   * each migration ask for them before its record.
   */
  readonly onLocks?: ((event: LocksEvent) => void) | undefined;
  /** Called every second while an index is built. It takes a second connection, where that is to be had. */
  readonly onIndexBuild?: ((event: IndexBuildEvent) => void) | undefined;
  /** Called while a batch update waits for replicas, every half second. */
  readonly onLag?: (lag: ReplicaLag) => void;
  /** Called after each batch of a batch update. */
  readonly onBatch?: (event: BatchEvent) => void;
  /** Called for each operation before anything else: what it gives back is run instead. */
  readonly prepareOperation?: PrepareOperation | undefined;
  /** Called before the statements of an operation are run, in its transaction. */
  readonly beforeOperation?: BeforeOperation | undefined;
  /** Does the work of each operation, to see what it does. */
  readonly aroundOperation?: AroundOperation | undefined;
}

/** How to be the only one. */
export interface LockOptions extends RunnerPatience {
  readonly versionTable?: Partial<VersionTable>;
}

/** What is to be run, given the heads of what is applied. Called when no other process can change them any more. */
export type Plan = (
  revisions: readonly string[],
  pending: readonly Pending[],
) => readonly Step[] | Promise<readonly Step[]>;

/** Runs what the plan says and gives the steps that were run. Each is a transaction of its own. */
export async function runWith(
  directives: Directives,
  connection: Connection,
  plan: Plan,
  options: RunOptions = {},
): Promise<readonly Step[]> {
  const table = { ...defaultVersionTable, ...options.versionTable };
  return withRunnerLock(connection, table, options, async (turn) => {
    const scene = await setScene(directives, connection, { table, turn }, options);
    const { revisions, underway } = await readRecords(connection, table);
    const pending = underway.map(toldOf);
    const steps = await plan(revisions, pending);
    refuseUnfinished(steps, pending);
    try {
      for (const step of steps) await runStep(scene, step, underway, options);
    } finally {
      await scene.setSession(scene.settings).catch(() => undefined);
    }
    return steps;
  });
}

/** Nobody else can change what is under way: it is read once, and again only when a transaction is tried again. */
async function runStep(scene: Scene, step: Step, underway: readonly Underway[], options: RunOptions): Promise<void> {
  const start = performance.now();
  options.onMigrationStart?.(step);
  const { lockRetries: retries = 5, onLockWait = () => undefined, onResume = () => undefined } = options;
  let isFirst = true;
  await withLockRetries(scene.connection, { retries, onLockWait }, async () => {
    const known = isFirst ? underway : (await readRecords(scene.connection, scene.table)).underway;
    const pending = known.find((each) => isOf(each, step));
    if (pending && isFirst) onResume(pending);
    isFirst = false;
    await runMigration(scene, step, pending);
  });
  options.onMigrationEnd?.(step, { milliseconds: performance.now() - start });
}

/** What is half done must be finished before anything else, and the other way cannot begin in the middle. */
function refuseUnfinished(steps: readonly Step[], pending: readonly Pending[]): void {
  const unfinished = pending.find((each) => !steps.some((step) => isOf(each, step)));
  if (unfinished && steps.length > 0) throw new MigrationInterrupted(unfinished);
}

const isOf = (pending: Pending, { migration, direction }: Step): boolean =>
  pending.revision === migration.revision && pending.direction === direction;

/**
 * Has PostgreSQL look, while a statement runs, whether the process that asked for it is still there: the lock of one that
 * is gone is free soon, however long its statement would take. Where the platform of the server cannot, it does not.
 */
async function watchClient(connection: Connection, { isShared }: Turn): Promise<void> {
  if (connection.engine === 'pglite' || isShared) return;
  await setAll(connection, { client_connection_check_interval: '5s' }).catch(() => undefined);
}

async function setScene(
  directives: Directives,
  connection: Connection,
  { table, turn }: Pick<Scene, 'table' | 'turn'>,
  {
    defaultSchema = 'public',
    searchPath: further = [],
    lockTimeout = '5s',
    statementTimeout = '0',
    idleTimeout = '60s',
    onStatement = () => undefined,
    onBatch = () => undefined,
    onLag = () => undefined,
    onLockWait = () => undefined,
    lockRetries = 5,
    onVersionApply,
    onLocks,
    onIndexBuild,
    prepareOperation,
    beforeOperation,
    aroundOperation,
  }: RunOptions,
): Promise<Scene> {
  const settings = await readSettings(connection, [
    'search_path',
    'TimeZone',
    'lock_timeout',
    'statement_timeout',
    'client_connection_check_interval',
  ]);
  await watchClient(connection, turn);
  const [row] = await connection.query(`select current_setting('server_version_num')::int as version`);
  const serverVersion = Number(row?.version);
  const patience = { retries: lockRetries, onLockWait };
  const told = {
    onStatement,
    onBatch,
    onLag,
    onLocks,
    onIndexBuild,
    patience,
    onVersionApply,
    prepareOperation,
    beforeOperation,
    aroundOperation,
  };
  const searchPath = [...new Set([defaultSchema, ...further])].map((schema) => ident(schema)).join(', ');
  const timeouts = { lockTimeout, statementTimeout, idleTimeout };
  return {
    connection,
    directives,
    table,
    turn,
    defaultSchema,
    searchPath,
    timeouts,
    serverVersion,
    settings,
    setSession: turn.isShared ? async () => undefined : async (values) => setAll(connection, values),
    requireSearchPath: turn.isShared ? await searchPathGuard(connection, searchPath) : () => undefined,
    ...told,
  };
}
