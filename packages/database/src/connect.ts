import { resolve } from 'node:path';
import type { Connection } from '@sluice/core';
import { DriverUnknown, TargetInvalid } from './database-errors.js';
import {
  connectPg,
  givenPgClient,
  givenPgPool,
  glancePgClient,
  glancePgPool,
  type PgClient,
  type PgPool,
  type ServerTarget,
} from './pg.js';
import { connectPglite, givenPglite, glancePglite, type PgliteInstance, type PgliteTarget } from './pglite.js';
import { redactUrl } from './redact.js';

/** A client of a driver: a pool or a connected client of `pg`, or a PGlite. */
export type DriverClient = PgPool | PgClient | PgliteInstance;

/** A drizzle database: what `drizzle()` gives over a driver that Sluice can use. */
export interface DrizzleDatabase {
  readonly $client: DriverClient;
}

/** What an application may hand over in place of an address. It stays the application's: Sluice does not close it. */
export type GivenClient = DriverClient | DrizzleDatabase;

/**
 * Which database:
 * - `postgres://user@host:5432/name`, a server;
 * - `pglite:./directory`, a PGlite in a directory; `pglite:`, one in memory;
 * - `{ url, ssl }`, a server with what a URL cannot say;
 * - a pool or a connected client of `pg`, a PGlite, or a drizzle database over one of these;
 * - a function that gives one of these.
 */
export type Target = string | ServerTarget | GivenClient | (() => GivenClient | Promise<GivenClient>);

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
  if (isGiven(target)) return connectGiven(target);
  if (typeof target === 'object') return connectPg(target);
  if (target.startsWith('pglite:')) return connectPglite(pgliteTarget(target.slice('pglite:'.length), options));
  if (/^postgres(ql)?:\/\//.test(target)) return connectPg({ url: target });
  throw new TargetInvalid(redactUrl(target));
}

/**
 * Opens a session for a look at a few values that are texts: what an application gives is not prepared, and its clients
 * go back to their pool. So it costs no more than the query.
 */
export async function glance(target: Target, options: ConnectOptions = {}): Promise<Connection> {
  if (typeof target === 'function') return glance(await target(), options);
  if (!isGiven(target)) return connect(target, options);
  const client = clientOf(target);
  if ('exec' in client) return glancePglite(client);
  return 'totalCount' in client ? glancePgPool(client) : glancePgClient(client);
}

function pgliteTarget(directory: string, options: ConnectOptions): PgliteTarget {
  const { cwd = process.cwd(), extensions = [], waitSeconds = 0 } = options;
  const target = { extensions, cwd, waitSeconds };
  return directory === '' ? target : { ...target, directory: resolve(cwd, directory) };
}

/** Whether a target is what an application has opened, and not an address. */
export function isGiven(target: unknown): target is GivenClient {
  return typeof target === 'object' && target !== null && ('$client' in target || 'query' in target);
}

/** Told apart by what they can do: `instanceof` fails as soon as there are two copies of a driver. */
async function connectGiven(given: GivenClient): Promise<Connection> {
  const client = clientOf(given);
  if ('exec' in client) return givenPglite(client);
  if ('totalCount' in client) return givenPgPool(client);
  return givenPgClient(client);
}

/**
 * The driver's client that was given, or that a drizzle database was made over.
 *
 * @throws DriverUnknown where that is of another driver
 */
export function clientOf(given: GivenClient): DriverClient {
  const client: unknown = isGiven(given) && '$client' in given ? given.$client : given;
  if (isDriverClient(client)) return client;
  throw new DriverUnknown();
}

/** What other drivers of drizzle call a client is a function, or has no `query`. */
const isDriverClient = (client: unknown): client is DriverClient =>
  typeof client === 'object' && client !== null && 'query' in client;
