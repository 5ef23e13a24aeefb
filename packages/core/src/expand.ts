import { differing, valueOf } from './attributes.js';
import type { Difference } from './diff.js';
import { RefusedError } from './errors.js';
import { equal, isJsonObject, type JsonObject } from './json.js';
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
  /** What lets go of something that is made again: first this alter, then what stands among the altered. */
  readonly released: ReadonlyMap<Key, Altered>;
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
      refuseImpossible(difference);
      if (means(difference) === 'replace') replace(difference.before);
      else altered.set(keyOfObject(difference.before), difference);
    }
  }
  for (let size = -1; size !== dropped.size;) {
    size = dropped.size;
    for (const object of disturbed(dropped, altered, before)) replace(object);
  }
  const released = new Map<Key, Altered>();
  for (const { object, between } of holders(dropped, created, before, after)) {
    const key = keyOfObject(object);
    const { first, second } = inTwoSteps(object, between, after.byKey.get(key) ?? object, altered.get(key));
    released.set(key, first);
    if (Object.keys(second.changes).length === 0) altered.delete(key);
    else altered.set(key, second);
  }
  const around = new Map(
    [...altered].map(([key, alteration]) => [key, disturbedBy(key, alteration, before).map(keyOfObject)]),
  );
  refuseOrphans(dropped, altered, before, after);
  refuseLosses(from, dropped, altered, before);
  return {
    dropped,
    created,
    around,
    released,
    altered: new Map([...altered].map(([key, alteration]) => [key, carried(alteration, dropped, before, after)])),
    renamed: differences.flatMap((difference) => (difference.verb === 'rename' ? [difference] : [])),
  };
}

/** What no statement of PostgreSQL's does. */
function refuseImpossible({ before, changes }: Altered): void {
  const { attributes } = kindOf(before.kind);
  const attribute = Object.keys(changes).find((name) => attributes[name]?.alter === 'refuse');
  if (attribute === undefined) return;
  const key = keyOfObject(before);
  throw new RefusedError(
    key,
    `${attribute} of a ${before.kind} cannot change`,
    `${key}: PostgreSQL cannot change \`${attribute}\` of what exists; write the steps by hand with op.execute.`,
  );
}

/** Whether an alter is made in place, or by a drop and a create. */
function means({ before, after, changes, manner }: Altered): 'alter' | 'replace' {
  const kind: Kind = kindOf(before.kind);
  if (kind.replaces?.(before, after)) return 'replace';
  const alteration = alterationOf(alterOf({ before, after, changes, ...(manner ? { manner } : {}) }), () => []);
  const replaces = Object.keys(changes).some((name) => {
    const rule = kind.attributes[name]?.alter;
    return rule === 'replace' || (typeof rule === 'function' && rule(alteration) === 'replace');
  });
  return replaces ? 'replace' : 'alter';
}

/** An alter as the rules of a kind see it. */
export function alterationOf(
  { kind, id, changes, manner = {} }: Alter,
  make: Alteration<JsonObject>['make'],
): Alteration<JsonObject> {
  const side = (which: 'from' | 'to'): JsonObject =>
    Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change[which]]));
  const [from, to] = [side('from'), side('to')];
  const keep = isJsonObject(manner['keep']) ? manner['keep'] : {};
  const whole = (attributes: JsonObject): DatabaseObject => ({ kind, id, attributes: { ...keep, ...attributes } });
  return { id, from, to, manner, before: whole(from), after: whole(to), make };
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

/** Whether an object can be dropped and made again with nothing lost. */
export function isRebuildable(object: DatabaseObject): boolean {
  const kind = kindOf(object.kind);
  return kind.rebuildable ? kind.rebuildable(object) : kind.holdsRows !== true;
}

