import { differing, valueOf } from './attributes.js';
import { equal, type JsonObject } from './json.js';
import { keyOfObject, type DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Change, Changes } from './operation.js';
import type { Snapshot } from './snapshot.js';

/** A difference between two snapshots. What it takes to make it, and in which order, is the plan's. */
export type Difference =
  | { readonly verb: 'create'; readonly after: DatabaseObject }
  | { readonly verb: 'drop'; readonly before: DatabaseObject }
  | { readonly verb: 'rename'; readonly before: DatabaseObject; readonly after: DatabaseObject }
  | {
      readonly verb: 'alter';
      readonly before: DatabaseObject;
      readonly after: DatabaseObject;
      readonly changes: Changes;
      readonly manner?: JsonObject;
    };

/** The differences that lead from one snapshot to the other, sorted by key. */
export function diff(current: Snapshot, desired: Snapshot): readonly Difference[] {
  const after = new Map(desired.objects.map((object) => [keyOfObject(object), object]));
  const before = new Map(current.objects.map((object) => [keyOfObject(object), object]));
  const dropped = current.objects.filter((object) => !after.has(keyOfObject(object)));
  const created = desired.objects.filter((object) => !before.has(keyOfObject(object)));
  const renames = sameUnderAnotherName(dropped, created);
  const renamed = new Set(renames.flatMap((rename) => [rename.before, rename.after]));
  return [
    ...renames,
    ...dropped.filter((object) => !renamed.has(object)).map((object) => ({ verb: 'drop' as const, before: object })),
    ...created.filter((object) => !renamed.has(object)).map((object) => ({ verb: 'create' as const, after: object })),
    ...current.objects.flatMap((object) => alterations(object, after.get(keyOfObject(object)))),
  ];
}

/** The same differences, the other way. */
export function reverse(differences: readonly Difference[]): readonly Difference[] {
  return differences.map((difference) => {
    if (difference.verb === 'create') return { verb: 'drop', before: difference.after };
    if (difference.verb === 'drop') return { verb: 'create', after: difference.before };
    const turned = { before: difference.after, after: difference.before };
    return difference.verb === 'rename'
      ? { verb: 'rename', ...turned }
      : { ...difference, ...turned, changes: reverseChanges(difference.changes) };
  });
}

function reverseChanges(changes: Changes): Changes {
  return Object.fromEntries(Object.entries(changes).map(([name, { from, to }]) => [name, { from: to, to: from }]));
}

function alterations(before: DatabaseObject, after: DatabaseObject | undefined): readonly Difference[] {
  const names = after ? differing(before, after) : [];
  if (!after || names.length === 0) return [];
  const changes = Object.fromEntries(
    names.map((name): [string, Change] => [name, { from: valueOf(before, name), to: valueOf(after, name) }]),
  );
  return [{ verb: 'alter', before, after, changes }];
}

/** One dropped and one created that are the same but for the name: nothing is lost by a rename, and no index is built anew. */
function sameUnderAnotherName(dropped: readonly DatabaseObject[], created: readonly DatabaseObject[]) {
  const free = [...created];
  return dropped.flatMap((before) => {
    const i = isFoundByLikeness(before) ? free.findIndex((after) => isSame(before, after)) : -1;
    const [after] = i < 0 ? [] : free.splice(i, 1);
    return after ? [{ verb: 'rename' as const, before, after }] : [];
  });
}

/** Not what holds rows, nor what others stand on: such a rename is asked. */
function isFoundByLikeness({ kind }: DatabaseObject): boolean {
  const its = kindOf(kind);
  return !its.holdsRows && !its.container && its.rename !== undefined;
}

function isSame(before: DatabaseObject, after: DatabaseObject): boolean {
  const scope = ({ kind, id }: DatabaseObject): JsonObject => ({
    kind,
    schema: id.schema ?? null,
    table: id.table ?? null,
  });
  return equal(scope(before), scope(after)) && differing(before, after).length === 0;
}
