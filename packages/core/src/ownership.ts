import type { Owns } from './adopt.js';
import { equal, type Json } from './json.js';
import { keyOf, keyOfObject, type DatabaseObject, type Id, type Key } from './object.js';
import { kindOf, type KindName } from './objects/kinds.js';
import type { Operation } from './operation.js';
import { renamedId } from './renamed-id.js';

/**
 * What a history of migrations, oldest first, has made and not dropped again. What these operations made, the models
 * own: its end in the models is its end in the database. All else in the database is somebody else's; also what a
 * migration drops and makes again only because it stood in the way of a change. So it is with an attribute: what
 * these operations set.
 */
export function ownership(history: Iterable<readonly Operation[]>): Owns {
  const made = new Made();
  for (const migration of history) {
    const foreign = new Set<Key>();
    for (const operation of migration) note(operation, made, foreign);
  }
  return (object, attribute) => made.has(keyOfObject(object), attribute);
}

function note(operation: Operation, made: Made, foreign: Set<Key>): void {
  if (operation.verb === 'create') {
    for (const object of [operation.object, ...operation.parts])
      if (!foreign.delete(keyOfObject(object))) made.add(object);
  } else if (operation.verb === 'drop') {
    if (!made.drop(operation.object)) foreign.add(keyOfObject(operation.object));
  } else if (operation.verb === 'alter') {
    for (const [name, { to }] of Object.entries(operation.changes)) made.set(operation, name, to);
  } else if (operation.verb === 'rename') {
    made.rename(operation, operation.to);
  }
}

interface Named {
  readonly kind: KindName;
  readonly id: Id;
}

/** The objects that are made, and the attributes that are set, also of objects that somebody else made. */
class Made {
  private readonly objects = new Map<Key, Named>();
  private readonly attributes = new Map<Key, Named & { readonly names: Set<string> }>();

  has(key: Key, attribute?: string): boolean {
    return attribute === undefined ? this.objects.has(key) : this.attributes.get(key)?.names.has(attribute) === true;
  }

  add(object: DatabaseObject): void {
    this.objects.set(keyOfObject(object), object);
    for (const [name, value] of Object.entries(object.attributes)) this.set(object, name, value);
  }

  drop({ kind, id }: Named): boolean {
    this.attributes.delete(keyOf(kind, id));
    return this.objects.delete(keyOf(kind, id));
  }

  set({ kind, id }: Named, name: string, value: Json): void {
    const key = keyOf(kind, id);
    const names = this.attributes.get(key)?.names ?? new Set<string>();
    if (equal(value, kindOf(kind).attributes[name]?.default ?? null)) names.delete(name);
    else names.add(name);
    this.attributes.set(key, { kind, id, names });
  }

  /** What stands on the object bears its name in the id, and goes along. */
  rename(renamed: Named, to: string): void {
    for (const map of [this.objects, this.attributes]) move(map, renamed, to);
  }
}

function move<T extends Named>(map: Map<Key, T>, renamed: Named, to: string): void {
  const moved = [...map].flatMap(([key, each]) => {
    const id = renamedId(each, renamed, to);
    return id === each.id ? [] : [{ key, each: { ...each, id } }];
  });
  for (const { key } of moved) map.delete(key);
  for (const { each } of moved) map.set(keyOf(each.kind, each.id), each);
}
