import { compact, differing, valueOf } from './attributes.js';
import { SluiceError } from './errors.js';
import type { Json, JsonObject } from './json.js';
import type { Renaming } from './kind.js';
import { byKeyOrder } from './adopt.js';
import { lookUp } from './lookup.js';
import { keyOf, keyOfObject, type DatabaseObject, type Key } from './object.js';
import { findByPath, flag, type NamedObject } from './paths.js';
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
      `${flag('rename', `${path}:${to}`)}: there is no ${path} in the database. Name it as it is there: a table, table.column, an enum or enum.value, with the schema before it unless that is public.`,
    );
    this.path = path;
  }
}

/** A rename to a name that something else has and keeps. */
export class RenameTaken extends SluiceError {
  override readonly name = 'RenameTaken';
  readonly path: string;

  constructor(path: string, to: string) {
    super(
      `${flag('rename', `${path}:${to}`)}: there is a ${to} already, which keeps its name. Say what becomes of that too.`,
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
  /** The key that an object has now, by the one that it has in the database. */
  readonly now: (key: Key) => Key;
  /** The key that an object has in the database, by the one that it has now. */
  readonly before: (key: Key) => Key;
}

/**
 * Renames are in no comparison of two snapshots: they are answers. They are made first, all else follows as a
 * difference between the renamed snapshot and the models. Two that swap their names go by way of a third.
 *
 * @throws RenameUnknown when an answer speaks of nothing in the database.
 * @throws RenameTaken when the new name is another's.
 */
export function rename(snapshot: Snapshot, answers: Renames): Renamed {
  const steps = Object.entries(answers).map(([path, to]) => ({ path, to, target: findTarget(snapshot, path, to) }));
  // The inner first: a column of a table that is renamed too is still named by the table's old name.
  const sorted = steps.toSorted((a, b) => depth(b.target) - depth(a.target) || (a.path < b.path ? -1 : 1));
  let current = snapshot;
  let now: ReadonlyMap<Key, Key> = new Map(snapshot.objects.map(keyOfObject).map((key) => [key, key]));
  const operations: Operation[] = [];
  const later: { readonly path: string; readonly object: DatabaseObject; readonly to: string }[] = [];
  const make = (operation: Operation, next: Moved): void => {
    operations.push(operation);
    current = next.snapshot;
    now = new Map([...now].map(([before, after]) => [before, next.keys.get(after) ?? after]));
  };
  for (const { path, target, to } of sorted) {
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
    if (taken) later.push({ path, object: { ...object, id: { ...object.id, name } }, to });
  }
  for (const { path, object, to } of later) {
    if (byKey(current).has(keyOf(object.kind, { ...object.id, name: to }))) throw new RenameTaken(path, to);
    make({ verb: 'rename', kind: object.kind, id: object.id, to }, follow(current, object, to));
  }
  const before = new Map([...now].map(([was, is]) => [is, was]));
  return {
    snapshot: current,
    operations,
    reverse: operations.toReversed().map(takeBack),
    now: (key) => now.get(key) ?? key,
    before: (key) => before.get(key) ?? key,
  };
}

const byKey = ({ objects }: Snapshot): ReadonlyMap<Key, DatabaseObject> =>
  new Map(objects.map((object) => [keyOfObject(object), object]));

function findTarget({ objects }: Snapshot, path: string, to: string): NamedObject {
  const found = findByPath(objects, path);
  if (!found) throw new RenameUnknown(path, to);
  return found;
}

/** How far within others it stands. */
const depth = ({ object, value }: NamedObject): number =>
  kindOf(object.kind).scope.length + (value === undefined ? 0 : 1);

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

function renameValue(object: DatabaseObject, from: string, to: string): Operation {
  const { kind, id } = object;
  const renamed = { kind, id, attributes: follows(object, { kind, id, to: id.name, value: { from, to } }) };
  const changes = Object.fromEntries(
    differing(object, renamed).map((name) => [name, { from: valueOf(object, name), to: valueOf(renamed, name) }]),
  );
  return { verb: 'alter', kind, id, changes, manner: { rename: { [from]: to } } };
}

function withRenamedValue(snapshot: Snapshot, object: DatabaseObject, from: string, to: string): Moved {
  return changed(snapshot, { kind: object.kind, id: object.id, to: object.id.name, value: { from, to } });
}

/** With the new name, in what is its own and in what inherits it. */
function follow(snapshot: Snapshot, { kind, id }: DatabaseObject, to: string): Moved {
  const { find } = lookUp({ ...snapshot, objects: [...snapshot.objects, ...snapshot.inherited] });
  const heirs = kindOf(kind).heirs?.(id, find) ?? [];
  return heirs.reduce(
    (moved: Moved, heir) => afterwards(moved, changed(moved.snapshot, { kind, id: heir, to })),
    changed(snapshot, { kind, id, to }),
  );
}

/** Two renames, one after the other. */
function afterwards(first: Moved, next: Moved): Moved {
  const keys = [...first.keys].map(([old, key]) => [old, next.keys.get(key) ?? key] as const);
  return { snapshot: next.snapshot, keys: new Map(keys) };
}

/** A snapshot after a rename, and the new keys by the old. */
interface Moved {
  readonly snapshot: Snapshot;
  readonly keys: ReadonlyMap<Key, Key>;
}

/** Every object under its new name, and with the new names in what it says. */
function changed(snapshot: Snapshot, what: Renaming): Moved {
  const renaming = { ...what, server: snapshot.server };
  const keys = new Map<Key, Key>();
  const moved = snapshot.objects.map((object) => {
    const next = followed(object, renaming);
    keys.set(keyOfObject(object), keyOfObject(next));
    return next;
  });
  const key = (old: Key): Key => keys.get(old) ?? old;
  const renamed = {
    ...snapshot,
    objects: moved
      .map((object) => (object.dependsOn ? { ...object, dependsOn: object.dependsOn.map(key) } : object))
      .toSorted(byKeyOrder),
    inherited: snapshot.inherited.map((object) => followed(object, renaming)),
    uncovered: snapshot.uncovered.map((each) => ({ ...each, on: each.on.map(key) })),
  };
  return { snapshot: renamed, keys };
}

/** An object once something has another name: itself, or something that it stands on or speaks of. */
export const followed = (object: DatabaseObject, renaming: Renaming): DatabaseObject => ({
  ...object,
  id: renamedId(object, renaming, renaming.to),
  attributes: follows(object, renaming),
});

function follows(object: DatabaseObject, renaming: Renaming): JsonObject {
  const kind = kindOf(object.kind);
  const attributes = Object.entries(kind.follow?.(object, renaming) ?? object.attributes).map(
    ([name, value]): readonly [string, Json] => [name, kind.attributes[name]?.follow?.(value, renaming) ?? value],
  );
  return compact(kind, Object.fromEntries(attributes));
}
