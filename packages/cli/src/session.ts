import type { Connection } from '@sluice/core';
import type { Target } from '@sluice/database';
import { connect, isGiven } from '@sluice/database/ground';
import { readFile } from 'node:fs/promises';
import { cancelOnAbort } from './cancel.js';
import { DatabaseNotConfigured, DatabaseNotOpened, isExpected } from './errors.js';
import type { Project } from './project.js';
import { openPatiently } from './wait-for-database.js';

/** How long to wait for a database, and what there is to give up. */
export interface Opening {
  /** How long to wait for a server that does not answer yet, in seconds. */
  readonly waitForDatabase?: number | undefined;
  /** Whether the work has begun; where it is left out, it begins with the connection. */
  readonly isRunning?: (() => boolean) | undefined;
}

/** Opens the project's database, and closes it when the work is done. The project's signal gives it up. */
export async function withDatabase<T>(
  project: Project,
  waitSeconds: number,
  work: (connection: Connection, target: Target) => Promise<T>,
  { waitForDatabase = 0, isRunning }: Opening = {},
): Promise<T> {
  const { config, signal } = project;
  const { database } = config;
  if (database === undefined) throw new DatabaseNotConfigured(config.file, config.name);
  // A function is asked once: what it gives is tried again, and not made again.
  const once = memoized(database);
  const opening = openPatiently(() => openTarget(project, once, waitSeconds), {
    seconds: waitForDatabase,
    signal,
    onWait: (wait) => project.events.onRetry?.({ of: 'database', ...wait }),
  });
  const connection = await orAborted(signal, opening);
  try {
    const whole = (): Promise<T> => work(connection, database);
    if (signal === undefined) return await whole();
    // Who runs migrations knows more of where that ended.
    if (isRunning !== undefined) return await cancelOnAbort(signal, connection, isRunning, whole);
    return await givenUp(signal, connection, whole);
  } finally {
    await connection.close();
  }
}

/** Does work that changes nothing, until a signal says that it is not wanted any more. */
export async function givenUp<T>(signal: AbortSignal, connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await cancelOnAbort(signal, connection, () => true, work);
  } catch (cause) {
    throw signal.aborted ? signal.reason : cause;
  }
}

function memoized(target: Target): Target {
  if (typeof target !== 'function') return target;
  let given: ReturnType<typeof target> | undefined;
  return () => (given ??= target());
}

/** Opens a database; `waitSeconds` is how long to wait for another process that has the folder of a PGlite open. */
export async function openTarget(project: Project, target: Target, waitSeconds: number): Promise<Connection> {
  const { config } = project;
  const isEmbedded = typeof target === 'string' && target.startsWith('pglite:');
  const extensions = isEmbedded ? await extensionsOf(project) : [];
  try {
    return await connect(target, { cwd: config.root, waitSeconds, extensions });
  } catch (cause) {
    if (isExpected(cause) || isGiven(target) || (!isEmbedded && typeof target !== 'function')) throw cause;
    throw new DatabaseNotOpened(isEmbedded ? target.slice('pglite:'.length) : undefined, config.file, cause);
  }
}

/** Waits for a connection, but not longer than a signal lets it; one that comes later is closed. */
async function orAborted(signal: AbortSignal | undefined, opening: Promise<Connection>): Promise<Connection> {
  if (signal === undefined) return opening;
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void => {
      reject(signal.reason);
      opening.then(async (connection) => connection.close()).catch(() => undefined);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    const forget = (): void => signal.removeEventListener('abort', stop);
    opening.then(forget, forget);
  });
  return Promise.race([opening, aborted]);
}

/** Opens an empty PGlite in memory that has at hand what the migrations may ask for. */
export async function openEmpty(project: Project): Promise<Connection> {
  return connect('pglite:', { cwd: project.config.root, extensions: await extensionsOf(project) });
}

/** The extensions that the config names or a migration creates: PGlite must be told before it starts. */
export async function extensionsOf({ config, migrations }: Project): Promise<readonly string[]> {
  const texts = await Promise.all([...migrations.values()].map(({ file }) => readFile(file, 'utf8')));
  const { createdExtensions } = await import('@sluice/database');
  return [...new Set([...config.extensions, ...texts.flatMap(createdExtensions)])].toSorted();
}
