import { SluiceError, UnknownRevision, type Connection } from '@sluice/core';
import {
  AuthenticationFailed,
  ConnectionLost,
  DatabaseMissing,
  DatabaseUnreachable,
  DirectoryInUse,
  LeaseLost,
  RunnerBusy,
  readVersions,
} from '@sluice/database';
import { DataLossRefused, messageOf } from './errors.js';
import { requireMigrations } from './migrations-missing.js';
import { openProject, type Project } from './project.js';
import type { RunResult } from './run-direction.js';
import { withDatabase } from './session.js';
import { readState } from './state.js';
import { upgrade, type UpgradeOptions } from './upgrade.js';

/**
 * How an application migrates its database when it starts. The database is compared with the models where `verify` says so
 * here: an application that starts has imported them for itself.
 */
export interface StartOptions extends UpgradeOptions {
  /** How long to wait for a database that does not answer or is not there yet, in seconds; 60 where it is left out. */
  readonly waitForDatabase?: number | undefined;
  /** How long to wait for another replica that migrates, in seconds; 300 where it is left out. */
  readonly waitSeconds?: number | undefined;
  /**
   * What to do where the database has a revision that is not among the migrations, since a newer release has migrated
   * it: `refuse`, the default, or `start`, so that the old release goes on while the new one is rolled out.
   */
  readonly newerDatabase?: 'refuse' | 'start' | undefined;
}

/** How a database was found and left. */
export interface StartResult extends RunResult {
  /** `migrated` here, `up-to-date` already (maybe since another replica was first), or `newer` than this release. */
  readonly status: 'migrated' | 'up-to-date' | 'newer';
}

/**
 * Why an application must not start:
 * - `unreachable`: the database did not answer, was not there, or let nobody in;
 * - `busy`: another replica was still migrating;
 * - `unknown-revision`: the database was migrated by a newer release;
 * - `data-loss`: rows or values would be lost, and `allowDataLoss` does not say that they may;
 * - `interrupted`: the signal said so;
 * - `failed`: anything else, which the cause says: a migration failed, or the project is wrong.
 */
export type StartRefusal = 'unreachable' | 'busy' | 'unknown-revision' | 'data-loss' | 'interrupted' | 'failed';

/** The database is not what the application needs, so it must not start. The cause is the error itself. */
export class StartRefused extends SluiceError {
  override readonly name = 'StartRefused';
  readonly reason: StartRefusal;

  constructor(reason: StartRefusal, cause: unknown) {
    super(`The application must not start, since its database is not migrated. ${messageOf(cause)}`, { cause });
    this.reason = reason;
  }
}

/**
 * Brings the database up to date when an application starts: waits until it answers, and runs what it lacks. Any number
 * of replicas may do this at once: one of them migrates and the others wait for it. Where nothing is to be done, nobody
 * waits. If anything goes wrong it throws, so that the application does not start.
 *
 * @example
 * ```ts
 * import { migrateOnStart } from 'sluice';
 *
 * await migrateOnStart({
 *   config: { migrations: './migrations' },
 *   database: process.env.DATABASE_URL,
 *   logger: console,
 * });
 * ```
 *
 * @throws StartRefused in every case, with a `reason` and the `cause`
 */
export async function migrateOnStart(options: StartOptions = {}): Promise<StartResult> {
  const { waitForDatabase = 60, waitSeconds = 300 } = options;
  try {
    const found = await lookFirst(await projectOf(options), options, waitForDatabase);
    if (found !== undefined) return found;
    const result = await upgrade({ verify: 'off', ...options, waitForDatabase, waitSeconds });
    return { ...result, status: result.migrations.length === 0 ? 'up-to-date' : 'migrated' };
  } catch (cause) {
    throw new StartRefused(options.signal?.aborted === true ? 'interrupted' : refusalOf(cause), cause);
  }
}

async function projectOf(options: StartOptions): Promise<Project> {
  const project = await openProject(options);
  await requireMigrations(project.config);
  return project;
}

/** A database that lacks nothing is not locked: it does not matter that another replica migrates it further. */
async function lookFirst(
  project: Project,
  { target, newerDatabase = 'refuse' }: StartOptions,
  waitForDatabase: number,
): Promise<StartResult | undefined> {
  const { config, graph, logger } = project;
  const look = async (connection: Connection): Promise<StartResult | undefined> => {
    const { revisions } = await readVersions(connection, config.versionTable);
    const unknown = revisions.find((revision) => !graph.byId.has(revision));
    if (unknown !== undefined && newerDatabase === 'start') {
      logger?.warn(`The database is at ${unknown}, of a newer release: nothing is run.`);
      return { migrations: [], before: revisions, revisions, status: 'newer' };
    }
    const { missing, interrupted } = await readState(project, connection);
    if (missing.length > 0 || interrupted.length > 0 || (target !== undefined && target !== 'head')) return undefined;
    return { migrations: [], before: revisions, revisions, status: 'up-to-date' };
  };
  try {
    return await withDatabase(project, waitForDatabase, look, { waitForDatabase });
  } catch (cause) {
    logger?.error(messageOf(cause));
    throw cause;
  }
}

function refusalOf(cause: unknown): StartRefusal {
  if (cause instanceof RunnerBusy || cause instanceof LeaseLost) return 'busy';
  if (cause instanceof UnknownRevision) return 'unknown-revision';
  if (cause instanceof DataLossRefused) return 'data-loss';
  return UNREACHABLE.some((unreachable) => cause instanceof unreachable) ? 'unreachable' : 'failed';
}

const UNREACHABLE = [
  DatabaseUnreachable,
  DatabaseMissing,
  ConnectionLost,
  AuthenticationFailed,
  DirectoryInUse,
] as const;
