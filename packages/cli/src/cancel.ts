import type { Connection } from '@sluice/core';
import { isDirect, openBeside } from '@sluice/database/ground';

/**
 * Does work on a connection, and when a signal says so, has the server end the statement that is under way. Where none
 * of the work has begun (it waits for another process), the connection is closed. An embedded database is busy with a
 * statement to its end, so there is nothing to be done between.
 */
export async function cancelOnAbort<T>(
  signal: AbortSignal,
  connection: Connection,
  isRunning: () => boolean,
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const pid = connection.engine === 'server' ? await pidOf(connection) : undefined;
  const stop = (): void => {
    const stopping = isRunning() ? cancel(connection, pid) : connection.close();
    stopping.catch(() => connection.close()).catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function pidOf(connection: Connection): Promise<number> {
  const [row] = await connection.query('select pg_backend_pid() as pid');
  return Number(row?.['pid']);
}

/** Through a second connection, since the first one waits. Behind a pooler the process may work for somebody else by then. */
async function cancel(connection: Connection, pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  if (!isDirect(connection, pid)) return connection.close();
  const second = await openBeside(connection);
  await second?.query('select pg_cancel_backend($1::int)', [pid]);
  await second?.close();
}