/** What needs something that is made again, and cannot be dropped itself: how each lets go. */
function holders(
  dropped: ReadonlyMap<Key, DatabaseObject>,
  created: ReadonlyMap<Key, DatabaseObject>,
  before: Lookup,
  after: Lookup,
): readonly { readonly object: DatabaseObject; readonly between: DatabaseObject }[] {
  return [...dropped].flatMap(([key, need]) => {
    if (!created.has(key) || !standsAlone(need) || kindOf(need.kind).holdsRows) return [];
    const direct = [...before.dependents(key).values()].filter((dependent) => dependent.direct);
    return direct.flatMap(({ object }) => {
      if (dropped.has(keyOfObject(object)) || !after.byKey.has(keyOfObject(object))) return [];
      const attributes = kindOf(object.kind).release?.(object, need);
      if (attributes !== undefined) return [{ object, between: { ...object, attributes } }];
      throw new RefusedError(
        key,
        'something that cannot step aside needs it',
        `${key} cannot be dropped and made again, which its change takes: ${keyOfObject(object)} needs it and cannot let go. Give the new one another name, or write the steps by hand with op.execute.`,
      );
    });
  });
}

/** It stands in a schema or in none, not on a table. */
const standsAlone = ({ id }: DatabaseObject): boolean => id.table === undefined;

/** An alter by way of a state between. */
function inTwoSteps(
  before: DatabaseObject,
  between: DatabaseObject,
  after: DatabaseObject,
  altered: Altered | undefined,
): { readonly first: Altered; readonly second: Altered } {
  const names = differing(before, between);
  const changes = (from: DatabaseObject, to: DatabaseObject): Changes =>
    Object.fromEntries(names.map((name) => [name, { from: valueOf(from, name), to: valueOf(to, name) }]));
  const rest = Object.entries({ ...altered?.changes, ...changes(between, after) });
  return {
    first: { before, after: between, changes: changes(before, between) },
    second: {
      ...altered,
      before: between,
      after,
      changes: Object.fromEntries(rest.filter(([, { from, to }]) => !equal(from, to))),
    },
  };
}

/** With what the alter takes along: not what is made anew, and so gone meanwhile. */
function carried(
  alteration: Altered,
  dropped: ReadonlyMap<Key, DatabaseObject>,
  before: Lookup,
  after: Lookup,
): Altered {
  const dependents = [...before.dependents(keyOfObject(alteration.before))].flatMap(([key, dependent]) =>
    dropped.has(key) ? [] : [dependent],
  );
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
    if (after.byKey.has(key) || !(kindOf(object.kind).holdsRows || standsAlone(object))) continue;
    for (const [dependent, { direct }] of before.dependents(key)) {
      if (!direct || altered.has(dependent) || !stays(dependent, before, after)) continue;
      if (!kindOf(object.kind).holdsRows && after.byKey.get(dependent)?.dependsOn?.includes(key) !== true) continue;
      if (!needsStill(dependent, key, after)) continue;
      throw new RefusedError(
        key,
        'something that stays needs it',
        `${key} cannot be dropped: ${dependent} needs it and stays. Drop that too, or keep ${object.id.name} in the models.`,
      );
    }
  }
}

/** What needed all of some objects needs those that are left. */
function needsStill(dependent: Key, key: Key, after: Lookup): boolean {
  const object = after.byKey.get(dependent);
  if (!object) return false;
  return [...(object.dependsOn ?? []), ...(kindOf(object.kind).needs?.(object, after.find) ?? [])].includes(key);
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
  before: Lookup,
): void {
  const unsettled = uncovered.length === 0 ? new Set<Key>() : unsettledBy(altered, before);
  for (const { description, on, stops } of uncovered) {
    for (const key of on) {
      if (!dropped.has(key) && !(stops === 'any' && unsettled.has(key))) continue;
      const what = description.replace(/ (on|for|of|in) .*/s, '').replace(/ \S+$/, '');
      throw new RefusedError(
        key,
        `${what} in the way`,
        `${key} cannot be ${dropped.has(key) ? 'dropped or rebuilt' : 'altered'}: ${description} hangs on it, and would not come back. Drop and re-create it in a migration by hand, with op.execute.`,
      );
    }
  }
}

/** What is altered so that nothing can hang on it meanwhile, and what it takes along: a type its columns. */
function unsettledBy(altered: ReadonlyMap<Key, Altered>, before: Lookup): ReadonlySet<Key> {
  const keys = new Set<Key>();
  for (const [key, alteration] of altered) {
    if (kindOf(alteration.before.kind).unsettles?.(alterOf(alteration)) !== true) continue;
    keys.add(key);
    for (const [dependent, { object }] of before.dependents(key))
      if (kindOf(object.kind).unsettles) keys.add(dependent);
  }
  return keys;
}
