import { abandon as giveUp, type Abandoned, type LockManner } from '@sluice/database';
import { headOf } from './head-of.js';
import { openProject, type ProjectOptions } from './project.js';
import { loadGuarded } from './record.js';
import { withDatabase } from './session.js';

/** How to abandon. */
export interface AbandonOptions extends ProjectOptions {
  /** How long to wait for another process that runs migrations, in seconds; 60 where it is left out. */
  readonly waitSeconds?: number | undefined;
  /** How to take turns with those who run migrations; what the config says, or else `advisory`, where it is left out. */
  readonly lock?: LockManner | undefined;
  /** How long a statement may wait for a lock on a table: `5s` where it is left out, `0` for ever. */
  readonly lockTimeout?: string | undefined;
}

/**
 * Gives up a migration that was interrupted half-way: takes back what is done of it where the operations, or of a drop the
 * other direction, say what undoes them, all or nothing, and brings back what it has parked; tells what stays, and forgets
 * how far it has come. Undefined where none is half done.
 *
 * @example
 * ```ts
 * import { abandon } from 'sluice';
 *
 * const { remaining = [] } = (await abandon()) ?? {};
 * if (remaining.length > 0) console.warn(`${remaining.length} steps stay done: look after them by hand`);
 * ```
 */
export async function abandon(options: AbandonOptions = {}): Promise<Abandoned | undefined> {
  const project = await openProject(options);
  const { config, events } = project;
  const { waitSeconds = 60, lock = config.lock, lockTimeout } = options;
  return withDatabase(project, waitSeconds, async (connection) =>
    giveUp(
      connection,
      async ({ revision, direction }) => {
        const { file } = headOf(project, revision);
        const migration = await loadGuarded(file, config.plugins);
        return { migration, direction, deletes: [], inserts: [], file };
      },
      {
        defaultSchema: config.defaultSchema,
        versionTable: config.versionTable,
        lock,
        waitSeconds,
        ...(lockTimeout === undefined ? {} : { lockTimeout }),
        onRunnerWait: (wait) => events.onRetry?.({ of: 'runner', ...wait }),
      },
    ),
  );
}
