import type { Connection } from '@sluice/core';
import type { Target } from '@sluice/database';
import { clientOf, connect, isGiven } from '@sluice/database/ground';

/**
 * Does work on a connection, and when a signal says so, has the server end the statement that is under way. Where none
 * of the work has begun (it waits for another process), the connection is closed. An embedded database is busy with a
 * statement to its end, so there is nothing to be done between.
 */
export async function cancelOnAbort<T>(
  signal: AbortSignal,
  connection: Connection,
  target: Target,
  isRunning: () => boolean,
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const session = connection.engine === 'server' ? await sessionOf(connection) : undefined;
  const stop = (): void => {
    const stopping = isRunning() ? cancel(session, target) : connection.close();
    stopping.catch(() => connection.close()).catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function sessionOf(connection: Connection): Promise<unknown> {
  const [row] = await connection.query('select pg_backend_pid() as session');
  return row?.['session'];
}

/** Through a second connection, since the first one waits. */
async function cancel(session: unknown, target: Target): Promise<void> {
  if (session === undefined || !givesAnother(target)) return;
  const second = await connect(target);
  try {
    await second.query('select pg_cancel_backend($1::int)', [session]);
  } finally {
    await second.close();
  }
}

/** A pool has several connections. A client is one, and what a function would give next is not known. */
const givesAnother = (target: Target): boolean =>
  typeof target !== 'function' && (!isGiven(target) || 'totalCount' in clientOf(target));
