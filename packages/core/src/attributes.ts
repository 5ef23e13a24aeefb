import { equal, isList, type Json, type JsonObject } from './json.js';
import type { Kind } from './kind.js';
import type { DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Server } from './snapshot.js';

/** An attribute's value, or its default. */
export const valueOf = ({ kind, attributes }: DatabaseObject, name: string): Json =>
  attributes[name] ?? kindOf(kind).attributes[name]?.default ?? null;

/** What a kind says of one of its attributes. */
export type Rule = Kind['attributes'][string];

const rules = new WeakMap<Kind, readonly (readonly [name: string, rule: Rule])[]>();

/** The attributes of a kind with their names, in the kind's order. Every object is gone through with them, many times. */
export function rulesOf(kind: Kind): readonly (readonly [name: string, rule: Rule])[] {
  const known = rules.get(kind);
  if (known) return known;
  const made = Object.entries(kind.attributes);
  rules.set(kind, made);
  return made;
}

/** The attributes without those that have their default, in the kind's order. */
export function compact(kind: Kind, attributes: JsonObject): JsonObject {
  const said: Record<string, Json> = {};
  for (const [name, { default: usual }] of rulesOf(kind)) {
    const value = attributes[name];
    if (value !== undefined && !equal(value, usual ?? null)) said[name] = value;
  }
  return said;
}

/** Of the attributes of an object the first that a server is too old for: `nullsNotDistinct needs PostgreSQL 15; …` */
export function tooNew(object: DatabaseObject, { version }: Server): string | undefined {
  const major = Math.floor(version / 10_000);
  const found = rulesOf(kindOf(object.kind)).find(
    ([name, { since = 0, default: usual }]) => since > major && !equal(valueOf(object, name), usual ?? null),
  );
  if (!found) return undefined;
  const [name, { since }] = found;
  return `${name} needs PostgreSQL ${since}; the database is ${major}.${version % 10_000}`;
}

/** The names of the attributes in which two objects of a kind differ. */
export function differing(before: DatabaseObject, after: DatabaseObject): readonly string[] {
  const names: string[] = [];
  for (const [name, { compared, unordered }] of rulesOf(kindOf(before.kind))) {
    if (compared !== undefined || before.attributes[name] === after.attributes[name]) continue;
    const [was, is] = [valueOf(before, name), valueOf(after, name)];
    if (unordered ? !equal(sorted(was), sorted(is)) : !equal(was, is)) names.push(name);
  }
  return names;
}

const sorted = (value: Json): Json => (isList(value) ? value.toSorted(byJson) : value);

function byJson(a: Json, b: Json): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
