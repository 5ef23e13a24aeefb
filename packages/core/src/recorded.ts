import { keyOf, keyOfObject, type DatabaseObject, type Key } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';
import { renamedId } from './renamed-id.js';

/**
 * The objects that operations have made, as far as they say them: what a migration that asks is told where there is no
 * database, and all that is known is what the migrations have done so far.
 *
 * @param from - what there was before the first of them
 */
export function recordedObjects(
  operations: Iterable<Operation>,
  from: readonly DatabaseObject[] = [],
): readonly DatabaseObject[] {
  const objects = new Map(from.map((object) => [keyOfObject(object), object]));
  for (const operation of operations) apply(operation, objects);
  return [...objects.values()];
}

/** A history has thousands of operations and as many objects: none of them copies all of these. */
function apply(operation: Operation, objects: Map<Key, DatabaseObject>): void {
  switch (operation.verb) {
    case 'create':
      for (const object of [operation.object, ...operation.parts]) objects.set(keyOfObject(object), object);
      return;
    case 'drop':
      for (const [key, object] of objects) if (goesWith(object, operation.object)) objects.delete(key);
      return;
    case 'alter': {
      const { kind, id, changes } = operation;
      const key = keyOf(kind, id);
      const found = objects.get(key);
      if (found === undefined) return;
      const changed = Object.entries(changes).map(([name, { to }]) => [name, to] as const);
      objects.set(key, { ...found, attributes: { ...found.attributes, ...Object.fromEntries(changed) } });
      return;
    }
    case 'rename': {
      const renamed = [...objects.values()].map((object) => ({
        ...object,
        id: renamedId(object, operation, operation.to),
      }));
      objects.clear();
      for (const object of renamed) objects.set(keyOfObject(object), object);
      return;
    }
    case 'execute':
  }
}

/** The object that is dropped, and what stands on it. */
function goesWith(object: DatabaseObject, dropped: DatabaseObject): boolean {
  if (keyOfObject(object) === keyOfObject(dropped)) return true;
  const isOnIt = object.id.schema === dropped.id.schema && object.id.table === dropped.id.name;
  return isOnIt && kindOf(dropped.kind).container === true;
}
