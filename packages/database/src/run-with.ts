import { ident, type Connection } from '@sluice/core';
import { MigrationInterrupted } from './database-errors.js';
import { withLockRetries, type LockWait } from './lock-waits.js';
import {
  runMigration,
  type BatchEvent,
  type BeforeOperation,
  type PrepareOperation,
  type Directives,
  type Scene,
  type StatementEvent,
  type Step,
} from './run-migration.js';
import { withRunnerLock, type RunnerPatience } from './runner-lock.js';
import { readSettings, setAll } from './session.js';
import type { OnVersionApply } from './version-apply.js';
import { defaultVersionTable, readVersions, type Pending, type VersionTable } from './version-table.js';

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
  /** How often the transaction of a migration is tried again when it did not get a lock; 5 by default. */
  readonly lockRetries?: number;
  /** Called when a transaction did not get a lock, before the pause after which it is tried again. */
  readonly onLockWait?: (wait: LockWait) => void;
  readonly onMigrationStart?: (step: Step) => void;
  readonly onMigrationEnd?: (step: Step, took: { readonly milliseconds: number }) => void;
  /** Called before each statement that is run. */
  readonly onStatement?: (event: StatementEvent) => void;
  /** Called in the transaction that records a migration, before it is committed. */
  readonly onVersionApply?: OnVersionApply | undefined;
  /** Called after each batch of a batch update. */
  readonly onBatch?: (event: BatchEvent) => void;
  /** Called for each operation before anything else: what it gives back is run instead. */
  readonly prepareOperation?: PrepareOperation | undefined;
  /** Called before the statements of an operation are run, in its transaction. */
  readonly beforeOperation?: BeforeOperation | undefined;
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
  return withRunnerLock(connection, table, options, async () => {
    const scene = await setScene(directives, connection, table, options);
    const versions = await readVersions(connection, table);
    const steps = await plan(versions.revisions, versions.pending);
    refuseUnfinished(steps, versions.pending);
    try {
      for (const step of steps) await runStep(scene, step, options);
    } finally {
      await setAll(connection, scene.settings).catch(() => undefined);
    }
    return steps;
  });
}

async function runStep(scene: Scene, step: Step, options: RunOptions): Promise<void> {
  const start = performance.now();
  options.onMigrationStart?.(step);
  const { lockRetries: retries = 5, onLockWait = () => undefined } = options;
  await withLockRetries(scene.connection, { retries, onLockWait }, async () => {
    const { pending } = await readVersions(scene.connection, scene.table);
    await runMigration(
      scene,
      step,
      pending.find((each) => isOf(each, step)),
    );
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

async function setScene(
  directives: Directives,
  connection: Connection,
  table: VersionTable,
  {
    defaultSchema = 'public',
    searchPath: further = [],
    lockTimeout = '5s',
    onStatement = () => undefined,
    onBatch = () => undefined,
    onVersionApply,
    prepareOperation,
    beforeOperation,
  }: RunOptions,
): Promise<Scene> {
  const settings = await readSettings(connection, ['search_path', 'TimeZone', 'lock_timeout', 'statement_timeout']);
  const [row] = await connection.query(`select current_setting('server_version_num')::int as version`);
  const serverVersion = Number(row?.version);
  const told = { onStatement, onBatch, onVersionApply, prepareOperation, beforeOperation };
  const searchPath = [...new Set([defaultSchema, ...further])].map((schema) => ident(schema)).join(', ');
  return { connection, directives, table, defaultSchema, searchPath, lockTimeout, serverVersion, settings, ...told };
}
