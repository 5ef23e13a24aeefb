import type { ModelObject } from '../model-object.js';
import { cutName } from '../sql/names.js';
import { NameCollision } from './errors.js';

/**
 * Gives each object a name of its own where names must be unique. A name that the model does not give is numbered, as
 * PostgreSQL numbers the names it chooses itself; two that it gives are refused. Of two to which a convention gives one
 * name it is noted: they may have other names in the database already.
 *
 * @throws NameCollision when the models give one name to two objects.
 */
export function settleNames(
  objects: readonly ModelObject[],
  namespacesOf: (object: ModelObject) => readonly string[],
): readonly ModelObject[] {
  const taken = new Map<string, ModelObject>();
  const placesOf = (object: ModelObject): readonly string[] =>
    namespacesOf(object).map((namespace) => JSON.stringify([namespace, object.id.name]));
  const claim = (object: ModelObject): ModelObject => {
    for (const place of placesOf(object)) taken.set(place, object);
    return object;
  };
  // Names that are given come first: they cannot be moved.
  for (const object of objects.filter(({ implicitName }) => !implicitName)) {
    for (const namespace of namespacesOf(object)) {
      const other = taken.get(JSON.stringify([namespace, object.id.name]));
      if (other) throw new NameCollision(object.id.name, namespace, other.source, object.source);
    }
    claim(object);
  }
  const collisionOf = (object: ModelObject): ModelObject['collision'] => {
    const namespace = namespacesOf(object).find((each) => taken.has(JSON.stringify([each, object.id.name])));
    const other = namespace === undefined ? undefined : taken.get(JSON.stringify([namespace, object.id.name]));
    return namespace === undefined || !other ? undefined : { name: object.id.name, namespace, source: other.source };
  };
  const free = (object: ModelObject): boolean => placesOf(object).every((place) => !taken.has(place));
  const settled = (object: ModelObject): ModelObject => {
    const own = numbered(object, free);
    const collision = object.byConvention && own !== object ? collisionOf(object) : undefined;
    return claim(collision ? { ...own, collision } : own);
  };
  return objects.map((object) => (object.implicitName ? settled(object) : object));
}

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
