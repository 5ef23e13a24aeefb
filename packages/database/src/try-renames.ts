import {
  keyOf,
  kindOf,
  literal,
  RefusedError,
  statements,
  type Connection,
  type Operation,
  type Renamed,
  type Snapshot,
} from '@sluice/core';
import { StatementFailed } from './database-errors.js';
import { readSnapshot, setSearchPath, type IntrospectOptions } from './introspect.js';

/** How long a rename that is only tried waits for others: who comes after it waits too. */
const patience = '2s';

/**
 * The snapshot after renames, exact where only PostgreSQL can follow: the query of a view is rewritten by it. There the
 * renames are made in a transaction that is rolled back, which locks what is renamed for a moment.
 *
 * @throws RefusedError when a rename cannot be tried.
 */
export async function followExactly(
  connection: Connection,
  found: Snapshot,
  renamed: Renamed,
  options: IntrospectOptions = {},
): Promise<Renamed> {
  if (!isRewritten(found, renamed)) return renamed;
  await connection.query('BEGIN');
  try {
    await tryRenames(connection, renamed.operations);
    await setSearchPath(connection, options.defaultSchema ?? 'public');
    return { ...renamed, snapshot: await readSnapshot(connection, options) };
  } finally {
    await connection.query('ROLLBACK');
  }
}

/** Whether something that cannot follow by itself speaks of what is renamed. */
function isRewritten(found: Snapshot, { operations, now }: Renamed): boolean {
  const altered = new Set(operations.flatMap((each) => (each.verb === 'alter' ? [keyOf(each.kind, each.id)] : [])));
  return found.objects.some(({ kind, dependsOn = [] }) => {
    const its = kindOf(kind);
    const canFollow = its.texts?.reads !== true || its.follow !== undefined;
    return !canFollow && dependsOn.some((key) => now(key) !== key || altered.has(key));
  });
}

/**
 * Makes renames within the transaction that is open.
 *
 * @throws RefusedError when one cannot be made, or somebody holds what it locks.
 */
export async function tryRenames(connection: Connection, operations: readonly Operation[]): Promise<void> {
  await connection.query(`SELECT set_config('lock_timeout', ${literal(patience)}, true)`);
  for (const operation of operations)
    for (const { sql } of statements(operation)) {
      try {
        await connection.query(sql);
      } catch (error) {
        if (error instanceof StatementFailed) throw untried(operation, error);
        throw error;
      }
    }
}

function untried(operation: Operation, { reason }: StatementFailed): RefusedError {
  const key = operation.verb === 'rename' || operation.verb === 'alter' ? keyOf(operation.kind, operation.id) : '';
  return new RefusedError(
    key,
    'a rename that cannot be tried',
    `${key} cannot be renamed: a view speaks of it, so the rename is tried in a transaction that is rolled back, and that failed: ${reason}. Try again when nobody holds it, as a role that owns it.`,
  );
}
