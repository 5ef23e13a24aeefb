import {
  ancestors,
  byKeyOrder,
  diff,
  findByPath,
  keyOf,
  keyOfObject,
  pathOf,
  recordedObjects,
  rename,
  SluiceError,
  type Connection,
  type DatabaseObject,
  type Difference,
  type Operation,
  type Renamed,
  type Renames,
  type Revision,
  type Snapshot,
} from '@sluice/core';
import { introspect, ownTables, readNames, type Names } from '@sluice/database';
import { inPlaces } from '../difference-places.js';
import { headOf } from '../head-of.js';
import type { Project } from '../project.js';
import { loadGuarded, record } from '../record.js';

/** What there is before a migration and after it. */
export interface Surroundings {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** What bears another name afterwards, by its path before. */
  readonly renames: Renames;
}

/** A database at one moment, with names that can be followed. */
export interface Sight {
  readonly snapshot: Snapshot;
  readonly names: Names;
}

/** Looks at the scratch database. */
export async function look({ config }: Project, connection: Connection): Promise<Sight> {
  const { defaultSchema, versionTable } = config;
  return {
    snapshot: await introspect(connection, { defaultSchema, without: ownTables(versionTable) }),
    names: await readNames(connection),
  };
}

/** What the migrations before one have made, as far as their directives say. */
export async function recordedBefore(project: Project, revision: Revision): Promise<Snapshot> {
  const { graph, config } = project;
  const earlier = ancestors(graph, [revision]);
  const upgrades: (readonly Operation[])[] = [];
  for (const one of graph.revisions) {
    if (one.revision === revision.revision || !earlier.has(one.revision)) continue;
    const migration = await loadGuarded(headOf(project, one.revision).file, config.plugins);
    upgrades.push(await record((op) => migration.upgrade(op), upgrades));
  }
  return asSnapshot(recordedObjects(upgrades.flat()));
}

/** The same after operations, where no database has run them. */
export function recordedSurroundings(before: Snapshot, operations: readonly Operation[]): Surroundings {
  const renames = operations.flatMap((operation) =>
    operation.verb === 'rename' ? [[pathOf(operation.id), operation.to] as const] : [],
  );
  return {
    before,
    after: asSnapshot(recordedObjects(operations, before.objects)),
    renames: Object.fromEntries(renames),
  };
}

/** Objects that no database has said. */
export const asSnapshot = (objects: readonly DatabaseObject[]): Snapshot => ({
  objects: objects.toSorted(byKeyOrder),
  inherited: [],
  uncovered: [],
  server: { version: 0, user: '', sessionUser: '' },
});

/** What a migration comes to. */
export interface Outcome {
  /** What was before, under the names of after. */
  readonly renamed: Snapshot;
  readonly after: Snapshot;
  readonly differences: readonly Difference[];
  /** The object as it was before, under its name of then, by its key under the name of after. */
  readonly former: ReadonlyMap<string, DatabaseObject>;
}

/** Compares what was before with what is after. */
export function outcomeOf({ before, after, renames }: Surroundings): Outcome {
  const known = Object.entries(renames).filter(([path]) => findByPath(before.objects, path) !== undefined);
  const { snapshot: renamed, operations, now } = renamedAs(before, Object.fromEntries(known));
  const former = new Map(before.objects.map((object) => [now(keyOfObject(object)), object]));
  const made = operations.flatMap((operation): readonly Difference[] => {
    if (operation.verb !== 'rename' && operation.verb !== 'alter') return [];
    const { kind, id } = operation;
    const key = operation.verb === 'rename' ? keyOf(kind, { ...id, name: operation.to }) : keyOf(kind, id);
    const [was, is] = [former.get(key), renamed.objects.find((object) => keyOfObject(object) === key)];
    if (was === undefined || is === undefined) return [];
    return operation.verb === 'rename'
      ? [{ verb: operation.verb, before: was, after: is }]
      : [{ verb: operation.verb, before: was, after: is, changes: operation.changes }];
  });
  return { renamed, after, former, differences: inPlaces([...made, ...diff(renamed, after)]) };
}

type Followed = Pick<Renamed, 'snapshot' | 'operations' | 'now'>;

/** What cannot be followed is shown as something that goes and something that comes. */
function renamedAs(before: Snapshot, renames: Renames): Followed {
  try {
    return rename(before, renames, () => true);
  } catch (error) {
    if (error instanceof SluiceError) return { snapshot: before, operations: [], now: (key) => key };
    throw error;
  }
}
