import type { Connection } from '@sluice/core';
import { readVersions, type Target } from '@sluice/database';
import type { RanMigration } from './events.js';
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
  const project = await openProject(options);
  const waitSeconds = options.waitSeconds ?? 60;
  return withDatabase(project, waitSeconds, async (connection, target) => {
    const wanted = { ...destination, waitSeconds, lockTimeout: options.lockTimeout };
    const migrations = await runUntil(options.signal, project, connection, target, wanted);
    const { revisions } = await readVersions(connection, project.config.versionTable);
    return { migrations, revisions };
  });
}

async function runUntil(
  signal: AbortSignal | undefined,
  project: Project,
  connection: Connection,
  target: Target,
  destination: Destination,
): Promise<readonly RanMigration[]> {
  if (signal === undefined) return runTo(project, connection, destination);
  const { events } = project;
  const finished: string[] = [];
  let running: string | undefined;
  const watched: Project = {
    ...project,
    events: {
      ...events,
      onMigrationStart: (migration) => {
        signal.throwIfAborted();
        running = migration.revision;
        events.onMigrationStart?.(migration);
      },
      onStatement: (statement) => {
        signal.throwIfAborted();
        events.onStatement?.(statement);
      },
      onMigrationEnd: (migration) => {
        running = undefined;
        finished.push(migration.revision);
        events.onMigrationEnd?.(migration);
      },
    },
  };
  try {
    const isRunning = (): boolean => running !== undefined;
    return await cancelOnAbort(signal, connection, target, isRunning, () => runTo(watched, connection, destination));
  } catch (cause) {
    throw signal.aborted ? new Interrupted(destination.direction, finished, running, cause) : cause;
  }
}
