import type { Connection } from '@sluice/core';
import { isDirect, openBeside } from './beside.js';

/** How often to look: who gets which session of a busy pooler is a matter of chance. */
const rounds = 5;

/**
 * Whether a session is ours for as long as the connection lasts, or shared with others from transaction to transaction,
 * as behind a pooler in transaction mode; `unclear` where something is between that may be either.
 *
 * A direct connection is known without a question. Of any other a second one is asked: while the first is between two
 * transactions, the second begins one. Where it gets the session of the first, or the first another one meanwhile, they
 * share.
 */
export async function sessionOf(connection: Connection, pid: number): Promise<'own' | 'shared' | 'unclear'> {
  if (isDirect(connection, pid)) return 'own';
  const other = await openBeside(connection);
  if (other === undefined) return 'unclear';
  try {
    for (let round = 0; round < rounds; round++) {
      if ((await pidIn(other, 'begin')) === pid) return 'shared';
      const now = await pidIn(connection, '');
      await other.query('rollback');
      if (now !== pid) return 'shared';
    }
    return 'unclear';
  } finally {
    await other.close();
  }
}

async function pidIn(connection: Connection, begin: string): Promise<number> {
  const [row] = await connection.query(`${begin}; select pg_backend_pid() as pid`);
  return Number(row?.['pid']);
}
