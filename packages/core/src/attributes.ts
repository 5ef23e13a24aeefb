import { equal, isList, type Json, type JsonObject } from './json.js';
import type { Kind } from './kind.js';
import type { DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Server } from './snapshot.js';

/** An attribute's value, or its default. */
export const valueOf = ({ kind, attributes }: DatabaseObject, name: string): Json =>
  attributes[name] ?? kindOf(kind).attributes[name]?.default ?? null;

/** The attributes without those that have their default, in the kind's order. */
export function compact(kind: Kind, attributes: JsonObject): JsonObject {
  const said = Object.entries(kind.attributes).flatMap(([name, { default: usual }]): [string, Json][] => {
    const value = attributes[name];
    return value === undefined || equal(value, usual ?? null) ? [] : [[name, value]];
  });
  return Object.fromEntries(said);
}

/** Of the attributes of an object the first that a server is too old for: `nullsNotDistinct needs PostgreSQL 15; …` */
export function tooNew(object: DatabaseObject, { version }: Server): string | undefined {
  const major = Math.floor(version / 10_000);
  const found = Object.entries(kindOf(object.kind).attributes).find(
    ([name, { since = 0, default: usual }]) => since > major && !equal(valueOf(object, name), usual ?? null),
  );
  if (!found) return undefined;
  const [name, { since }] = found;
  return `${name} needs PostgreSQL ${since}; the database is ${major}.${version % 10_000}`;
}

/** The names of the attributes in which two objects of a kind differ. */
export function differing(before: DatabaseObject, after: DatabaseObject): readonly string[] {
  return Object.entries(kindOf(before.kind).attributes)
    .filter(([name, { compared, unordered }]) => {
      const sorted = (value: Json): Json => (unordered && isList(value) ? value.toSorted(byJson) : value);
      return compared === undefined && !equal(sorted(valueOf(before, name)), sorted(valueOf(after, name)));
    })
    .map(([name]) => name);
}

function byJson(a: Json, b: Json): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
