import type { Connection } from '@sluice/core';
import { withAdvisoryLock } from './advisory-lock.js';
import { TransactionOpen } from './database-errors.js';
import { withLease } from './lease.js';
import type { VersionTable } from './own-tables.js';
import { undisputed, type RunnerPatience, type Turn } from './turn.js';
import { inTurn } from './turns.js';

/**
 * Does work while no other process runs migrations recorded in the same version table. A PGlite has one session, and its
 * directory has a lock of its own.
 */
export function withRunnerLock<T>(
  connection: Connection,
  table: VersionTable,
  patience: RunnerPatience,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  return inTurn(connection, async () => {
    const pid = await refuseOpenTransaction(connection);
    if (connection.engine === 'pglite') return work(undisputed);
    return patience.lock === 'lease'
      ? withLease(connection, { table, pid, patience }, work)
      : withAdvisoryLock(connection, { table, pid, patience }, work);
  });
}

/** What is set for a transaction alone is gone with the next statement, unless a transaction is open. Gives the server process. */
async function refuseOpenTransaction(connection: Connection): Promise<number> {
  await connection.query(`select set_config('sluice.transaction', 'open', true)`);
  const [row] = await connection.query(
    `select current_setting('sluice.transaction', true) = 'open' as open, pg_backend_pid() as pid`,
  );
  if (row?.['open'] === true) throw new TransactionOpen();
  return Number(row?.['pid']);
}
