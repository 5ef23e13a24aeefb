import { ancestors, heads as headsOf, type RevisionGraph } from '@sluice/core';
import { glance, readVersions, type Target, type Versions } from '@sluice/database';
import type { ResolvedConfig } from './config/config.js';
import { DatabaseNotConfigured, messageOf } from './errors.js';
import { graphOf } from './history-cache.js';
import { requireMigrations } from './migrations-missing.js';
import { configOf, type ProjectOptions } from './project.js';

/** Which database to ask, and how long. */
export interface HealthOptions extends Pick<ProjectOptions, 'cwd' | 'file' | 'config' | 'database'> {
  /** How long the database may take to answer, in milliseconds; 2000 where it is left out. */
  readonly timeout?: number | undefined;
}

/**
 * - `ok`: the database has all migrations;
 * - `pending`: it lacks some;
 * - `unknown-revision`: it has one that is not among the migrations: a newer release has migrated it;
 * - `unreachable`: it does not answer, or not in time.
 */
export type HealthStatus = 'ok' | 'pending' | 'unknown-revision' | 'unreachable';

/** How an application's database is, as JSON. */
export interface Health {
  readonly status: HealthStatus;
  /**
   * Whether the application can work with it: `ok`, and also `unknown-revision`, since while a new release is rolled out
   * the old one must go on.
   */
  readonly ready: boolean;
  /** The heads of what the database has. */
  readonly current: readonly string[];
  /** The heads of the migrations. */
  readonly heads: readonly string[];
  /** What the database lacks, oldest first. */
  readonly pending: readonly string[];
  /** Migrations that were interrupted half-way, or are being run now in several transactions. */
  readonly interrupted: readonly string[];
  /** What the database has that is not among the migrations. */
  readonly unknown: readonly string[];
  /** Why it cannot be reached. It names the server, so it is for logs and not for strangers. */
  readonly reason: string | undefined;
}

/**
 * Tells whether the database answers and has all migrations, for a `/healthz`. Never throws for what is wrong with the
 * database. Changes nothing, and may be asked each second: the migrations are read again only when a file comes or goes,
 * and a pool that is given lends one of its clients for two short queries.
 *
 * @example
 * ```ts
 * import { health } from 'sluice';
 *
 * const { ready, status } = await health({ config: { migrations: './migrations' }, database: process.env.DATABASE_URL });
 * console.log(ready ? 200 : 503, status);
 * ```
 *
 * @throws MigrationsMissing where there is no folder of migrations
 * @throws ConfigError, RevisionError or MigrationFileError where the project is wrong otherwise
 */
export async function health(options: HealthOptions = {}): Promise<Health> {
  const config = await configFor(options);
  if (config.database === undefined) throw new DatabaseNotConfigured(config.file);
  const graph = await graphOf(await requireMigrations(config));
  const heads = headsOf(graph).map(({ revision }) => revision);
  try {
    const versions = await inTime(options.timeout ?? 2000, askOnce(config, config.database));
    return { heads, ...judge(graph, versions), reason: undefined };
  } catch (cause) {
    return { status: 'unreachable', ready: false, heads, ...NOTHING, reason: messageOf(cause) };
  }
}

const NOTHING = { current: [], pending: [], interrupted: [], unknown: [] } as const;

function judge(graph: RevisionGraph, versions: Versions): Omit<Health, 'heads' | 'reason'> {
  const { revisions: current } = versions;
  const interrupted = versions.pending.map(({ revision }) => revision);
  const unknown = current.filter((revision) => !graph.byId.has(revision));
  const done = ancestors(
    graph,
    current.flatMap((revision) => graph.byId.get(revision) ?? []),
  );
  const missing = graph.revisions.map(({ revision }) => revision).filter((revision) => !done.has(revision));
  const found = { current, interrupted, unknown };
  // What a newer release has applied, it knows; what it lacks of ours cannot be told.
  if (unknown.length > 0) return { status: 'unknown-revision', ready: true, ...found, pending: [] };
  const isComplete = missing.length === 0 && interrupted.length === 0;
  return { status: isComplete ? 'ok' : 'pending', ready: isComplete, ...found, pending: missing };
}

const configs = new Map<string, Promise<ResolvedConfig>>();

/** A config in a file is read once for each process. */
async function configFor(options: HealthOptions): Promise<ResolvedConfig> {
  if (options.config !== undefined) return configOf(options);
  const { cwd = process.cwd(), file = '' } = options;
  const key = JSON.stringify([cwd, file]);
  const known = configs.get(key) ?? configOf({ cwd, file: options.file });
  configs.set(key, known);
  const config = await known.catch((cause: unknown) => {
    configs.delete(key);
    throw cause;
  });
  return configOf({ ...options, config });
}

const asking = new Map<string, Promise<Versions>>();

/** Where a question is still open, a second one waits for the same answer: a database that hangs is not asked more and more. */
async function askOnce(config: ResolvedConfig, target: Target): Promise<Versions> {
  const key = keyOf(target, config);
  const known = asking.get(key);
  if (known !== undefined) return known;
  const open = ask(config, target);
  asking.set(key, open);
  const forget = (): void => void asking.delete(key);
  open.then(forget, forget);
  return open;
}

async function ask({ root, versionTable }: ResolvedConfig, target: Target): Promise<Versions> {
  const connection = await glance(await opened(target), { cwd: root });
  try {
    return await readVersions(connection, versionTable);
  } finally {
    await connection.close();
  }
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** A database and its version table as a text. */
function keyOf(target: Target, { versionTable: { schema, name } }: ResolvedConfig): string {
  if (typeof target === 'string') return JSON.stringify([target, schema, name]);
  const number = numbers.get(target) ?? ++count;
  numbers.set(target, number);
  return JSON.stringify([number, schema, name]);
}

type Factory = Extract<Target, () => unknown>;

const made = new WeakMap<Factory, ReturnType<Factory>>();

/** What a function gives is kept, so that a pool is not made each time. */
function opened(target: Target): Target | ReturnType<Factory> {
  if (typeof target !== 'function') return target;
  const given = made.get(target) ?? target();
  made.set(target, given);
  return given;
}

async function inTime<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `The database has not answered within ${milliseconds} ms: it is busy, or the pool has no client left`;
    timer = setTimeout(() => reject(new Error(reason)), milliseconds);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
