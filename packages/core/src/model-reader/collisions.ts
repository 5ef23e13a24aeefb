import type { Collision, ModelObject } from '../model-object.js';
import { cutName } from '../sql/names.js';
import { NameCollision } from './errors.js';
import type { Place } from './models.js';

/**
 * Gives each object a name of its own where names must be unique. A name that the model does not give is numbered, as
 * PostgreSQL numbers the names it chooses itself; two that it gives are refused. Of two to which a convention gives one
 * name it is noted: they may have other names in the database already.
 *
 * @throws NameCollision when the models give one name to two objects.
 */
export function settleNames(
  objects: readonly ModelObject[],
  placesOf: (object: ModelObject) => readonly Place[],
): readonly ModelObject[] {
  const taken = new Map<string, ModelObject>();
  const claim = (object: ModelObject): ModelObject => {
    for (const place of placesOf(object)) taken.set(keyOfPlace(place), object);
    return object;
  };
  const collisionOf = (object: ModelObject): Collision | undefined => {
    for (const place of placesOf(object)) {
      const other = taken.get(keyOfPlace(place));
      if (other) return { ...place, source: other.source };
    }
    return undefined;
  };
  // Names that are given come first: they cannot be moved.
  for (const object of objects.filter(({ implicitName }) => !implicitName)) {
    const collision = collisionOf(object);
    if (collision) throw new NameCollision(collision.name, collision.namespace, collision.source, object.source);
    claim(object);
  }
  const settled = (object: ModelObject): ModelObject => {
    const own = numbered(object, (candidate) => collisionOf(candidate) === undefined);
    const collision = object.byConvention && own !== object ? collisionOf(object) : undefined;
    return claim(collision ? { ...own, collision } : own);
  };
  return objects.map((object) => (object.implicitName ? settled(object) : object));
}

const keyOfPlace = ({ namespace, name }: Place): string => JSON.stringify([namespace, name]);

function numbered(object: ModelObject, free: (object: ModelObject) => boolean): ModelObject {
  let candidate = object;
  for (let n = 1; !free(candidate); n++)
    candidate = { ...object, id: { ...object.id, name: withNumber(object.id.name, n) } };
  return candidate;
}

const lastCharacters = (count: number): RegExp => new RegExp(`.{${count}}$`, 'su');

/** Cut where it would be longer than PostgreSQL's 63 bytes. */
function withNumber(name: string, n: number): string {
  const suffix = String(n);
  const whole = `${name}${suffix}`;
  if (cutName(whole) === whole) return whole;
  return `${cutName(name).replace(lastCharacters(suffix.length), '')}${suffix}`;
}
