import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@sluice/core';
import { StatementFailed } from './database-errors.js';

/** A session that holds a lock on a table that a statement speaks of. */
export interface Blocker {
  /** The server process. */
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  /** `idle in transaction`, `active`, … */
  readonly state: string;
  /** What it runs, or ran last; its beginning. */
  readonly query: string;
  /** How long its transaction is open. */
  readonly seconds: number;
}

/** A statement did not get its lock in time, and its transaction is tried again. */
export interface LockWait {
  readonly sql: string;
  /** Which attempt failed, from 1. */
  readonly attempt: number;
  /** The pause before the next. */
  readonly pauseSeconds: number;
  readonly blockers: readonly Blocker[];
}

/** How often, and what to tell. */
export interface LockPatience {
  /** How often a transaction is tried again. */
  readonly retries: number;
  readonly onLockWait: (wait: LockWait) => void;
}

/** SQLSTATE of a lock timeout, and of a deadlock: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const waiting: ReadonlySet<string | undefined> = new Set(['55P03', '40P01']);

/**
 * Does work again, after a pause, when a lock that it wanted was not to be had in time. While a statement waits for a
 * table, all who come after it wait too: to give up soon, let them pass and try again is what keeps others at work.
 * The pauses grow, and chance is in them, so that several runners do not meet again and again.
 */
export async function withLockRetries<T>(
  connection: Connection,
  { retries, onLockWait }: LockPatience,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StatementFailed) || !waiting.has(error.code)) throw error;
      // It was tried again already, as a batch by itself is.
      if (error.facts.blockers !== undefined) throw error;
      const blockers = await blockersOf(connection, error.sql).catch(() => []);
      if (attempt > retries) throw error.blockedBy(blockers);
      const pauseSeconds = Math.min(2 ** (attempt - 1), longestPause) * (0.5 + Math.random() / 2);
      onLockWait({ sql: error.sql, attempt, pauseSeconds, blockers });
      await sleep(pauseSeconds * 1000);
    }
  }
}

const longestPause = 15;

/** Once the wait is over, PostgreSQL does not say any more who was in the way: those who hold what the SQL speaks of. */
async function blockersOf(connection: Connection, sql: string): Promise<readonly Blocker[]> {
  const rows = await connection.query(
    `select a.pid, a.application_name, a.usename, a.state, left(a.query, 200) as query,
       extract(epoch from clock_timestamp() - a.xact_start)::int as seconds
     from pg_stat_activity a
     where a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start is not null
       and exists (
         select from pg_locks l join pg_class c on c.oid = l.relation
         where l.pid = a.pid and l.granted and l.locktype = 'relation' and c.relkind in ('r', 'p', 'm', 'f')
           and c.oid >= 16384 and position(c.relname in $1) > 0)
     order by a.xact_start limit 5`,
    [sql],
  );
  return rows.map((row) => ({
    pid: Number(row['pid']),
    application: String(row['application_name'] ?? ''),
    user: String(row['usename'] ?? ''),
    state: String(row['state'] ?? ''),
    query: String(row['query'] ?? ''),
    seconds: Number(row['seconds'] ?? 0),
  }));
}
