import { resolve } from 'node:path';
import type { Connection } from '@sluice/core';
import { TargetInvalid } from './database-errors.js';
import { connectPg, givenPgClient, givenPgPool, type PgClient, type PgPool, type ServerTarget } from './pg.js';
import { connectPglite, givenPglite, type PgliteInstance, type PgliteTarget } from './pglite.js';
import { redactUrl } from './redact.js';

/** What an application may hand over in place of an address. It stays the application's: Sluice does not close it. */
export type GivenClient = PgPool | PgClient | PgliteInstance;

/**
 * Which database:
 * - `postgres://user@host:5432/name`, a server;
 * - `pglite:./directory`, a PGlite in a directory; `pglite:`, one in memory;
 * - `{ url, ssl }`, a server with what a URL cannot say;
 * - a function that gives a pool or a connected client of `pg`, or a PGlite.
 */
export type Target = string | ServerTarget | (() => GivenClient | Promise<GivenClient>);

/** How to connect. */
export interface ConnectOptions {
  /** Where a relative PGlite directory starts; by default the working directory. */
  readonly cwd?: string;
  /** Extensions that a PGlite shall have at hand for CREATE EXTENSION. A server brings its own. */
  readonly extensions?: readonly string[];
  /** How long to wait for another process that has the PGlite directory open; 0 by default. */
  readonly waitSeconds?: number;
}

/**
 * Opens a session with a database.
 *
 * Whichever the driver, values arrive alike: int2, int4 and oid as numbers, bool as boolean, json and jsonb parsed, all
 * else as PostgreSQL's text, arrays too. The session is in UTC and UTF-8; its search path is left as it is.
 */
export async function connect(target: Target, options: ConnectOptions = {}): Promise<Connection> {
  if (typeof target === 'function') return connectGiven(await target());
  if (typeof target === 'object') return connectPg(target);
  if (target.startsWith('pglite:')) return connectPglite(pgliteTarget(target.slice('pglite:'.length), options));
  if (/^postgres(ql)?:\/\//.test(target)) return connectPg({ url: target });
  throw new TargetInvalid(redactUrl(target));
}

function pgliteTarget(directory: string, options: ConnectOptions): PgliteTarget {
  const { cwd = process.cwd(), extensions = [], waitSeconds = 0 } = options;
  const target = { extensions, cwd, waitSeconds };
  return directory === '' ? target : { ...target, directory: resolve(cwd, directory) };
}

/** Told apart by what they can do: `instanceof` fails as soon as there are two copies of a driver. */
function connectGiven(given: GivenClient): Promise<Connection> {
  if ('exec' in given) return givenPglite(given);
  if ('totalCount' in given) return givenPgPool(given);
  return givenPgClient(given);
}
