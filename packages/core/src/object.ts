import type { JsonObject } from './json.js';
import type { KindName } from './objects/kinds.js';

/** What identifies an object within a database. Which fields are set depends on its kind. */
export interface Id {
  readonly schema?: string;
  readonly table?: string;
  readonly name: string;
}

/** An id and its kind as one string: `column:public.users.email`. Made by {@link keyOf} alone. */
export type Key = string;

/** One addressable thing of a database: a table, a column, an index. */
export interface DatabaseObject<A extends object = JsonObject> {
  readonly kind: KindName;
  readonly id: Id;
  /** The fields besides the id. One that is not there has the kind's default. */
  readonly attributes: A;
  /** Keys of the objects without which this one cannot exist. */
  readonly dependsOn?: readonly Key[];
}

/** The key of an object. Quotes only what would be ambiguous: a part that holds a dot or a quote. */
export function keyOf(kind: KindName, { schema, table, name }: Id): Key {
  const inSchema = schema === undefined ? '' : `${quoted(schema)}.`;
  const onTable = table === undefined ? '' : `${quoted(table)}.`;
  return `${kind}:${inSchema}${onTable}${quoted(name)}`;
}

const quoted = (part: string): string => (/[."]/.test(part) ? JSON.stringify(part) : part);

/** An object is never changed, and asked for its key over and over. */
const keys = new WeakMap<DatabaseObject<object>, Key>();

/** The key of an object, from the object. */
export function keyOfObject(object: DatabaseObject<object>): Key {
  const known = keys.get(object);
  if (known !== undefined) return known;
  const key = keyOf(object.kind, object.id);
  keys.set(object, key);
  return key;
}

/** The schema that needs not be said. */
export const usualSchema = 'public';
