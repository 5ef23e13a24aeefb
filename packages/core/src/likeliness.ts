import { differing, valueOf } from './attributes.js';
import { traitsOfName } from './candidates.js';
import { distance } from './distance.js';
import { equal } from './json.js';
import type { Lookup } from './lookup.js';
import { keyOfObject, type DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';
import { followed } from './renames.js';

/**
 * How likely an object that goes and one that comes are the same under two names, from 0 to 1: their attributes, what
 * stands on them and speaks of them, their names and their places.
 */
export function likelinessOf(gone: DatabaseObject, come: DatabaseObject, before: Lookup, after: Lookup): number {
  const parts = [
    { weight: 3, likeness: attributesAlike(gone, come) },
    { weight: 4, likeness: companyAlike(gone, come, before, after) },
    { weight: 2, likeness: nearness(gone.id.name, come.id.name) },
    { weight: 1, likeness: placesAlike(gone, come) },
  ].filter((part): part is { weight: number; likeness: number } => part.likeness !== undefined);
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts.reduce((sum, { weight, likeness }) => sum + weight * likeness, 0) / weights;
}

/** What others may have in common with an object: its name, its attributes, the names of what stands on it. */
export function traitsOf(object: DatabaseObject, lookup: Lookup): readonly string[] {
  const company = [...lookup.dependents(keyOfObject(object)).values()].filter(({ direct }) => direct);
  return [
    ...traitsOfName(object.id.name),
    ...Object.entries(object.attributes).map((attribute) => JSON.stringify(attribute)),
    ...company.map(({ object: { kind, id } }) => `${kind} ${id.name}`),
  ];
}

/** Of the attributes that either says, the share that both say. */
function attributesAlike(gone: DatabaseObject, come: DatabaseObject): number | undefined {
  const { attributes } = kindOf(gone.kind);
  const said = Object.entries(attributes).filter(
    ([name, { compared, default: usual = null }]) =>
      compared === undefined && ![gone, come].every((object) => equal(valueOf(object, name), usual)),
  );
  const different = new Set(differing(gone, come));
  return said.length === 0 ? undefined : said.filter(([name]) => !different.has(name)).length / said.length;
}

/** Of what stands on the one or speaks of it, the share that the other would have were it renamed. */
function companyAlike(gone: DatabaseObject, come: DatabaseObject, before: Lookup, after: Lookup): number | undefined {
  const company = [...before.dependents(keyOfObject(gone)).values()].filter(({ direct }) => direct);
  if (company.length === 0) return undefined;
  const renaming = { kind: gone.kind, id: gone.id, to: come.id.name };
  return company.filter(({ object }) => isThere(followed(object, renaming), after)).length / company.length;
}

function isThere(object: DatabaseObject, after: Lookup): boolean {
  const same = after.byKey.get(keyOfObject(object));
  if (same) return differing(object, same).length === 0;
  const kind = kindOf(object.kind);
  const { schema, table } = object.id;
  const brothers = after.find(object.kind, {
    ...(schema === undefined ? {} : { schema }),
    ...(table === undefined ? {} : { table }),
  });
  const likeness = kind.likeness?.(object);
  return likeness !== undefined && brothers.some((each) => equal(kind.likeness?.(each) ?? null, likeness));
}

function placesAlike(gone: DatabaseObject, come: DatabaseObject): number | undefined {
  const kind = kindOf(gone.kind);
  const [was, is] = [kind.place?.(gone), kind.place?.(come)];
  return was === undefined || is === undefined ? undefined : 1 / (1 + Math.abs(was - is));
}

/** How near two names are, from 0 to 1; one that holds the other is near. */
export function nearness(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const holds = a.includes(b) || b.includes(a) ? 0.8 : 0;
  return Math.max(holds, 1 - distance(a, b) / Math.max(a.length, b.length, 1));
}
