import type { Connection } from '@sluice/core';
import { connect, createdExtensions, type Target } from '@sluice/database';
import { readFile } from 'node:fs/promises';
import { DatabaseNotConfigured, DatabaseNotOpened, isExpected } from './errors.js';
import type { Project } from './project.js';
import { openPatiently } from './wait-for-database.js';

/** How long to wait for a database, and until when. */
export interface Opening {
  /** How long to wait for a server that does not answer yet, in seconds. */
  readonly waitForDatabase?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens the project's database, and closes it when the work is done. */
export async function withDatabase<T>(
  project: Project,
  waitSeconds: number,
  work: (connection: Connection, target: Target) => Promise<T>,
  { waitForDatabase = 0, signal }: Opening = {},
): Promise<T> {
  const { config } = project;
  const { database } = config;
  if (database === undefined) throw new DatabaseNotConfigured(config.file);
  const onWait = (reason: string): void =>
    project.events.onNote?.(`The database does not answer yet (${reason}): waiting up to ${waitForDatabase} s.`);
  const opening = openPatiently(() => openTarget(project, database, waitSeconds), {
    seconds: waitForDatabase,
    signal,
    onWait,
  });
  const connection = await orAborted(signal, opening);
  try {
    return await work(connection, database);
  } finally {
    await connection.close();
  }
}

/** Opens a database; `waitSeconds` is how long to wait for another process that has the folder of a PGlite open. */
export async function openTarget(project: Project, target: Target, waitSeconds: number): Promise<Connection> {
  const { config } = project;
  const isEmbedded = typeof target === 'string' && target.startsWith('pglite:');
  const extensions = isEmbedded ? await extensionsOf(project) : [];
  try {
    return await connect(target, { cwd: config.root, waitSeconds, extensions });
  } catch (cause) {
    if (isExpected(cause) || (!isEmbedded && typeof target !== 'function')) throw cause;
    throw new DatabaseNotOpened(isEmbedded ? target.slice('pglite:'.length) : undefined, config.file, cause);
  }
}

/** Waits for a connection, but not longer than a signal lets it; one that comes later is closed. */
async function orAborted(signal: AbortSignal | undefined, opening: Promise<Connection>): Promise<Connection> {
  if (signal === undefined) return opening;
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void => {
      reject(new DOMException('The wait for the database was given up', 'AbortError'));
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
  return [...new Set([...config.extensions, ...texts.flatMap(createdExtensions)])].toSorted();
}
