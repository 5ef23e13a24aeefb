import type { Connection } from '@sluice/core';
import { readVersions, type Target } from '@sluice/database';
import type { Events, RanMigration } from './events.js';
import { cancelOnAbort } from './cancel.js';
import { Interrupted } from './errors.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { runTo, type Destination } from './run-to.js';
import { withDatabase } from './session.js';

/** How to run migrations. */
export interface RunOptions extends ProjectOptions {
  /** How long to wait for another process that runs migrations or has the PGlite open; 60 where it is left out. */
  readonly waitSeconds?: number | undefined;
  /** How long a statement may wait for a lock on a table: `5s` where it is left out, `0` for ever. */
  readonly lockTimeout?: string | undefined;
  /** How often the transaction of a migration is tried again when it did not get a lock; 5 where it is left out. */
  readonly lockRetries?: number | undefined;
  /** Stops the run: the migration under way is rolled back, those before it stay. */
  readonly signal?: AbortSignal | undefined;
}

/** What was run. */
export interface RunResult {
  /** The migrations that were run, in the order in which they were. */
  readonly migrations: readonly RanMigration[];
  /** The heads of what the database has now; none where it is at its base. */
  readonly revisions: readonly string[];
}

/** Opens project and database, and runs what leads to a target. */
export async function runDirection(options: RunOptions, destination: Destination): Promise<RunResult> {
  const { waitSeconds = 60, signal } = options;
  const project = await openProject(options);
  const watch = createWatch(project, signal);
  const { lockTimeout, lockRetries } = options;
  const wanted = { ...destination, waitSeconds, lockTimeout, lockRetries };
  const work = async (connection: Connection, target: Target): Promise<RunResult> => {
    const running = (): Promise<readonly RanMigration[]> => runTo(watch.project, connection, wanted);
    const migrations = await (signal === undefined
      ? running()
      : cancelOnAbort(signal, connection, target, watch.isRunning, running));
    const { revisions } = await readVersions(connection, project.config.versionTable);
    return { migrations, revisions };
  };
  try {
    return await withDatabase(project, waitSeconds, work, signal);
  } catch (cause) {
    throw signal?.aborted === true ? watch.interrupted(destination, cause) : cause;
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
