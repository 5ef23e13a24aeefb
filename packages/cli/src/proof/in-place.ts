import { ident, type Connection } from '@sluice/core';
import { missingRole, NotProvableHere, StatementFailed } from '@sluice/database';

/**
 * Runs a part of a migration in a scratch database. A role that it speaks of is made where nobody else has the cluster.
 *
 * @throws NotProvableHere where the place lacks something that it takes
 */
export async function inPlace(connection: Connection, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    const role = missingRole(error);
    if (role !== undefined && connection.engine === 'pglite') {
      await connection.query(`CREATE ROLE ${ident(role)}`);
      return inPlace(connection, work);
    }
    if (role !== undefined || isLacking(error)) throw new NotProvableHere(error);
    throw error;
  }
}

/** A file that is not there, or a feature that was not built in: an extension, a language, a locale. */
const isLacking = ({ code, sql }: StatementFailed): boolean =>
  code === '58P01' || (code === '0A000' && /^\s*create\s+(?:extension|collation|language)\b/i.test(sql));
