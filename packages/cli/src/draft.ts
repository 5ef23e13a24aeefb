import {
  adopt,
  keyOfObject,
  kindOf,
  lookUp,
  ownership,
  rename,
  withFills,
  type Connection,
  type DatabaseObject,
  type Fills,
  type ModelObject,
  type Operation,
  type Renames,
  type Snapshot,
} from '@sluice/core';
import { canonical, introspect, migrate, ModelRejected, type Directions, type VersionTable } from '@sluice/database';

/** What a draft is made of. */
export interface DraftRequest {
  readonly connection: Connection;
  /** The models, as written. */
  readonly models: readonly ModelObject[];
  /** The upgrades of the migrations that are applied, oldest first: what these made, the models own. */
  readonly history: readonly (readonly Operation[])[];
  readonly versionTable: VersionTable;
  readonly defaultSchema: string;
  readonly answers?: Answers;
}

/** What no comparison can know. */
export interface Answers {
  /** What is a rename: `users.name` to `full_name`. */
  readonly renames?: Renames;
  /** What the rows that exist get in a column that is new: `users.email` to SQL. */
  readonly fills?: Fills;
}

/** What leads from the database to the models, and back. */
export interface Draft extends Directions {
  readonly current: Snapshot;
  readonly desired: Snapshot;
  /** Objects in the database that the models do not name and this history did not make: they stay. */
  readonly leftAlone: readonly DatabaseObject[];
}

/**
 * Compares the models with the live database. Changes nothing in it.
 *
 * @throws RefusedError when a change cannot be made, or not be undone.
 * @throws ModelRejected when PostgreSQL does not understand a text of a model.
 */
export async function draft({
  connection,
  models,
  history,
  versionTable,
  defaultSchema,
  answers = {},
}: DraftRequest): Promise<Draft> {
  const found = await introspect(connection, { defaultSchema, without: [versionTable] });
  const renamed = rename(found, answers.renames ?? {});
  const current = renamed.snapshot;
  const asPostgres = await canonical(connection, models, current, defaultSchema, renamed.operations);
  const { desired, leftAlone } = adopt(asPostgres, current, ownership([...history, renamed.operations]));
  refuseFlaws(models, current, desired);
  const directions = await migrate(connection, current, desired, defaultSchema, renamed.operations);
  const [upgrade = [], downgrade = []] = withFills([directions.upgrade, directions.downgrade], answers.fills ?? {});
  return {
    upgrade: [...renamed.operations, ...upgrade],
    downgrade: [...downgrade, ...renamed.reverse],
    current: found,
    desired,
    leftAlone,
  };
}

/** Says of what is new in the models what PostgreSQL would say only when the migration runs. */
function refuseFlaws(models: readonly ModelObject[], current: Snapshot, desired: Snapshot): void {
  const known = new Set(current.objects.map(keyOfObject));
  const { byKey, find } = lookUp(desired);
  for (const model of models) {
    const object = byKey.get(keyOfObject(model));
    const flaw = object && !known.has(keyOfObject(object)) ? kindOf(object.kind).flaw?.(object, find) : undefined;
    if (flaw !== undefined) throw new ModelRejected(model.source, model.kind, flaw);
  }
}
