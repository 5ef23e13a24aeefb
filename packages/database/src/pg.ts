import type { Connection, Row } from '@sluice/core';
import { parameterText } from '@sluice/core/ground';
import {
  AuthenticationFailed,
  ClientNotConnected,
  ConnectionLost,
  DatabaseMissing,
  DatabaseUnreachable,
  PermissionDenied,
  TargetInvalid,
} from './database-errors.js';
import { reasonOf, sqlState, statementFailed } from './driver-error.js';
import { redactUrl } from './redact.js';
import { readerOf, type ReadValue } from './row-values.js';
import { prepareSession, setAll, settingsOfSession } from './session.js';
import { noteSession, type SessionFacts } from './beside.js';
import { goesThrough } from './turns.js';

/** A server by its URL, with what a URL cannot say. */
export interface ServerTarget {
  readonly url: string;
  /** As `pg` takes it: true, or the options of `tls.connect`. */
  readonly ssl?: boolean | { readonly [option: string]: unknown };
}

/** A query as `pg` takes it. */
export interface PgQuery {
  text: string;
  values?: (string | null)[];
  rowMode?: 'array';
  types: { getTypeParser(typeId: number, format?: string): ReadValue };
}

/** A connected client of `pg`, by what is used of it: no class is asked for, so any copy of `pg` will do. */
export interface PgClient {
  query(query: PgQuery): Promise<unknown>;
}

/** A client out of a pool. */
export interface PgPoolClient extends PgClient {
  release(destroy?: boolean): void;
}

/** A pool of `pg`. */
export interface PgPool {
  connect(): Promise<PgPoolClient>;
  readonly totalCount: number;
}

const connectionTimeoutMillis = 10_000;

/** Connects to a server. */
export async function connectPg(target: ServerTarget): Promise<Connection> {
  const { default: pg } = await import('pg');
  const client = makeClient(
    () => new pg.Client({ ...config(target), connectionTimeoutMillis, keepAlive: true }),
    target.url,
  );
  // A client without a listener ends the process when its connection breaks; the query at hand reports it anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw connectionError(error, client);
  }
  return prepareSession(
    connectionOf(
      client,
      () => client.end(),
      async () => connectPg(target),
    ),
  );
}

/** A connection over a client that the caller connected and will close. Its settings are put back at the end. */
export async function givenPgClient(client: PgClient): Promise<Connection> {
  const before = await settingsOfSession(glancePgClient(client));
  const connection = connectionOf(client, () => setAll(connection, before));
  return prepareSession(connection);
}

/** A connection over one client of a pool. The client is not used again after, since its settings were changed. */
export async function givenPgPool(pool: PgPool): Promise<Connection> {
  const client = await clientFrom(pool);
  return prepareSession(
    connectionOf(
      client,
      () => client.release(true),
      async () => anotherOf(pool),
    ),
  );
}

/** Who waits for a client of a pool that has no more may wait for ever. */
async function anotherOf(pool: PgPool): Promise<Connection | undefined> {
  const options: unknown = Reflect.get(pool, 'options');
  const most: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, 'max') : undefined;
  const idle: unknown = Reflect.get(pool, 'idleCount');
  const hasMore = Number(idle) > 0 || pool.totalCount < Number(most);
  return hasMore ? givenPgPool(pool) : undefined;
}

/** A connection over a client of a pool that is left as it is, and goes back to the others. */
export async function glancePgPool(pool: PgPool): Promise<Connection> {
  const client = await clientFrom(pool);
  return connectionOf(client, () => client.release());
}

/** A connection over a client that is left as it is. */
export function glancePgClient(client: PgClient): Connection {
  // By what pg keeps for itself, since there is nothing else to tell it by; another driver's client has neither.
  if (Reflect.get(client, '_connected') === false && Reflect.get(client, '_connecting') === false)
    throw new ClientNotConnected();
  return connectionOf(client, () => undefined);
}

const clientFrom = async (pool: PgPool): Promise<PgPoolClient> =>
  pool.connect().catch((error: unknown) => {
    throw connectionError(error, addressOf(pool));
  });

/** Where a pool connects to, as far as it says. */
function addressOf(pool: PgPool): Address {
  const options: unknown = Reflect.get(pool, 'options');
  const text = (name: string): string | undefined => {
    const value: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const said = text('connectionString') ?? '';
  const url = URL.canParse(said) ? new URL(said) : undefined;
  return {
    host: text('host') ?? url?.hostname ?? 'localhost',
    port: Number(text('port') ?? (url?.port || 5432)),
    user: text('user') ?? url?.username,
    database: text('database') ?? url?.pathname.slice(1),
  };
}

const config = ({ url, ssl }: ServerTarget) =>
  ssl === undefined ? { connectionString: url } : { connectionString: url, ssl };

/** An error about the URL may hold the URL with its password, so it is not passed on. */
function makeClient<C>(make: () => C, url: string): C {
  try {
    return make();
  } catch {
    throw new TargetInvalid(redactUrl(url));
  }
}

function connectionOf(
  client: PgClient,
  close: () => unknown,
  another: SessionFacts['another'] = async () => undefined,
): Connection {
  let closed = false;
  async function send(query: Omit<PgQuery, 'types'>): Promise<unknown> {
    try {
      return await client.query({ ...query, types });
    } catch (error) {
      throw isLost(error) ? new ConnectionLost(reasonOf(error), error) : statementFailed(query.text, error);
    }
  }
  const connection: Connection = {
    engine: 'server',
    async query(sql, parameters) {
      const values = parameters?.map(parameterText);
      return lastRows(await send({ text: sql, ...(values && { values }) })).filter(isRow);
    },
    async queryLists(sql, parameters) {
      const result = await send({ text: sql, values: parameters.map(parameterText), rowMode: 'array' });
      return lastRows(result).filter((row) => Array.isArray(row));
    },
    async close() {
      if (closed) return;
      closed = true;
      await close();
    },
  };
  const announcedPid = (): number | undefined => {
    // By what pg keeps for itself to cancel a query with.
    const pid: unknown = Reflect.get(client, 'processID');
    return typeof pid === 'number' ? pid : undefined;
  };
  return goesThrough(noteSession(connection, { announcedPid, another }), client);
}

const types: PgQuery['types'] = {
  getTypeParser: (typeId) => readerOf(typeId),
};

/** Several statements give several results. */
function lastRows(result: unknown): readonly unknown[] {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result;
  return hasRows(last) ? last.rows : [];
}

const hasRows = (value: unknown): value is { readonly rows: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows);

const isRow = (row: unknown): row is Row => typeof row === 'object' && row !== null;

/** PostgreSQL ends sessions with 57P01 to 57P05; an error that is not PostgreSQL's comes from the network. */
const isLost = (error: unknown): boolean => {
  const code = sqlState(error);
  return code === undefined || /^57P0[1-5]$/.test(code) || code.startsWith('08');
};

interface Address {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
}

function connectionError(cause: unknown, { host, port, user = '', database = '' }: Address): Error {
  const code = sqlState(cause);
  const reason = reasonOf(cause);
  if (code?.startsWith('28') || reason.startsWith('SASL:'))
    return new AuthenticationFailed({ user, host, reason, cause });
  if (code === '3D000') return new DatabaseMissing({ database, host, cause });
  if (code === '42501') return new PermissionDenied({ sql: `connect to ${database}`, reason, code }, cause);
  return new DatabaseUnreachable({ host, port, reason, cause });
}
