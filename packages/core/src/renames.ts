import { compact } from './attributes.js';
import { SluiceError } from './errors.js';
import type { JsonObject } from './json.js';
import type { Renaming } from './kind.js';
import { byKeyOrder } from './adopt.js';
import { keyOf, keyOfObject, type DatabaseObject, type Id, type Key } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';
import { renamedId } from './renamed-id.js';
import type { Snapshot } from './snapshot.js';

/** Answers to what is a rename: an object as it is named now, to the last part of its new name. */
export type Renames = Readonly<Record<string, string>>;

/** A rename of something that is not there. */
export class RenameUnknown extends SluiceError {
  override readonly name = 'RenameUnknown';
  readonly path: string;

  constructor(path: string, to: string) {
    super(
      `--rename ${path}:${to}: there is no ${path} in the database. Name it as it is there: a table, table.column, an enum or enum.value, with the schema before it unless that is public.`,
    );
    this.path = path;
  }
}

/** The snapshot as it is once the renames are made, and the operations that make them. */
export interface Renamed {
  readonly snapshot: Snapshot;
  readonly operations: readonly Operation[];
  /** The operations that take the renames back. */
  readonly reverse: readonly Operation[];
}

/**
 * Renames are in no comparison of two snapshots: they are answers. They are made first, all else follows as a
 * difference between the renamed snapshot and the models. Two that swap their names go by way of a third.
 *
 * @throws RenameUnknown when an answer speaks of nothing in the database.
 */
export function rename(snapshot: Snapshot, answers: Renames): Renamed {
  const steps = Object.entries(answers).map(([path, to]) => ({ path, to, target: findTarget(snapshot, path, to) }));
  // The inner first: a column of a table that is renamed too is still named by the table's old name.
  const sorted = steps.toSorted((a, b) => depth(b.path) - depth(a.path) || (a.path < b.path ? -1 : 1));
  let current = snapshot;
  const operations: Operation[] = [];
  const later: { readonly object: DatabaseObject; readonly to: string }[] = [];
  const make = (operation: Operation, next: Snapshot): void => {
    operations.push(operation);
    current = next;
  };
  for (const { target, to } of sorted) {
    if (target.value !== undefined) {
      const object = byKey(current).get(keyOfObject(target.object)) ?? target.object;
      const operation = renameValue(object, target.value, to);
      make(operation, withRenamedValue(current, object, target.value, to));
      continue;
    }
    const taken = byKey(current).has(keyOf(target.object.kind, { ...target.object.id, name: to }));
    const name = taken ? `${to.slice(0, 50)}__renamed` : to;
    const object = { ...target.object, id: { ...target.object.id } };
    make({ verb: 'rename', kind: object.kind, id: object.id, to: name }, follow(current, object, name));
    if (taken) later.push({ object: { ...object, id: { ...object.id, name } }, to });
  }
  for (const { object, to } of later)
    make({ verb: 'rename', kind: object.kind, id: object.id, to }, follow(current, object, to));
  return { snapshot: current, operations, reverse: operations.toReversed().map(takeBack) };
}

const byKey = ({ objects }: Snapshot): ReadonlyMap<Key, DatabaseObject> =>
  new Map(objects.map((object) => [keyOfObject(object), object]));

interface Target {
  readonly object: DatabaseObject;
  /** A value within the object: of an enum. */
  readonly value?: string;
}

const depth = (path: string): number => path.split('.').length;

function findTarget({ objects }: Snapshot, path: string, to: string): Target {
  // Of several of one name, what holds rows is meant: a column, not the policy that is named after it.
  const named = objects.filter(({ id }) => labelOf(id) === path);
  const whole = named.find(({ kind }) => kindOf(kind).holdsRows) ?? named[0];
  if (whole) return { object: whole };
  for (const object of objects) {
    const value = kindOf(object.kind)
      .values?.(object)
      .find((each) => `${labelOf(object.id)}.${each}` === path);
    if (value !== undefined) return { object, value };
  }
  throw new RenameUnknown(path, to);
}

const labelOf = ({ schema, table, name }: Id): string =>
  [schema === 'public' ? undefined : schema, table, name].filter((part) => part !== undefined).join('.');

function takeBack(operation: Operation): Operation {
  if (operation.verb === 'rename')
    return { ...operation, id: { ...operation.id, name: operation.to }, to: operation.id.name };
  if (operation.verb !== 'alter') return operation;
  const changes = Object.fromEntries(
    Object.entries(operation.changes).map(([name, { from, to }]) => [name, { from: to, to: from }]),
  );
  const names = operation.manner?.['rename'];
  const back =
    typeof names === 'object' && names !== null
      ? Object.fromEntries(Object.entries(names).map(([from, to]) => [String(to), from]))
      : {};
  return { ...operation, changes, manner: { ...operation.manner, rename: back } };
}

function renameValue({ kind, id, attributes }: DatabaseObject, from: string, to: string): Operation {
  const [name = '', values = []] =
    Object.entries(attributes).find(([, list]) => Array.isArray(list) && list.includes(from)) ?? [];
  return {
    verb: 'alter',
    kind,
    id,
    changes: { [name]: { from: values, to: replaceValue(values, from, to) } },
    manner: { rename: { [from]: to } },
  };
}

const replaceValue = (values: unknown, from: string, to: string): readonly string[] =>
  Array.isArray(values) ? values.map((value) => (value === from ? to : String(value))) : [];

function withRenamedValue(snapshot: Snapshot, object: DatabaseObject, from: string, to: string): Snapshot {
  return changed(snapshot, { kind: object.kind, id: object.id, to: object.id.name, value: { from, to } });
}

function follow(snapshot: Snapshot, { kind, id }: DatabaseObject, to: string): Snapshot {
  return changed(snapshot, { kind, id, to });
}

/** Every object under its new name, and with the new names in what it says. */
function changed(snapshot: Snapshot, renaming: Renaming): Snapshot {
  const keys = new Map<Key, Key>();
  const moved = snapshot.objects.map((object) => {
    const next = { ...object, id: renamedId(object, renaming, renaming.to), attributes: follows(object, renaming) };
    keys.set(keyOfObject(object), keyOfObject(next));
    return next;
  });
  const key = (old: Key): Key => keys.get(old) ?? old;
  return {
    ...snapshot,
    objects: moved
      .map((object) => (object.dependsOn ? { ...object, dependsOn: object.dependsOn.map(key) } : object))
      .toSorted(byKeyOrder),
    uncovered: snapshot.uncovered.map((each) => ({ ...each, on: each.on.map(key) })),
  };
}

function follows(object: DatabaseObject, renaming: Renaming): JsonObject {
  const kind = kindOf(object.kind);
  return compact(kind, kind.follow?.(object, renaming) ?? object.attributes);
}
