import { compact, rulesOf, valueOf } from './attributes.js';
import { RefusedError } from './errors.js';
import { equal, type Json } from './json.js';
import { byKeyOrder } from './adopt.js';
import { keyOf, keyOfObject, type DatabaseObject, type Key } from './object.js';
import { kindOf } from './objects/kinds.js';
import type { Alter } from './operation.js';
import type { Snapshot } from './snapshot.js';

/** Two snapshots in which the objects that change their ancestors stand alone, and the way there and on. */
export interface MovedApart {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** What makes them stand alone, before all else. */
  readonly leaves: readonly Alter[];
  /** What gives them their ancestors, after all else. */
  readonly joins: readonly Alter[];
}

/**
 * An object that comes from one ancestor to another keeps its rows: it leaves the first with all that it has inherited,
 * is compared as one that stands alone, and joins the second.
 *
 * @throws RefusedError when what it would inherit cannot be had by joining.
 */
export function moveApart(current: Snapshot, desired: Snapshot): MovedApart {
  const after = new Map(desired.objects.map((object) => [keyOfObject(object), object]));
  const moves = current.objects.flatMap((object) => movesOf(object, after.get(keyOfObject(object)), current, desired));
  return {
    before: moves.reduce((snapshot, { object, name }) => standingAlone(snapshot, object, name), current),
    after: moves.reduce((snapshot, { object, name }) => standingAlone(snapshot, object, name), desired),
    leaves: moves.flatMap(({ object, name, from, alone }) => alter(object, name, from, alone)),
    joins: moves.flatMap(({ object, name, to, alone }) => alter(object, name, alone, to)),
  };
}

interface Move {
  readonly object: DatabaseObject;
  /** The attribute that names its ancestors. */
  readonly name: string;
  readonly from: Json;
  readonly to: Json;
  /** The attribute of one that has none. */
  readonly alone: Json;
}

function movesOf(
  before: DatabaseObject,
  after: DatabaseObject | undefined,
  current: Snapshot,
  desired: Snapshot,
): readonly Move[] {
  if (!after) return [];
  return rulesOf(kindOf(before.kind)).flatMap(([name, { moves, default: alone = null }]) => {
    if (moves === undefined) return [];
    const [from, to] = [valueOf(before, name), valueOf(after, name)];
    if (equal(from, to)) return [];
    if (moves === 'own') refuseInherited(before, [...inheritedBy(current, before), ...inheritedBy(desired, before)]);
    return [{ object: before, name, from, to, alone }];
  });
}

function refuseInherited(object: DatabaseObject, inherited: readonly DatabaseObject[]): void {
  const [first] = inherited;
  if (!first) return;
  const key = keyOfObject(object);
  throw new RefusedError(
    key,
    'inherits otherwise',
    `${key}: ${keyOfObject(first)} is inherited on one side. PostgreSQL keeps as a table's own what that has when it begins to inherit, so one of the two directions could not be made. Write the steps by hand with op.execute.`,
  );
}

const inheritedBy = ({ inherited }: Snapshot, { id }: DatabaseObject): readonly DatabaseObject[] =>
  inherited.filter((each) => each.id.schema === id.schema && each.id.table === id.name);

/** The snapshot in which an object has no ancestors: what it inherits is its own. */
function standingAlone(snapshot: Snapshot, { kind, id }: DatabaseObject, name: string): Snapshot {
  const own = inheritedBy(snapshot, { kind, id, attributes: {} });
  const keys = new Set(own.map(keyOfObject));
  const byKey = new Map(snapshot.objects.map((object) => [keyOfObject(object), object]));
  const isSaidOfThem = (object: DatabaseObject): boolean => {
    const { namesake } = kindOf(object.kind);
    return namesake !== undefined && keys.has(keyOf(namesake, object.id));
  };
  const isOn = (object: DatabaseObject): boolean => object.id.schema === id.schema && object.id.table === id.name;
  const alone = (object: DatabaseObject): DatabaseObject => {
    if (keyOfObject(object) === keyOf(kind, id)) return without(object, name, byKey);
    return isOn(object) ? leaningOnItsOwn(object, own, byKey) : object;
  };
  const objects = snapshot.objects.filter((object) => !isSaidOfThem(object)).map(alone);
  return {
    ...snapshot,
    objects: [...objects, ...own].toSorted(byKeyOrder),
    inherited: snapshot.inherited.filter((object) => !own.includes(object)),
  };
}

/** Without the attribute, and without leaning on the ancestors that it named. */
function without(
  { kind, id, attributes, dependsOn }: DatabaseObject,
  name: string,
  byKey: ReadonlyMap<Key, DatabaseObject>,
): DatabaseObject {
  const said = Object.fromEntries(Object.entries(attributes).filter(([each]) => each !== name));
  const needs = dependsOn?.filter((key) => byKey.get(key)?.kind !== kind);
  return { kind, id, attributes: compact(kindOf(kind), said), ...(needs ? { dependsOn: needs } : {}) };
}

/** What an object leans on, by the keys of its own table where an ancestor's are named. */
function leaningOnItsOwn(
  object: DatabaseObject,
  own: readonly DatabaseObject[],
  byKey: ReadonlyMap<Key, DatabaseObject>,
): DatabaseObject {
  const ofItsOwn = (key: Key): Key => {
    const ancestral = byKey.get(key);
    const mine = own.find(({ kind, id }) => kind === ancestral?.kind && id.name === ancestral.id.name);
    return mine ? keyOfObject(mine) : key;
  };
  return object.dependsOn ? { ...object, dependsOn: object.dependsOn.map(ofItsOwn) } : object;
}

function alter({ kind, id }: DatabaseObject, name: string, from: Json, to: Json): readonly Alter[] {
  return equal(from, to) ? [] : [{ verb: 'alter', kind, id, changes: { [name]: { from, to } } }];
}
