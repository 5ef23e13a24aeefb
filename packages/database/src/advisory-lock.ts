import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@sluice/core';
import { PoolerFound, RunnerBusy } from './database-errors.js';
import type { VersionTable } from './own-tables.js';
import { sessionOf } from './pooler.js';
import { undisputed, type RunnerPatience, type Taking, type Turn } from './turn.js';

const pauseMillis = 200;

/**
 * Does work under an advisory lock of the session that does it, so that the lock lasts as long as that work: the session
 * of a killed process keeps it until PostgreSQL has ended the statement it was in. It is asked for over and over and not
 * waited for, since CREATE INDEX CONCURRENTLY would wait in turn for whoever waits.
 *
 * @throws PoolerFound where the session is not the same from one transaction to the next
 */
export async function withAdvisoryLock<T>(
  connection: Connection,
  { table, pid, patience }: Taking,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const session = await sessionOf(connection, pid);
  if (session === 'shared') throw new PoolerFound('before');
  const lock =
    session === 'own' ? plainLock(connection, keysOf(table), pid) : markedLock(connection, keysOf(table), pid);
  await take(lock, patience);
  try {
    return await work(lock.turn);
  } finally {
    // A session that is lost has lost its lock too.
    await connection.query(lock.letGo, keysOf(table)).catch(() => undefined);
  }
}

/** A lock that can be asked for. */
interface Lock {
  readonly turn: Turn;
  /** SQL that takes the keys. */
  readonly letGo: string;
  readonly tryTake: () => Promise<boolean>;
  readonly holder: () => Promise<number | undefined>;
}

/** Of a session that is ours. */
function plainLock(connection: Connection, keys: readonly number[], pid: number): Lock {
  return {
    turn: { ...undisputed, pid },
    letGo: 'select pg_advisory_unlock($1::int, $2::int)',
    tryTake: async () => {
      const [row] = await connection.query('select pg_try_advisory_lock($1::int, $2::int) as taken', keys);
      return row?.['taken'] === true;
    },
    holder: async () => holderOf(connection, keys),
  };
}

/**
 * Of a session behind something that nobody knows. It gets a mark: where another runner is given the same session, it
 * sees that the session has the lock already, and the first does not find its mark.
 */
function markedLock(connection: Connection, keys: readonly number[], pid: number): Lock {
  const mark = randomUUID();
  const confirm = async (): Promise<void> => {
    const [row] = await connection.query(
      `select pg_backend_pid() = $1::int and current_setting('sluice.runner', true) = $2 as same`,
      [pid, mark],
    );
    if (row?.['same'] !== true) throw new PoolerFound('during');
  };
  return {
    turn: {
      isShared: false,
      isDisputed: true,
      pid,
      confirm,
      recordAlone: async (record) => {
        await confirm();
        return record();
      },
    },
    letGo: `select pg_advisory_unlock($1::int, $2::int), set_config('sluice.runner', '', false)`,
    tryTake: async () => {
      const holder = await holderOf(connection, keys);
      if (holder !== undefined && holder !== pid) return false;
      // A session that has the lock and no mark took it by itself, as with a script.
      if (holder === pid && (await markOf(connection)) !== '') throw new PoolerFound('before');
      const [row] = await connection.query(
        `select pg_try_advisory_lock($1::int, $2::int) as taken, pg_backend_pid() = $3::int as same,
           set_config('sluice.runner', $4, false)`,
        [...keys, pid, mark],
      );
      if (row?.['same'] !== true) throw new PoolerFound('before');
      return row['taken'] === true;
    },
    holder: async () => holderOf(connection, keys),
  };
}

async function markOf(connection: Connection): Promise<string> {
  const [row] = await connection.query(`select coalesce(current_setting('sluice.runner', true), '') as mark`);
  return String(row?.['mark']);
}

async function take({ tryTake, holder }: Lock, { waitSeconds = 60, onRunnerWait }: RunnerPatience): Promise<void> {
  const end = performance.now() + waitSeconds * 1000;
  for (let attempt = 1; !(await tryTake()); attempt++) {
    if (performance.now() >= end) throw new RunnerBusy(waitSeconds, await holder());
    if (attempt === 1) onRunnerWait?.({ pid: await holder(), seconds: waitSeconds });
    await sleep(pauseMillis * (0.5 + Math.random()));
  }
}

async function holderOf(connection: Connection, keys: readonly number[]): Promise<number | undefined> {
  const [row] = await connection.query(
    `select pid from pg_locks where locktype = 'advisory' and granted and objsubid = 2
       and classid = $1::int::oid and objid = $2::int::oid
       and database = (select oid from pg_database where datname = current_database())`,
    keys,
  );
  return typeof row?.['pid'] === 'number' ? row['pid'] : undefined;
}

/** The keys of the lock. PostgreSQL keeps advisory locks per database, so the name of the version table is all that tells runners apart. */
export function keysOf({ schema, name }: VersionTable): readonly [number, number] {
  const digest = createHash('sha256')
    .update(JSON.stringify(['sluice', schema, name]))
    .digest();
  return [digest.readUInt32BE(0) >>> 1, digest.readUInt32BE(4) >>> 1];
}
