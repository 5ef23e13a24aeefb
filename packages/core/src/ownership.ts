import type { Owns } from './adopt.js';
import { keyOf, keyOfObject, type Key } from './object.js';
import type { Operation } from './operation.js';

/**
 * What a history of migrations has made and not dropped again. What these operations made, the models own: its end in
 * the models is its end in the database. All else in the database is somebody else's.
 */
export function ownership(history: Iterable<Operation>): Owns {
  const made = new Set<Key>();
  for (const operation of history) {
    if (operation.verb === 'create') made.add(keyOfObject(operation.object));
    else if (operation.verb === 'drop') made.delete(keyOfObject(operation.object));
    else if (operation.verb === 'rename') {
      const { kind, id, to } = operation;
      if (made.delete(keyOf(kind, id))) made.add(keyOf(kind, { ...id, name: to }));
    }
  }
  return (object) => made.has(keyOfObject(object));
}
