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
  let objects = byKey(from);
  for (const operation of operations) objects = after(objects, operation);
  return [...objects.values()];
}

function after(objects: ReadonlyMap<Key, DatabaseObject>, operation: Operation): ReadonlyMap<Key, DatabaseObject> {
  switch (operation.verb) {
    case 'create':
      return byKey([...objects.values(), operation.object, ...operation.parts]);
    case 'drop':
      return byKey([...objects.values()].filter((object) => !goesWith(object, operation.object)));
    case 'alter': {
      const { kind, id, changes } = operation;
      const found = objects.get(keyOf(kind, id));
      if (found === undefined) return objects;
      const changed = Object.entries(changes).map(([name, { to }]) => [name, to] as const);
      const attributes = { ...found.attributes, ...Object.fromEntries(changed) };
      return byKey([...objects.values(), { ...found, attributes }]);
    }
    case 'rename':
      return byKey(
        [...objects.values()].map((object) => ({ ...object, id: renamedId(object, operation, operation.to) })),
      );
    case 'execute':
      return objects;
  }
}

const byKey = (objects: readonly DatabaseObject[]): ReadonlyMap<Key, DatabaseObject> =>
  new Map(objects.map((object) => [keyOfObject(object), object]));

/** The object that is dropped, and what stands on it. */
function goesWith(object: DatabaseObject, dropped: DatabaseObject): boolean {
  if (keyOfObject(object) === keyOfObject(dropped)) return true;
  const isOnIt = object.id.schema === dropped.id.schema && object.id.table === dropped.id.name;
  return isOnIt && kindOf(dropped.kind).container === true;
}
