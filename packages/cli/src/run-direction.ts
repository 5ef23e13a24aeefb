import type { Connection } from '@sluice/core';
import { readVersions, type LockManner, type Target } from '@sluice/database';
import { backUp, type Backup } from './backup.js';
import { createLossGuard } from './data-loss.js';
import type { PlannedLoss } from './describe-loss.js';
import type { Events, RanMigration } from './events.js';
import { Interrupted, messageOf } from './errors.js';
import { createParking } from './parking.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { runTo, type Destination, type Guard } from './run-to.js';
import { withDatabase } from './session.js';
import type { Verification, VerifyManner } from './verify.js';

/** How to run migrations. */
export interface RunOptions extends ProjectOptions {
  /** How long to wait for another process that runs migrations or has the PGlite open; 60 where it is left out. */
  readonly waitSeconds?: number | undefined;
  /** How those who run migrations take turns; what the config says, or else `advisory`, where it is left out. */
  readonly lock?: LockManner | undefined;
  /** How long to wait for a database that does not answer or is not there yet, in seconds; not at all where it is left out. */
  readonly waitForDatabase?: number | undefined;
  /** How long a statement may wait for a lock on a table: `5s` where it is left out, `0` for ever. */
  readonly lockTimeout?: string | undefined;
  /** How long a statement in a transaction may run, `5min`; for ever where it is left out. */
  readonly statementTimeout?: string | undefined;
  /**
   * How long a transaction may stay open while nothing is asked of it, since the process hangs or is gone: `60s` where it
   * is left out, `0` for ever.
   */
  readonly idleTimeout?: string | undefined;
  /** How often the transaction of a migration is tried again when it did not get a lock; 5 where it is left out. */
  readonly lockRetries?: number | undefined;
  /**
   * A folder: before the first migration is run, `pg_dump` makes a backup there, and `pg_restore` reads it back. None is
   * made where there is nothing to run. From the folder of the process.
   */
  readonly backup?: string | undefined;
  /**
   * Whether rows and values that are there may be lost, as by the drop of a table. Where it is left out, `allowDataLoss` of
   * the config says it, which is `false` by default: nothing is run then that would lose some.
   */
  readonly allowDataLoss?: boolean | undefined;
  /**
   * Whether drops of tables with rows and of columns with values put these aside into the schema `sluice_parked`, from where
   * the other direction brings them back. Where it is left out, `park` of the config says it, which is `false` by default;
   * `park` of a directive comes before both.
   */
  readonly park?: boolean | undefined;
  /**
   * With what the database is compared once an upgrade has brought it to the head; what the config says, or else the models,
   * where it is left out. Nothing is compared where nothing was run, where no models are configured, and of tenants.
   */
  readonly verify?: VerifyManner | undefined;
  /** Asked where data would be lost and nothing says that it may be, before anything is run. */
  readonly confirmDataLoss?: ((losses: readonly PlannedLoss[]) => Promise<boolean>) | undefined;
}

/** What was run. */
export interface RunResult {
  /** The migrations that were run, in the order in which they were. */
  readonly migrations: readonly RanMigration[];
  /** The heads of what the database had before. */
  readonly before: readonly string[];
  /** The heads of what the database has now; none where it is at its base. */
  readonly revisions: readonly string[];
  /** The backup that was made before. */
  readonly backup?: Backup | undefined;
  /** How the database compares with the models, where migrations were run and brought it to the head. */
  readonly verification?: Verification | undefined;
}

/** Opens project and database, and runs what leads to a target. */
export async function runDirection(options: RunOptions, destination: Destination): Promise<RunResult> {
  return runProject(await openProject(options), options, destination, verifyOne);
}

/** Looks at the database after migrations were run. */
type Look = (
  project: Project,
  connection: Connection,
  manner: VerifyManner | undefined,
) => Promise<Verification | undefined>;

