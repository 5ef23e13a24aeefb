import { createOp, type Op, type Operation } from '@sluice/core';
import { isOfMigration, MigrationThrew } from './errors.js';
import { loadMigration, type LoadedMigration } from './load/load-migration.js';
import type { Project } from './project.js';

/** The operations that a direction of a migration calls for, without a database. */
export async function record(direction: (op: Op) => Promise<void>): Promise<readonly Operation[]> {
  const operations: Operation[] = [];
  const op = createOp((operation) => {
    operations.push(operation);
    return Promise.resolve();
  });
  await direction(op);
  return operations;
}

/** The upgrades of all migrations, oldest first: what these made, the models own. */
export async function recordHistory({ graph, migrations }: Project): Promise<readonly (readonly Operation[])[]> {
  const upgrades: (readonly Operation[])[] = [];
  for (const { revision } of graph.revisions) {
    const head = migrations.get(revision);
    if (head === undefined) continue;
    const migration = await loadGuarded(head.file);
    upgrades.push(await record((op) => migration.upgrade(op)));
  }
  return upgrades;
}

/** Loads a migration; what its code throws names its file. */
export async function loadGuarded(file: string): Promise<LoadedMigration<Op>> {
  const migration = await loadMigration<Op>(file);
  const guard = (direction: 'upgrade' | 'downgrade') => async (op: Op) => {
    try {
      await migration[direction](op);
    } catch (cause) {
      throw isOfMigration(cause) ? new MigrationThrew(file, direction, cause) : cause;
    }
  };
  return { ...migration, upgrade: guard('upgrade'), downgrade: guard('downgrade') };
}
