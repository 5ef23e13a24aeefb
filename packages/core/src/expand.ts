import { differing } from './attributes.js';
import type { Difference } from './diff.js';
import { RefusedError } from './errors.js';
import type { JsonObject } from './json.js';
import type { Alteration, Kind } from './kind.js';
import type { Lookup } from './lookup.js';
import { keyOfObject, type DatabaseObject, type Key } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Alter, Changes } from './operation.js';
import type { Snapshot } from './snapshot.js';

/** What must be dropped, made, altered and renamed: the differences, and all that must step aside for them. */
export interface Expanded {
  readonly dropped: ReadonlyMap<Key, DatabaseObject>;
  readonly created: ReadonlyMap<Key, DatabaseObject>;
  readonly altered: ReadonlyMap<Key, Altered>;
  /** For what is altered, what steps aside for it. */
  readonly around: ReadonlyMap<Key, readonly Key[]>;
  readonly renamed: readonly { readonly before: DatabaseObject; readonly after: DatabaseObject }[];
}

interface Altered {
  readonly before: DatabaseObject;
  readonly after: DatabaseObject;
  readonly changes: Changes;
  readonly manner?: JsonObject;
}

/** Works out what a set of differences takes along. */
export function expand(differences: readonly Difference[], from: Snapshot, before: Lookup, after: Lookup): Expanded {
  const dropped = new Map<Key, DatabaseObject>();
  const created = new Map<Key, DatabaseObject>();
  const altered = new Map<Key, Altered>();
  const replace = (object: DatabaseObject): void => {
    const key = keyOfObject(object);
    const next = after.byKey.get(key);
    if (!next || dropped.has(key)) return;
    altered.delete(key);
    dropped.set(key, object);
    created.set(key, next);
  };
  for (const difference of differences) {
    if (difference.verb === 'drop') dropped.set(keyOfObject(difference.before), difference.before);
    else if (difference.verb === 'create') created.set(keyOfObject(difference.after), difference.after);
    else if (difference.verb === 'alter') {
      if (means(difference) === 'replace') replace(difference.before);
      else altered.set(keyOfObject(difference.before), difference);
    }
  }
  for (let size = -1; size !== dropped.size;) {
    size = dropped.size;
    for (const object of disturbed(dropped, altered, before)) replace(object);
  }
  const around = new Map(
    [...altered].map(([key, alteration]) => [key, disturbedBy(key, alteration, before).map(keyOfObject)]),
  );
  refuseOrphans(dropped, altered, before, after);
  refuseLosses(from, dropped, altered);
  return {
    dropped,
    created,
    around,
    altered: new Map([...altered].map(([key, alteration]) => [key, carried(alteration, before, after)])),
    renamed: differences.flatMap((difference) => (difference.verb === 'rename' ? [difference] : [])),
  };
}

/** Whether an alter is made in place, or by a drop and a create. */
function means({ before, changes, manner }: Altered): 'alter' | 'replace' {
  const kind: Kind = kindOf(before.kind);
  const alteration = alterationOf({
    verb: 'alter',
    kind: before.kind,
    id: before.id,
    changes,
    ...(manner ? { manner } : {}),
  });
  const replaces = Object.keys(changes).some((name) => {
    const rule = kind.attributes[name]?.alter;
    return rule === 'replace' || (typeof rule === 'function' && rule(alteration) === 'replace');
  });
  return replaces ? 'replace' : 'alter';
}

/** An alter as the rules of a kind see it. */
export function alterationOf({ id, changes, manner = {} }: Alter): Alteration<JsonObject> {
  const side = (which: 'from' | 'to'): JsonObject =>
    Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change[which]]));
  return { id, from: side('from'), to: side('to'), manner };
}

const alterOf = ({ before, changes, manner }: Altered): Alter => ({
  verb: 'alter',
  kind: before.kind,
  id: before.id,
  changes,
  ...(manner ? { manner } : {}),
});

/** What stays in the end but cannot stay in the meantime. */
function disturbed(
  dropped: ReadonlyMap<Key, DatabaseObject>,
  altered: ReadonlyMap<Key, Altered>,
  before: Lookup,
): readonly DatabaseObject[] {
  const byDrops = [...dropped.keys()].flatMap((key) =>
    [...before.dependents(key).values()].filter(({ direct }) => direct).map(({ object }) => object),
  );
  const byAlters = [...altered].flatMap(([key, alteration]) => disturbedBy(key, alteration, before));
  return [...byDrops.filter(isRebuildable), ...byAlters];
}

function disturbedBy(key: Key, alteration: Altered, before: Lookup): readonly DatabaseObject[] {
  return kindOf(alteration.before.kind).disturbs?.(alterOf(alteration), [...before.dependents(key).values()]) ?? [];
}

function isRebuildable(object: DatabaseObject): boolean {
  const kind = kindOf(object.kind);
  return kind.rebuildable ? kind.rebuildable(object) : kind.holdsRows !== true;
}

function carried(alteration: Altered, before: Lookup, after: Lookup): Altered {
  const dependents = [...before.dependents(keyOfObject(alteration.before)).values()];
  const more = kindOf(alteration.before.kind).carries?.(alterOf(alteration), dependents, after.find);
  return more ? { ...alteration, manner: { ...alteration.manner, ...more } } : alteration;
}

/** What stays as it is cannot stand on what goes for good. */
function refuseOrphans(
  dropped: ReadonlyMap<Key, DatabaseObject>,
  altered: ReadonlyMap<Key, Altered>,
  before: Lookup,
  after: Lookup,
): void {
  for (const [key, object] of dropped) {
    if (after.byKey.has(key) || !kindOf(object.kind).holdsRows) continue;
    for (const [dependent, { direct }] of before.dependents(key)) {
      if (!direct || altered.has(dependent) || !stays(dependent, before, after)) continue;
      throw new RefusedError(
        key,
        'something that stays needs it',
        `${key} cannot be dropped: ${dependent} needs it and stays. Drop that too, or keep ${object.id.name} in the models.`,
      );
    }
  }
}

function stays(key: Key, before: Lookup, after: Lookup): boolean {
  const [was, is] = [before.byKey.get(key), after.byKey.get(key)];
  return was !== undefined && is !== undefined && differing(was, is).length === 0;
}

/** What no kind covers cannot be made again: it must not be lost, nor stand in the way. */
function refuseLosses(
  { uncovered }: Snapshot,
  dropped: ReadonlyMap<Key, DatabaseObject>,
  altered: ReadonlyMap<Key, Altered>,
): void {
  for (const { description, on, stops } of uncovered) {
    for (const key of on) {
      const alteration = altered.get(key);
      const unsettled =
        stops === 'any' && alteration && kindOf(alteration.before.kind).unsettles?.(alterOf(alteration));
      if (!dropped.has(key) && !unsettled) continue;
      const what = description.replace(/ (on|for|of|in) .*/s, '').replace(/ \S+$/, '');
      throw new RefusedError(
        key,
        `${what} in the way`,
        `${key} cannot be ${dropped.has(key) ? 'dropped or rebuilt' : 'altered'}: ${description} hangs on it, and would not come back. Drop and re-create it in a migration by hand, with op.execute.`,
      );
    }
  }
}
