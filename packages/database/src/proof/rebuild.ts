import { ident, statements, type Connection, type Snapshot } from '@sluice/core';
import { DatabaseError, StatementFailed } from '../database-errors.js';
import { introspect } from '../introspect.js';
import { lead } from '../migrate.js';
import { readSettings, setAll } from '../session.js';

/** What a scratch database cannot be given: an extension, a locale, a role that the cluster lacks. */
export class NotProvableHere extends DatabaseError {
  readonly reason: string;

  constructor(error: StatementFailed) {
    super(`This cannot be proved here: ${error.reason}`, { cause: error });
    this.reason = error.reason;
  }
}

/**
 * Makes in an empty database what a snapshot has, without rows. Roles that own something or may do something are made
 * where they are missing, in a PGlite, and publications anywhere.
 *
 * @throws NotProvableHere when PostgreSQL does not take a statement
 * @throws RefusedError when an object cannot be made
 */
export async function rebuild(connection: Connection, snapshot: Snapshot, defaultSchema = 'public'): Promise<void> {
  const operations = await lead(connection, await introspect(connection, { defaultSchema }), snapshot, {
    defaultSchema,
  });
  const settings = await readSettings(connection, ['search_path', 'check_function_bodies']);
  try {
    await setAll(connection, { search_path: ident(defaultSchema), check_function_bodies: 'off' });
    for (const { sql } of operations.flatMap((operation) => statements(operation))) await make(connection, sql);
  } finally {
    await setAll(connection, settings);
  }
}

async function make(connection: Connection, sql: string): Promise<void> {
  try {
    await connection.query(sql);
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    const first = whatIsMissing(error, connection);
    if (first === undefined) throw new NotProvableHere(error);
    await connection.query(first);
    await make(connection, sql);
  }
}

/** SQL that makes what a snapshot names and does not hold. A cluster that others use gets no roles. */
function whatIsMissing(error: StatementFailed, { engine }: Connection): string | undefined {
  const role = missingRole(error);
  if (role !== undefined) return engine === 'server' ? undefined : `CREATE ROLE ${ident(role)}`;
  const publication =
    error.code === '42704' ? /^publication "(.*)" does not exist$/s.exec(error.reason)?.[1] : undefined;
  return publication === undefined ? undefined : `CREATE PUBLICATION ${ident(publication)}`;
}

/** A dump and a snapshot name roles that a cluster of its own has not. */
export const missingRole = ({ code, reason }: StatementFailed): string | undefined =>
  code === '42704' ? /^role "(.*)" does not exist$/s.exec(reason)?.[1] : undefined;
