import type { Owns } from './adopt.js';
import { keyOf, keyOfObject, type Key } from './object.js';
import type { Operation } from './operation.js';

/**
 * What a history of migrations, oldest first, has made and not dropped again. What these operations made, the models
 * own: its end in the models is its end in the database. All else in the database is somebody else's; also what a
 * migration drops and makes again only because it stood in the way of a change.
 */
export function ownership(history: Iterable<readonly Operation[]>): Owns {
  const made = new Set<Key>();
  for (const migration of history) {
    const foreign = new Set<Key>();
    for (const operation of migration) note(operation, made, foreign);
  }
  return (object) => made.has(keyOfObject(object));
}

function note(operation: Operation, made: Set<Key>, foreign: Set<Key>): void {
  if (operation.verb === 'create') {
    for (const key of [operation.object, ...operation.parts].map(keyOfObject)) if (!foreign.delete(key)) made.add(key);
  } else if (operation.verb === 'drop') {
    const key = keyOfObject(operation.object);
    if (!made.delete(key)) foreign.add(key);
  } else if (operation.verb === 'rename') {
    const { kind, id, to } = operation;
    if (made.delete(keyOf(kind, id))) made.add(keyOf(kind, { ...id, name: to }));
  }
}
