import {
  byKeyOrder,
  createOp,
  keyOf,
  keyOfObject,
  recordedObjects,
  relocate,
  toCall,
  type Abilities,
  type DatabaseObject,
  type GivenCall,
  type Op,
  type Operation,
  type RunOperation,
} from '@sluice/core';
import { drizzleOver } from '@sluice/database';
import { isOfMigration, MigrationThrew } from './errors.js';
import { loadMigration, type LoadedMigration } from './load/load-migration.js';
import { tellingPlugins, withPlugins, type Plugin } from './plugin.js';
import type { Project } from './project.js';

/**
 * The operations that a direction of a migration calls for, without a database. To what it asks, the answer is what the
 * migrations before it and its own operations have made; no table has rows.
 */
export async function record(
  direction: (op: Op) => Promise<void>,
  history: readonly (readonly Operation[])[] = [],
): Promise<readonly Operation[]> {
  const operations: Operation[] = [];
  const known = (): readonly DatabaseObject[] => recordedObjects([...history.flat(), ...operations]);
  await recordInto(operations, direction, async () => known());
  return operations;
}

/** The calls that a direction of a migration makes, as its file has them: the directives of plugins are not run. */
export async function recordCalls(
  direction: (op: Op) => Promise<void>,
  plugins: readonly Plugin[],
): Promise<readonly GivenCall[]> {
  const calls: GivenCall[] = [];
  const op = recordingOp(
    async (operation) => void calls.push(toCall(operation)),
    async () => [],
  );
  const tell = (directive: string, [args, ...more]: readonly unknown[]): void =>
    void calls.push({ directive, args, ...(more.length === 0 ? {} : { more }) });
  await direction(tellingPlugins(op, plugins, tell));
  return calls;
}

/** Adds the operations that a direction of a migration calls for to a list; what is known says what is there meanwhile. */
export async function recordInto(
  operations: Operation[],
  direction: (op: Op) => Promise<void>,
  known: () => Promise<readonly DatabaseObject[]>,
): Promise<void> {
  await direction(
    recordingOp((operation) => {
      operations.push(operation);
      return Promise.resolve();
    }, known),
  );
}

/** An `op` that hands on what it is called for; what is known says what is there, and no table has rows. */
export function recordingOp(
  run: RunOperation,
  known: () => Promise<readonly DatabaseObject[]>,
  abilities: Partial<Abilities> = {},
): Op {
  return createOp(run, {
    has: async (_, kinds, id) => {
      const keys = new Set(kinds.map((kind) => keyOf(kind, id)));
      return (await known()).some((object) => keys.has(keyOfObject(object)));
    },
    introspect: async () => ({
      objects: (await known()).toSorted(byKeyOrder),
      inherited: [],
      uncovered: [],
      server: nobody,
    }),
    query: async () => ({ rows: [] }),
    drizzle: drizzleOver,
    ...abilities,
  });
}

const nobody = { version: 0, user: '', sessionUser: '' };

/** The upgrades of all migrations, oldest first: what these made, the models own. */
export async function recordHistory({
  config,
  graph,
  migrations,
}: Project): Promise<readonly (readonly Operation[])[]> {
  const upgrades: (readonly Operation[])[] = [];
  for (const { revision } of graph.revisions) {
    const head = migrations.get(revision);
    if (head === undefined) continue;
    const migration = await loadGuarded(head.file, config.plugins);
    upgrades.push(await record((op) => migration.upgrade(op), upgrades));
  }
  const { defaultSchema: to, writtenFor: from = to } = config;
  return upgrades.map((operations) => operations.map((operation) => relocate(operation, { from, to })));
}

/** Loads a migration; its `op` has the directives of plugins, and what its code throws names its file. */
export async function loadGuarded(file: string, plugins: readonly Plugin[]): Promise<LoadedMigration<Op>> {
  const migration = await loadMigration<Op>(file);
  const guard = (direction: 'upgrade' | 'downgrade') => async (op: Op) => {
    try {
      await migration[direction](withPlugins(op, plugins));
    } catch (cause) {
      throw isOfMigration(cause) ? new MigrationThrew(file, direction, cause) : cause;
    }
  };
  return { ...migration, upgrade: guard('upgrade'), downgrade: guard('downgrade') };
}
