import type { ModelObject } from '../model-object.js';
import { NameCollision } from './errors.js';

/** Refuses two objects that PostgreSQL would give the same name where names must be unique. */
export function refuseCollisions(
  objects: readonly ModelObject[],
  namespacesOf: (object: ModelObject) => readonly string[],
): void {
  const taken = new Map<string, ModelObject>();
  for (const object of objects) {
    for (const namespace of namespacesOf(object)) {
      const place = JSON.stringify([namespace, object.id.name]);
      const other = taken.get(place);
      if (other) throw new NameCollision(object.id.name, namespace, other.source, object.source);
      taken.set(place, object);
    }
  }
}
