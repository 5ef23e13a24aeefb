import { ident, type Connection } from '@sluice/core';

/** How long a question may take, in seconds. */
export const ANSWER_SECONDS = 30;

/**
 * Asks a database something in a transaction of its own that cannot write, does not wait for locks, and ends in time. What it
 * has locked is let go of at once. Rows that a policy hides are not left out silently: PostgreSQL refuses. Names mean what they
 * do in a migration.
 */
export async function reading<T>(connection: Connection, defaultSchema: string, ask: () => Promise<T>): Promise<T> {
  await connection.query(
    `begin read only; set local statement_timeout to '${ANSWER_SECONDS}s'; set local lock_timeout to '1s'; set local row_security to off; set local search_path to ${ident(defaultSchema)}`,
  );
  try {
    return await ask();
  } finally {
    // What broke the connection is what is to be told.
    await connection.query('rollback').catch(() => undefined);
  }
}