/** Compares with the models where there are such; what it needs for that is loaded then. */
const verifyOne: Look = async (project, connection, manner = project.config.verify) => {
  const { models, givenModels } = project.config;
  if (manner === 'off' || (models.length === 0 && givenModels === undefined)) return undefined;
  const { verify } = await import('./verify.js');
  const found = await verify(project, connection);
  if (found === undefined || project.logger === undefined) return found;
  const { driftLines } = await import('./drift-text.js');
  for (const line of driftLines(found)) project.logger.warn(line);
  return found;
};

/** Runs what leads to a target, on the database of a project. */
export async function runProject(
  project: Project,
  options: Omit<RunOptions, keyof ProjectOptions>,
  destination: Destination,
  look?: Look,
): Promise<RunResult> {
  const { waitSeconds = 60 } = options;
  const { signal } = project;
  const watch = createWatch(project, signal);
  const { lockTimeout, statementTimeout, idleTimeout, lockRetries, waitForDatabase } = options;
  const work = async (connection: Connection, target: Target): Promise<RunResult> => {
    const { versionTable } = project.config;
    const { revisions: start } = await readVersions(connection, versionTable);
    let backup: Backup | undefined;
    const before = async (): Promise<void> => {
      if (options.backup === undefined) return;
      backup = await backUp(connection, target, { folder: options.backup, bin: project.config.postgresBin, signal });
      watch.project.events.onBackup?.(backup);
    };
    const { lock = project.config.lock } = options;
    const patience = { lock, waitSeconds, lockTimeout, statementTimeout, idleTimeout, lockRetries };
    const { allowDataLoss = project.config.allowDataLoss, confirmDataLoss: confirm } = options;
    const guard: Guard = async (database, steps) => {
      const prepareOperation = await createParking(database, options.park ?? project.config.park);
      if (allowDataLoss) return { prepareOperation };
      const look = createLossGuard(project, confirm, prepareOperation);
      return { prepareOperation, beforeOperation: await look(database, steps) };
    };
    const wanted = { ...destination, ...patience, before, guard };
    const migrations = await runTo(watch.project, connection, wanted);
    const { revisions } = await readVersions(connection, versionTable);
    const isLookedAt = destination.direction === 'upgrade' && migrations.length > 0;
    const verification = isLookedAt ? await look?.(project, connection, options.verify) : undefined;
    return {
      migrations,
      before: start,
      revisions,
      ...(backup === undefined ? {} : { backup }),
      ...(verification === undefined ? {} : { verification }),
    };
  };
  try {
    return await withDatabase(project, waitSeconds, work, { waitForDatabase, isRunning: watch.isRunning });
  } catch (cause) {
    const error = signal?.aborted === true ? watch.interrupted(destination, cause) : cause;
    project.logger?.error(messageOf(error));
    throw error;
  }
}

/** Keeps an eye on how far a run has come, and ends it between two statements when the signal says so. */
function createWatch(project: Project, signal: AbortSignal | undefined) {
  const { events } = project;
  const finished: string[] = [];
  let running: string | undefined;
  const watched: Events = {
    ...events,
    onMigrationStart: (migration) => {
      signal?.throwIfAborted();
      running = migration.revision;
      events.onMigrationStart?.(migration);
    },
    onStatement: (statement) => {
      signal?.throwIfAborted();
      events.onStatement?.(statement);
    },
    onBatch: (batch) => {
      signal?.throwIfAborted();
      events.onBatch?.(batch);
    },
    onRetry: (retry) => {
      // Of the others each has an end of its own.
      if (retry.of === 'replica') signal?.throwIfAborted();
      events.onRetry?.(retry);
    },
    onMigrationEnd: (migration) => {
      running = undefined;
      finished.push(migration.revision);
      events.onMigrationEnd?.(migration);
    },
  };
  return {
    project: { ...project, events: watched },
    isRunning: (): boolean => running !== undefined,
    interrupted: ({ direction }: Destination, cause: unknown) => new Interrupted(direction, finished, running, cause),
  };
}
