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
export function keyOf(kind: KindName, id: Id): Key {
  const parts = [id.schema, id.table, id.name].filter((part) => part !== undefined);
  return `${kind}:${parts.map((part) => (/[."]/.test(part) ? JSON.stringify(part) : part)).join('.')}`;
}

/** The key of an object, from the object. */
export const keyOfObject = (object: DatabaseObject<object>): Key => keyOf(object.kind, object.id);

/** The schema that needs not be said. */
export const usualSchema = 'public';
