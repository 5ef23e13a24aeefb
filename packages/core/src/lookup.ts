import type { Dependent, Find } from './kind.js';
import { keyOf, keyOfObject, type DatabaseObject, type Key } from './object.js';
import { textsIn } from './json.js';
import { callsOf } from './sql/expression.js';
import { kindOf } from './objects/kinds.js';
import type { Snapshot } from './snapshot.js';
import { addTo } from './add-to.js';

/** A snapshot's objects at hand: by key, by kind and table, and who depends on whom. */
export interface Lookup {
  readonly byKey: ReadonlyMap<Key, DatabaseObject>;
  readonly find: Find;
  /** The objects of this snapshot that an object cannot exist without. */
  needs(key: Key): ReadonlySet<Key>;
  /** The objects that cannot exist without this one, themselves or by way of another. */
  dependents(key: Key): ReadonlyMap<Key, Dependent>;
}

/** Makes a lookup; what costs is worked out when it is first asked for. */
export function lookUp(snapshot: Snapshot): Lookup {
  const byKey = new Map(snapshot.objects.map((object) => [keyOfObject(object), object]));
  const find = finder(snapshot, byKey);
  let calls: ReturnType<typeof callsIn> | undefined;
  const called = (object: DatabaseObject): readonly Key[] => (calls ??= callsIn(snapshot))(object);
  const needsOf = new Map<Key, ReadonlySet<Key>>();
  const needs = (key: Key): ReadonlySet<Key> => {
    const known = needsOf.get(key);
    if (known) return known;
    const object = byKey.get(key);
    const found = object
      ? [...(kindOf(object.kind).needs?.(object, find) ?? []), ...(object.dependsOn ?? called(object))]
      : [];
    const set = new Set(found.filter((need) => need !== key && byKey.has(need)));
    needsOf.set(key, set);
    return set;
  };
  let dependentsOf: Map<Key, Key[]> | undefined;
  const directDependents = (key: Key): readonly Key[] => {
    dependentsOf ??= invert(byKey.keys(), needs);
    return dependentsOf.get(key) ?? [];
  };
  return { byKey, find, needs, dependents: (key) => reach(key, directDependents, needs, byKey) };
}

/** Finds what the texts of an object call, by name: for one of which the catalog has not said yet what it needs. */
function callsIn({ objects }: Snapshot): (object: DatabaseObject) => readonly Key[] {
  const byName = new Map<string, Key[]>();
  for (const object of objects) {
    const name = kindOf(object.kind).callName?.(object.id);
    if (name !== undefined) addTo(byName, name, keyOfObject(object));
  }
  if (byName.size === 0) return () => [];
  return ({ kind, attributes }) => {
    const texts = (kindOf(kind).texts?.attributes ?? []).flatMap((name) => textsIn(attributes[name]));
    return callsOf(texts.join(' ')).flatMap((name) => byName.get(name) ?? []);
  };
}

function finder({ objects }: Snapshot, byKey: ReadonlyMap<Key, DatabaseObject>): Find {
  let groups: ReadonlyMap<string, readonly DatabaseObject[]> | undefined;
  return (kind, id) => {
    if (id?.name !== undefined) {
      const found = byKey.get(keyOf(kind, { ...id, name: id.name }));
      return found ? [found] : [];
    }
    groups ??= grouped(objects);
    return groups.get(id ? `${kind} ${id.schema ?? ''}.${id.table ?? ''}` : kind) ?? [];
  };
}

/** Objects by kind, and by kind and table. */
function grouped(objects: readonly DatabaseObject[]): ReadonlyMap<string, readonly DatabaseObject[]> {
  const groups = new Map<string, DatabaseObject[]>();
  for (const object of objects) {
    addTo(groups, object.kind, object);
    addTo(groups, `${object.kind} ${object.id.schema ?? ''}.${object.id.table ?? ''}`, object);
  }
  return groups;
}

function invert(keys: Iterable<Key>, needs: (key: Key) => ReadonlySet<Key>): Map<Key, Key[]> {
  const inverted = new Map<Key, Key[]>();
  for (const key of keys) {
    for (const need of needs(key)) addTo(inverted, need, key);
  }
  return inverted;
}

function reach(
  key: Key,
  next: (key: Key) => readonly Key[],
  needs: (key: Key) => ReadonlySet<Key>,
  byKey: ReadonlyMap<Key, DatabaseObject>,
): ReadonlyMap<Key, Dependent> {
  const found = new Map<Key, Dependent>();
  let [ring, direct] = [next(key), true];
  while (ring.length > 0) {
    const outer: Key[] = [];
    for (const each of ring) {
      const object = byKey.get(each);
      if (!object || each === key || found.has(each)) continue;
      found.set(each, { object, direct, needs: needs(each) });
      outer.push(...next(each));
    }
    [ring, direct] = [outer, false];
  }
  return found;
}
