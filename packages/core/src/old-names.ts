import { adoptNames } from './adopt.js';
import { compact } from './attributes.js';
import { lookUp } from './lookup.js';
import type { ModelObject } from './model-object.js';
import { nameOfConvention, type Naming } from './model-reader/naming.js';
import { keyOfObject, type DatabaseObject, type Key } from './object.js';
import { kindOf } from './objects/kinds.js';
import { pathOf } from './path-of.js';
import { pathAmong } from './paths.js';
import { placesOf } from './places-of.js';
import type { Renamed, Renames } from './renames.js';
import type { Snapshot } from './snapshot.js';

/** A name that PostgreSQL or Drizzle made of another, which is no longer what it was made of. */
export interface OldName {
  /** What bears it: `primary key`, `sequence`. */
  readonly what: string;
  /** On what it stands, as the models name that: `members`, of a sequence `members.id`. */
  readonly on: string;
  readonly from: string;
  /** The same, made of the new name. */
  readonly to: string;
}

/** What bears an old name once renames are made. */
export interface OldNames {
  readonly all: readonly OldName[];
  /** Renames that give the objects among them their new names. */
  readonly renames: Renames;
  /** With new names for what no path names: what a column owns. */
  readonly anew: (desired: Snapshot) => Snapshot;
}

/** What is looked at for old names. */
export interface Comparison {
  /** The database as it is. */
  readonly found: Snapshot;
  readonly renamed: Renamed;
  /** What the models say, canonical. */
  readonly models: readonly ModelObject[];
  readonly desired: Snapshot;
  readonly naming: Naming;
  readonly defaultSchema: string;
}

/**
 * The names that followed an old name: of what stays, bears in the database the name that PostgreSQL, Drizzle or a
 * convention made of what is renamed, and is given no name by the models. None where the new name is another's.
 */
export function oldNames(comparison: Comparison): OldNames {
  const { found, renamed, models, desired } = comparison;
  if (renamed.operations.length === 0) return { all: [], renames: {}, anew: (same) => same };
  const [after, wanted] = [lookUp(renamed.snapshot).byKey, lookUp(desired).byKey];
  const said = new Map(adoptNames(models, renamed.snapshot).map((model) => [keyOfObject(model), model]));
  const taken = new Set(desired.objects.flatMap(placesOf));
  const all: OldName[] = [];
  const renames: Record<string, string> = {};
  const anew = new Map<Key, DatabaseObject>();
  for (const before of found.objects) {
    const key = renamed.now(keyOfObject(before));
    const [now, stays] = [after.get(key), wanted.get(key)];
    if (!now || !stays) continue;
    const within = kindOf(stays.kind).namedAnew?.(before, stays, said.get(key));
    if (within) {
      anew.set(key, { ...stays, attributes: compact(kindOf(stays.kind), within.attributes) });
      all.push(...within.names.map((name) => ({ ...name, on: pathOf(stays.id) })));
    }
    const to =
      said.get(key)?.implicitName === undefined && said.has(key) ? undefined : newName(before, now, comparison);
    const places = to === undefined ? [] : placesOf({ ...now, id: { ...now.id, name: to } });
    if (to === undefined || places.some((place) => taken.has(place))) continue;
    for (const place of places) taken.add(place);
    renames[pathAmong(found.objects, { object: before })] = to;
    const { table, ...place } = now.id;
    const on = table === undefined ? pathOf(now.id) : pathOf({ ...place, name: table });
    all.push({ what: now.kind.replaceAll('_', ' '), on, from: before.id.name, to });
  }
  return {
    all,
    renames,
    anew: (same) => ({ ...same, objects: same.objects.map((object) => anew.get(keyOfObject(object)) ?? object) }),
  };
}

/** The name made in the same way of what the object is now. */
function newName(
  before: DatabaseObject,
  now: DatabaseObject,
  { naming, defaultSchema }: Comparison,
): string | undefined {
  const names = (object: DatabaseObject): readonly (string | undefined)[] => [
    ...(kindOf(object.kind).usualNames?.(object) ?? []),
    nameOfConvention(naming, object, defaultSchema),
  ];
  const [were, are] = [names(before), names(now)];
  return are.find((name, i) => were[i] === before.id.name && name !== before.id.name);
}
