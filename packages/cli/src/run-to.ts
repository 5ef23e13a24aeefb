import { planDowngrade, planUpgrade, type Connection, type Op, type PlannedRevision } from '@sluice/core';
import {
  run,
  type BeforeOperation,
  type Direction,
  type LockManner,
  type PrepareOperation,
  type Step,
} from '@sluice/database';
import { setImmediate } from 'node:timers/promises';
import type { MigrationEvent, RanMigration } from './events.js';
import { refuseAltered } from './integrity.js';
import { headOf } from './head-of.js';
import type { LoadedMigration } from './load/load-migration.js';
import { textOf } from './migration-text.js';
import type { Project } from './project.js';
import { loadGuarded } from './record.js';

/** Where to go. */
export interface Destination {
  readonly direction: Direction;
  readonly target: string;
  /** How to take turns with others; what the config says, where it is left out. */
  readonly lock?: LockManner | undefined;
  /** How long to wait for another process that runs migrations. */
  readonly waitSeconds?: number | undefined;
  readonly lockTimeout?: string | undefined;
  readonly statementTimeout?: string | undefined;
  readonly idleTimeout?: string | undefined;
  readonly lockRetries?: number | undefined;
  /** Whether an upgrade goes on where files of migrations that are applied were changed since. */
  readonly allowEdited?: boolean | undefined;
  /** Done before the first migration, once no other process can run any; not where there is none to run. */
  readonly before?: (() => Promise<void>) | undefined;
  /** Looks at what is to be run before that, and at each operation just before its statements. */
  readonly guard?: Guard | undefined;
}

/**
 * Looks at migrations that are to be run, and gives what looks at each operation, and what becomes of it. It throws where
 * they must not be run.
 */
export type Guard = (connection: Connection, steps: readonly LoadedStep[]) => Promise<Watch>;

/** A step whose migration was loaded from its file. */
export interface LoadedStep extends Step {
  readonly migration: LoadedMigration<Op>;
}

/** What is done with each operation. */
export interface Watch {
  readonly prepareOperation?: PrepareOperation | undefined;
  readonly beforeOperation?: BeforeOperation | undefined;
}

/** Runs the migrations that lead to a target, each in a transaction of its own. All are loaded before the first is run. */
export async function runTo(
  project: Project,
  connection: Connection,
  {
    direction,
    target,
    lock,
    waitSeconds,
    lockTimeout,
    statementTimeout,
    idleTimeout,
    lockRetries,
    allowEdited,
    before,
    guard,
  }: Destination,
): Promise<readonly RanMigration[]> {
  const { config, graph, events } = project;
  const ran: RanMigration[] = [];
  let watch: Watch | undefined;
  const plan = direction === 'upgrade' ? planUpgrade : planDowngrade;
  const prepare = async (applied: readonly string[]): Promise<readonly LoadedStep[]> => {
    const steps = await loadSteps(project, plan(graph, applied, target), direction);
    if (steps.length === 0) return steps;
    if (direction === 'upgrade' && allowEdited !== true) await refuseAltered(project, connection);
    watch = await guard?.(connection, steps);
    await before?.();
    return steps;
  };
  await run(connection, prepare, {
    defaultSchema: config.defaultSchema,
    searchPath: config.searchPath,
    ...(config.writtenFor === undefined ? {} : { writtenFor: config.writtenFor }),
    versionTable: config.versionTable,
    lock: lock ?? config.lock,
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
    ...(lockTimeout === undefined ? {} : { lockTimeout }),
    ...(statementTimeout === undefined ? {} : { statementTimeout }),
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
    ...(lockRetries === undefined ? {} : { lockRetries }),
    onLockWait: (wait) => events.onRetry?.({ of: 'lock', ...wait }),
    onLag: (lag) => events.onRetry?.({ of: 'replica', ...lag }),
    onRunnerWait: (wait) => events.onRetry?.({ of: 'runner', ...wait }),
    onVersionApply: events.onVersionApply,
    prepareOperation: (operation, calling) => watch?.prepareOperation?.(operation, calling) ?? operation,
    beforeOperation: async (operation, calling) => watch?.beforeOperation?.(operation, calling),
    onStatement: (event) => events.onStatement?.(event),
    onBatch: (event) => events.onBatch?.(event),
    onLocks: events.onLocks,
    onIndexBuild: events.onIndexBuild,
    onResume: (pending) => events.onResume?.(pending),
    onMigrationStart: (step) => events.onMigrationStart?.(eventOf(project, step)),
    onMigrationEnd: (step, { milliseconds }) => {
      const migration = { ...eventOf(project, step), milliseconds };
      ran.push(migration);
      events.onMigrationEnd?.(migration);
    },
  });
  return ran;
}

/** Loads planned revisions, all before the first is run: some at once, since Node waits for each file that it imports. */
export async function loadSteps(
  project: Project,
  planned: readonly PlannedRevision[],
  direction: Direction,
): Promise<readonly LoadedStep[]> {
  const steps: LoadedStep[] = [];
  for (let at = 0; at < planned.length; at += AT_ONCE) {
    const some = planned.slice(at, at + AT_ONCE);
    const loaded = await Promise.allSettled(some.map(async (one) => loadStep(project, one, direction)));
    for (const one of loaded) {
      // Of several that cannot be loaded, the first is told, whichever was the first to fail.
      if (one.status === 'rejected') throw one.reason;
      steps.push(one.value);
    }
  }
  return steps;
}

const AT_ONCE = 32;

async function loadStep(
  project: Project,
  { revision, file, deletes, inserts }: PlannedRevision,
  direction: Direction,
): Promise<LoadedStep> {
  const head = headOf(project, revision);
  const migration = breathing(await loadGuarded(head.file, project.config.plugins));
  const text = await textOf(head, migration.source);
  return { migration, direction, deletes, inserts, text, ...(file === undefined ? {} : { file }) };
}

/** An embedded database leaves no time between two statements: before each migration, signals are let in. */
function breathing(migration: LoadedMigration<Op>): LoadedMigration<Op> {
  const after = (direction: Direction) => async (op: Op) => {
    await setImmediate();
    await migration[direction](op);
  };
  return { ...migration, upgrade: after('upgrade'), downgrade: after('downgrade') };
}

function eventOf(project: Project, { migration, direction }: Step): MigrationEvent {
  const { revision, message, file } = headOf(project, migration.revision);
  return { revision, message, file, direction };
}
