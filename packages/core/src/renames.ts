import { compact, differing, valueOf } from './attributes.js';
import { SluiceError } from './errors.js';
import type { Json, JsonObject } from './json.js';
import type { Renaming } from './kind.js';
import { byKeyOrder } from './adopt.js';
import { lookUp } from './lookup.js';
import { keyOf, keyOfObject, type DatabaseObject, type Key } from './object.js';
import { findByPath, flag, type NamedObject } from './paths.js';
import { kindOf } from './objects/kinds.js';
import type { Operation, Rename } from './operation.js';
import { renamedId } from './renamed-id.js';
import { asideName, cutName } from './sql/names.js';
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
  /** What a value within an object is called now, by the key of that and its name in the database. */
  readonly valueNow: (key: Key, value: string) => string;
}

/** Whether an object, or a value of it, goes: another may have its name. */
export type Goes = (object: DatabaseObject, value?: string) => boolean;

/**
 * Renames are in no comparison of two snapshots: they are answers. They are made first, all else follows as a
 * difference between the renamed snapshot and the models. Two that swap their names go by way of a third, and what goes
 * leaves its name to another: it is dropped under a third.
 *
 * @throws RenameUnknown when an answer speaks of nothing in the database.
 * @throws RenameTaken when the new name is another's, which stays.
 */
export function rename(snapshot: Snapshot, answers: Renames, goes: Goes): Renamed {
  const steps = Object.entries(answers).map(([path, to]): Step => {
    const target = findTarget(snapshot, path, to);
    return { path, to: target.value === undefined ? cutName(to) : to, ...target };
  });
  // The inner first: a column of a table that is renamed too is still named by the table's old name.
  const sorted = steps.toSorted((a, b) => depth(b) - depth(a) || (a.path < b.path ? -1 : 1));
  const course = new Course(snapshot);
  const pending = new Set<Step>(sorted);
  const later: Step[] = [];
  for (const step of sorted) {
    pending.delete(step);
    const holder = course.holder(step);
    if (!holder || leaves(course, holder, goes, pending)) course.rename(step, step.to);
    else if (isIn(pending, course, holder)) {
      course.rename(step, asideName(step.to));
      later.push(step);
    } else throw new RenameTaken(step.path, step.to);
  }
  for (const step of later) {
    const holder = course.holder(step);
    if (holder && !leaves(course, holder, goes, pending)) throw new RenameTaken(step.path, step.to);
    course.rename({ ...step, ...course.aside(step) }, step.to);
  }
  return course.end();
}

/** An answer, and what it is about. */
interface Step extends NamedObject {
  readonly path: string;
  readonly to: string;
}

/** Puts what goes under a third name. */
function leaves(course: Course, holder: NamedObject, goes: Goes, pending: ReadonlySet<Step>): boolean {
  const { object, value } = holder;
  const original = course.original(object);
  if (!original || !kindOf(object.kind).rename || isIn(pending, course, holder) || !goes(original, value)) return false;
  course.rename(holder, asideName(value ?? object.id.name));
  return true;
}

/** Whether it is to be renamed itself. */
const isIn = (pending: ReadonlySet<Step>, course: Course, { object, value }: NamedObject): boolean =>
  [...pending].some((step) => course.key(step.object) === keyOfObject(object) && step.value === value);

/** Renames as they are made, one after the other. */
class Course {
  private current: Snapshot;
  private now: ReadonlyMap<Key, Key>;
  private readonly found: ReadonlyMap<Key, DatabaseObject>;
  private readonly operations: Operation[] = [];
  /** The names of values that have others now, by the keys in the snapshot. */
  private readonly values = new Map<Key, ReadonlyMap<string, string>>();

  constructor(snapshot: Snapshot) {
    this.current = snapshot;
    this.found = byKey(snapshot);
    this.now = new Map(snapshot.objects.map(keyOfObject).map((key) => [key, key]));
  }

  /** The key that an object of the snapshot has now. */
  key(object: DatabaseObject): Key {
    return this.now.get(keyOfObject(object)) ?? keyOfObject(object);
  }

  /** What an object of now was in the snapshot. */
  original(object: DatabaseObject): DatabaseObject | undefined {
    const [before] = [...this.now].find(([, key]) => key === keyOfObject(object)) ?? [];
    return before === undefined ? undefined : this.found.get(before);
  }

  /** Who bears the new name now, where it must be one's own. */
  holder({ object, value, to }: Step): NamedObject | undefined {
    const own = this.find(object);
    if (value !== undefined)
      return kindOf(own.kind).values?.(own).includes(to) === true ? { object: own, value: to } : undefined;
    const places = placesOf(own);
    const holder = this.current.objects.find(
      (each) => each.id.name === to && keyOfObject(each) !== keyOfObject(own) && meet(placesOf(each), places),
    );
    return holder && { object: holder };
  }

  /** What went by way of a third name, under that. */
  aside({ object, value, to }: Step): NamedObject {
    const own = this.find(object);
    return value === undefined ? { object: own } : { object: own, value: asideName(to) };
  }

  rename({ object: { kind, id }, value }: NamedObject, to: string): void {
    if (value === undefined)
      return this.make({ verb: 'rename', kind, id, to }, follow(this.current, { kind, id, attributes: {} }, to));
    const object = byKey(this.current).get(keyOf(kind, id));
    if (!object) return;
    this.noteValue(object, value, to);
    this.make(renameValue(object, value, to), withRenamedValue(this.current, object, value, to));
  }

  private noteValue(object: DatabaseObject, value: string, to: string): void {
    const key = keyOfObject(this.original(object) ?? object);
    const known = this.values.get(key) ?? new Map<string, string>();
    const [was = value] = [...known].find(([, now]) => now === value) ?? [];
    this.values.set(key, new Map([...known, [was, to]]));
  }

  end(): Renamed {
    const { current, operations, now, values } = this;
    const before = new Map([...now].map(([was, is]) => [is, was]));
    return {
      snapshot: current,
      operations,
      reverse: operations.toReversed().map(takeBack),
      now: (key) => now.get(key) ?? key,
      before: (key) => before.get(key) ?? key,
      valueNow: (key, value) => values.get(key)?.get(value) ?? value,
    };
  }

  private find(object: DatabaseObject): DatabaseObject {
    return byKey(this.current).get(this.key(object)) ?? object;
  }

  private make(operation: Operation, next: Moved): void {
    this.operations.push(operation);
    this.current = next.snapshot;
    this.now = new Map([...this.now].map(([before, after]) => [before, next.keys.get(after) ?? after]));
  }
}

/** Where the name of an object must be its own. */
const placesOf = ({ kind, id, attributes }: DatabaseObject): readonly string[] =>
  kindOf(kind).namespaces(id, attributes);

const meet = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((each) => others.includes(each));

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

/** A snapshot once an object of it has another name. */
export const renamed = (snapshot: Snapshot, { kind, id, to }: Rename): Snapshot =>
  follow(snapshot, { kind, id, attributes: {} }, to).snapshot;

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
