import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import type { Connection, Row } from '@sluice/core';
import { parameterText } from '@sluice/core/ground';
import { PgliteMissing } from './database-errors.js';
import { sqlState, statementFailed, textField } from './driver-error.js';
import { initialCluster } from './pglite-cluster.js';
import { lockDirectory } from './pglite-lock.js';
import { readerOf, typesRead } from './row-values.js';
import { prepareSession, setAll, settingsOfSession } from './session.js';
import { goesThrough } from './turns.js';

/** A PGlite by its directory. */
export interface PgliteTarget {
  /** An absolute path; undefined for a database in memory. */
  readonly directory?: string;
  /** Extensions of PostgreSQL to have at hand for CREATE EXTENSION, as far as PGlite brings them. */
  readonly extensions: readonly string[];
  /** The project: what it has installed is found, wherever this package stands. */
  readonly cwd: string;
  /** How long to wait for another process that has the directory open. */
  readonly waitSeconds: number;
}

/** A PGlite by what is used of it, so that any version and any copy will do. */
export interface PgliteInstance {
  exec(sql: string, options?: ConverterOptions): Promise<readonly PgliteResult[]>;
  query(sql: string, parameters?: (string | null)[], options?: ConverterOptions): Promise<PgliteResult>;
  readonly parsers?: object;
  readonly serializers?: object;
}

interface ConverterOptions {
  rowMode?: 'array';
  parsers?: { [typeId: number]: (text: string) => unknown };
  serializers?: { [typeId: number]: (value: string) => string };
}

interface PgliteResult {
  readonly rows: readonly object[];
}

/** Opens a PGlite, in memory or in a directory, which is locked until the connection is closed. */
export async function connectPglite({ directory, extensions, cwd, waitSeconds }: PgliteTarget): Promise<Connection> {
  const lock = directory === undefined ? undefined : await lockDirectory(directory, waitSeconds);
  try {
    const lite = await openPglite(directory === undefined ? { extensions, cwd } : { directory, extensions, cwd });
    const close = async () => {
      await lite.close();
      lock?.release();
    };
    return await prepareSession(connectionOf(lite, close));
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** Which PGlite to open: a directory, a copy of a cluster in memory, or an empty one in memory. */
export interface PgliteSource extends Pick<PgliteTarget, 'directory' | 'extensions' | 'cwd'> {
  /** What {@link PGlite.dumpDataDir} gave. */
  readonly cluster?: Blob;
}

/** Opens a PGlite as it is, without the settings that Sluice works with. */
export async function openPglite({ directory, cluster, extensions, cwd }: PgliteSource): Promise<PGlite> {
  const { PGlite } = await loadPglite();
  const settings = { extensions: await loadExtensions(extensions, cwd) };
  if (directory !== undefined) return PGlite.create({ ...settings, dataDir: directory });
  const loadDataDir = cluster ?? (await initialCluster((options) => PGlite.create(options)));
  return PGlite.create({ ...settings, dataDir: 'memory://', loadDataDir });
}

/** A connection over a PGlite that the caller opened and will close. Its settings are put back at the end. */
export async function givenPglite(lite: PgliteInstance): Promise<Connection> {
  const before = await settingsOfSession(glancePglite(lite));
  const connection = connectionOf(lite, () => setAll(connection, before));
  return prepareSession(connection);
}

/** A connection over a PGlite that is left as it is. */
export const glancePglite = (lite: PgliteInstance): Connection => connectionOf(lite, () => undefined);

function connectionOf(lite: PgliteInstance, close: () => unknown): Connection {
  const options = asText(lite);
  let closed = false;
  const connection: Connection = {
    engine: 'pglite',
    async query(sql, parameters) {
      try {
        if (parameters === undefined) return rows((await lite.exec(sql, options)).at(-1));
        return rows(await lite.query(sql, parameters.map(parameterText), options));
      } catch (error) {
        throw sqlState(error) === undefined ? error : statementFailed(sql, error);
      }
    },
    async queryLists(sql, parameters) {
      try {
        const result = await lite.query(sql, parameters.map(parameterText), { ...options, rowMode: 'array' });
        return result.rows.filter((row) => Array.isArray(row));
      } catch (error) {
        throw sqlState(error) === undefined ? error : statementFailed(sql, error);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      await close();
    },
  };
  return goesThrough(connection, lite);
}

/** PGlite converts values by rules of its own, for a list of types that is longer than ours: each is overruled. */
function asText({ parsers = {}, serializers = {} }: PgliteInstance): ConverterOptions {
  const read = [...Object.keys(parsers).map(Number), ...typesRead];
  return {
    parsers: Object.fromEntries(read.map((typeId) => [typeId, readerOf(typeId)])),
    serializers: Object.fromEntries(Object.keys(serializers).map((typeId) => [typeId, (text: string) => text])),
  };
}

const rows = (result: PgliteResult | undefined): readonly Row[] => (result?.rows ?? []).map((row) => ({ ...row }));

async function loadPglite(): Promise<typeof import('@electric-sql/pglite')> {
  try {
    return await import('@electric-sql/pglite');
  } catch (error) {
    throw isMissing(error) ? new PgliteMissing(error) : error;
  }
}

const isMissing = (error: unknown): boolean => textField(error, 'code')?.endsWith('MODULE_NOT_FOUND') === true;

type Extensions = NonNullable<PGliteOptions['extensions']>;

/** The extensions that PGlite has; CREATE EXTENSION will say of the others that they are not there. */
async function loadExtensions(names: readonly string[], cwd: string): Promise<Extensions> {
  const found = await Promise.all([...new Set(names)].map((name) => loadExtension(name, cwd)));
  return Object.fromEntries(found.flat());
}

/** `uuid-ossp` is `uuid_ossp` in PGlite; pgvector comes in a package of its own. */
async function loadExtension(extension: string, cwd: string): Promise<[string, Extensions[string]][]> {
  const name = extension.replaceAll('-', '_');
  if (!/^\w+$/.test(name)) return [];
  const source = name === 'vector' ? '@electric-sql/pglite-pgvector' : `@electric-sql/pglite/contrib/${name}`;
  try {
    const module: unknown = await importFor(cwd, source);
    const found = typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined;
    return isExtension(found) ? [[name, found]] : [];
  } catch (error) {
    if (isMissing(error) || textField(error, 'code') === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return [];
    throw error;
  }
}

/** What this package can import, or else what the project can. */
async function importFor(cwd: string, source: string): Promise<unknown> {
  try {
    return await import(source);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return import(pathToFileURL(createRequire(path.join(cwd, 'package.json')).resolve(source)).href);
  }
}

const isExtension = (value: unknown): value is Extensions[string] =>
  value instanceof URL || (typeof value === 'object' && value !== null && 'name' in value && 'setup' in value);
