import type { Connection } from '@sluice/core';

/** What a driver knows of the session that a connection has. */
export interface SessionFacts {
  /** The server process that was named when the session began; undefined where the driver does not say. */
  announcedPid(): number | undefined;
  /** Opens another session of the same database, by the same way; undefined where none is to be had now. */
  another(): Promise<Connection | undefined>;
}

const known = new WeakMap<Connection, SessionFacts>();

/** Notes what a driver knows of a session. */
export function noteSession(connection: Connection, facts: SessionFacts): Connection {
  known.set(connection, facts);
  return connection;
}

/**
 * Whether the session is with this server process for as long as it lasts. A pooler names a process of its own making
 * when a session begins, since it must find out itself whom a request to cancel is meant for.
 */
export const isDirect = (connection: Connection, pid: number): boolean => known.get(connection)?.announcedPid() === pid;

/**
 * Opens another session of the same database. Undefined where there is none: an application has given one client, a pool
 * has no more, or the database is embedded.
 */
export const openBeside = async (connection: Connection): Promise<Connection | undefined> =>
  known.get(connection)?.another();
