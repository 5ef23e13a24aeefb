import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@sluice/core';
import { RunnerBusy, TransactionOpen } from './database-errors.js';
import { inTurn } from './turns.js';
import type { VersionTable } from './own-tables.js';

const pauseMillis = 200;

/** Another process runs migrations, and is waited for. */
export interface RunnerWait {
  /** The server process that holds the lock, where it can be seen. */
  readonly pid: number | undefined;
  /** How long it is waited for at most. */
  readonly seconds: number;
}

/** How long to wait for another process, and whom to tell. */
export interface RunnerPatience {
  /** 60 by default. */
  readonly waitSeconds?: number;
  /** Called once, when another process runs migrations and is waited for. */
  readonly onRunnerWait?: (wait: RunnerWait) => void;
}

/**
 * Does work while no other process runs migrations recorded in the same version table.
 *
 * The lock is an advisory lock of the session that does the work, so that it lasts as long as that work: the session of
 * a killed process keeps it until PostgreSQL has ended the statement it was in. It is asked for over and over and not
 * waited for, since CREATE INDEX CONCURRENTLY would wait in turn for whoever waits. A PGlite has one session, and its
 * directory has a lock of its own.
 */
export function withRunnerLock<T>(
  connection: Connection,
  table: VersionTable,
  patience: RunnerPatience,
  work: () => Promise<T>,
): Promise<T> {
  return inTurn(connection, async () => {
    await refuseOpenTransaction(connection);
    return connection.engine === 'pglite' ? work() : withAdvisoryLock(connection, keysOf(table), patience, work);
  });
}

/** What is set for a transaction alone is gone with the next statement, unless a transaction is open. */
async function refuseOpenTransaction(connection: Connection): Promise<void> {
  await connection.query(`select set_config('sluice.transaction', 'open', true)`);
  const [row] = await connection.query(`select current_setting('sluice.transaction', true) = 'open' as open`);
  if (row?.open === true) throw new TransactionOpen();
}

async function withAdvisoryLock<T>(
  connection: Connection,
  keys: readonly number[],
  patience: RunnerPatience,
  work: () => Promise<T>,
): Promise<T> {
  await take(connection, keys, patience);
  try {
    return await work();
  } finally {
    // A session that is lost has lost its lock too.
    await connection.query('select pg_advisory_unlock($1::int, $2::int)', keys).catch(() => undefined);
  }
}

async function take(
  connection: Connection,
  keys: readonly number[],
  { waitSeconds = 60, onRunnerWait }: RunnerPatience,
): Promise<void> {
  const end = performance.now() + waitSeconds * 1000;
  for (let attempt = 1; !(await tryTake(connection, keys)); attempt++) {
    if (performance.now() >= end) throw new RunnerBusy(waitSeconds, await holder(connection, keys));
    if (attempt === 1) onRunnerWait?.({ pid: await holder(connection, keys), seconds: waitSeconds });
    await sleep(pauseMillis * (0.5 + Math.random()));
  }
}

async function tryTake(connection: Connection, keys: readonly number[]): Promise<boolean> {
  const [row] = await connection.query('select pg_try_advisory_lock($1::int, $2::int) as taken', keys);
  return row?.taken === true;
}

async function holder(connection: Connection, keys: readonly number[]): Promise<number | undefined> {
  const [row] = await connection.query(
    `select pid from pg_locks where locktype = 'advisory' and granted and objsubid = 2
       and classid = $1::int::oid and objid = $2::int::oid
       and database = (select oid from pg_database where datname = current_database())`,
    keys,
  );
  return typeof row?.pid === 'number' ? row.pid : undefined;
}

/** The keys of the lock. PostgreSQL keeps advisory locks per database, so the name of the version table is all that tells runners apart. */
export function keysOf({ schema, name }: VersionTable): readonly [number, number] {
  const digest = createHash('sha256')
    .update(JSON.stringify(['sluice', schema, name]))
    .digest();
  return [digest.readUInt32BE(0) >>> 1, digest.readUInt32BE(4) >>> 1];
}
