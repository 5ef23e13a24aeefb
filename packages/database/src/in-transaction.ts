import type { Connection } from '@sluice/core';

/** Does work in a transaction: all of it, or nothing. */
export async function inTransaction<T>(
  connection: Connection,
  work: () => Promise<T>,
  begin: () => Promise<unknown> = async () => connection.query('begin'),
): Promise<T> {
  await begin();
  try {
    const result = await work();
    await connection.query('commit');
    return result;
  } catch (error) {
    // Where the connection is lost there is nothing left to roll back.
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}
