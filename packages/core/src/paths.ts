import { keyOfObject, usualSchema, type DatabaseObject, type Id } from './object.js';
import { kindNames, kindOf, type KindName } from './objects/kinds.js';
import { pathOf } from './path-of.js';
import { cutName, wasCut } from './sql/names.js';

/** What a path names: an object, or a value within it. */
export interface NamedObject {
  readonly object: DatabaseObject;
  /** A value within the object: of an enum. */
  readonly value?: string;
}

/** An object in words: `index users.users_email`. */
export const describeObject = ({ kind, id }: Pick<DatabaseObject, 'kind' | 'id'>): string =>
  `${kind.replaceAll('_', ' ')} ${pathOf(id)}`;

/**
 * Finds what a path names: `users.email`, `status.active`, and where a name is not enough, the kind before it:
 * `view:active_users`. Of several objects of one name, what holds rows is meant: a column, not the policy named after it.
 */
export function findByPath(objects: readonly DatabaseObject[], text: string): NamedObject | undefined {
  const { kind, path } = parsePath(text);
  const ofKind = kind === undefined ? objects : objects.filter((object) => object.kind === kind);
  const isExact: Naming = ({ id }, named) => spellings(id).includes(named);
  const isLong: Naming = ({ id }, named) => wasCut(named) && isLongFor(named, id);
  return (
    findObject(ofKind, path, isExact) ??
    findValue(ofKind, path, isExact) ??
    findValue(ofKind, path, isLong) ??
    findObject(ofKind, path, isLong)
  );
}

/** Whether a path names an object. */
type Naming = (object: DatabaseObject, path: string) => boolean;

function findObject(objects: readonly DatabaseObject[], path: string, names: Naming): NamedObject | undefined {
  const named = objects.filter((object) => names(object, path));
  const object = named.find((each) => kindOf(each.kind).holdsRows) ?? named[0];
  return object && { object };
}

function findValue(objects: readonly DatabaseObject[], path: string, names: Naming): NamedObject | undefined {
  for (const object of objects) {
    const value = kindOf(object.kind)
      .values?.(object)
      .find((each) => path.endsWith(`.${each}`) && names(object, path.slice(0, -each.length - 1)));
    if (value !== undefined) return { object, value };
  }
  return undefined;
}

/** Whether it names an object by names that PostgreSQL cuts, as the models may. */
const isLongFor = (path: string, { schema, table, name }: Id): boolean => {
  const places = [schema, table, name].filter((place) => place !== undefined);
  return isLongOf(path, places) || (schema === usualSchema && isLongOf(path, places.slice(1)));
};

function isLongOf(path: string, [place, ...within]: readonly string[]): boolean {
  if (place === undefined) return false;
  if (within.length === 0) return cutName(path) === place;
  const dots = [...path.matchAll(/\./g)].map(({ index }) => index);
  return dots.some((dot) => cutName(path.slice(0, dot)) === place && isLongOf(path.slice(dot + 1), within));
}

/** The shortest path that names an object among others, with its kind before it where its name is not enough. */
export function pathAmong(objects: readonly DatabaseObject[], { object, value }: NamedObject): string {
  const path = value === undefined ? pathOf(object.id) : `${pathOf(object.id)}.${value}`;
  const found = findByPath(objects, path);
  const isFound = found && keyOfObject(found.object) === keyOfObject(object) && found.value === value;
  return isFound ? path : `${object.kind}:${path}`;
}

/** An option of the command line with its value, in quotes where a shell would take it apart: `--drop users.email`. */
export const flag = (option: string, value: string): string =>
  `--${option} ${/^[\p{L}\p{N}_.:/-]+$/u.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`}`;

/** The schema may be said where it need not be. */
const spellings = (id: Id): readonly string[] => [
  pathOf(id),
  [id.schema, id.table, id.name].filter((part) => part !== undefined).join('.'),
];

function parsePath(text: string): { readonly kind?: KindName; readonly path: string } {
  const end = text.indexOf(':');
  const word = text.slice(0, Math.max(0, end)).replaceAll(/[ -]/g, '_');
  const kind = kindNames.find((name) => name === word);
  return kind === undefined ? { path: text } : { kind, path: text.slice(end + 1) };
}
