import { addTo } from './add-to.js';
import { compact, differing, rulesOf, valueOf } from './attributes.js';
import { RefusedError } from './errors.js';
import { equal, type Json } from './json.js';
import { keyOf, keyOfObject, type DatabaseObject, type Id, type Key } from './object.js';
import { lookUp } from './lookup.js';
import { kindNames, kindOf } from './objects/kinds.js';
import type { ModelObject } from './model-object.js';
import { pathOf } from './path-of.js';
import { flag, pathAmong } from './paths.js';
import { placesOf } from './places-of.js';
import type { Snapshot } from './snapshot.js';

/** What the database should be, and what of it the models do not own. */
export interface Adopted {
  readonly desired: Snapshot;
  /** Objects that the models do not name and that no migration of this history made: they stay. */
  readonly leftAlone: readonly DatabaseObject[];
}

/**
 * Whether an object, or what one of its attributes is, was made by this history of migrations, so that its end in the
 * models is its end in the database.
 */
export type Owns = (object: DatabaseObject, attribute?: string) => boolean;

/** What a person says of objects, where the history says otherwise. */
export interface Bounds {
  /** What goes although no migration of this history made it. */
  readonly drops?: ReadonlySet<Key>;
  /** What is not looked at: it stays as it is, and is not reported. */
  readonly hidden?: ReadonlySet<Key>;
}

/**
 * The snapshot that the models ask for: what they want, and what of the database stays.
 *
 * @throws RefusedError when something that is not the models' needs what goes, or has a name that they want.
 */
export function adopt({ wanted, kept, leftAlone }: Survey, current: Snapshot): Adopted {
  const stays = standing(wanted, kept, current);
  refuseTakenNames(wanted, [...stays, ...current.inherited], current);
  const objects = withoutGone([...wanted, ...stays], current).toSorted(byKeyOrder);
  return { desired: { ...current, objects, modelled: true }, leftAlone };
}

/** The objects without what their attributes say of objects that go: what is granted to a role. */
function withoutGone(objects: readonly DatabaseObject[], current: Snapshot): readonly DatabaseObject[] {
  const stay = new Set(objects.map(keyOfObject));
  const gone = new Set(current.objects.map(keyOfObject).filter((key) => !stay.has(key)));
  if (gone.size === 0) return objects;
  const isGone = (kind: DatabaseObject['kind'], name: string): boolean => gone.has(keyOf(kind, { name }));
  return objects.map((object) => {
    const kind = kindOf(object.kind);
    const attributes = Object.entries(object.attributes).map(([name, value]): [string, Json] => {
      const rule = kind.attributes[name];
      return [name, rule?.without ? rule.without(value, isGone, object.id) : value];
    });
    const left = { ...object, attributes: compact(kind, Object.fromEntries(attributes)) };
    return differing(object, left).length > 0 ? left : object;
  });
}

/** What the models want, and what of the database they do not own and so stays: whether or not it can. */
export interface Survey {
  readonly wanted: readonly DatabaseObject[];
  readonly kept: readonly DatabaseObject[];
  readonly leftAlone: readonly DatabaseObject[];
}

/**
 * What the models want: what they say; of what they say nothing, what the database has. A name that is not given is the
 * database's own, where the object is there under any name. Tells what stays and what comes, whether or not it can.
 */
export function survey(
  all: readonly ModelObject[],
  current: Snapshot,
  history: Owns,
  { drops = new Set(), hidden = new Set() }: Bounds = {},
): Survey {
  const owns: Owns = (object, attribute) =>
    history(object, attribute) || (attribute === undefined && drops.has(keyOfObject(object)));
  const models = withoutForeign(all, current, owns);
  const byKey = new Map(current.objects.map((object) => [keyOfObject(object), object]));
  const named = withoutInherited(adoptNames(models, withInherited(current)), current, owns);
  const said = new Set(named.map(keyOfObject));
  // What stands on these is what the models say.
  const whole = new Set(named.filter(({ bare }) => !bare).map(keyOfObject));
  const former = underAnotherName(
    current.objects.filter((object) => ![said, hidden].some((keys) => keys.has(keyOfObject(object)))),
  );
  const wanted = named.map((model) => merge(model, byKey.get(keyOfObject(model)) ?? former(model), current, owns));
  const isHidden = (object: DatabaseObject): boolean =>
    hidden.has(keyOfObject(object)) && !drops.has(keyOfObject(object));
  const rest = current.objects.filter((object) => !said.has(keyOfObject(object)));
  const goes = (object: DatabaseObject): boolean =>
    !isHidden(object) && (owns(object) || isPieceOfGone(object, byKey, said, goes));
  const isLeft = (object: DatabaseObject): boolean =>
    object.id.table === undefined && (!goes(object) || kindOf(object.kind).nameless === true);
  const left = new Set(rest.filter(isLeft).map(keyOfObject));
  const gone = new Set(
    rest
      .filter(({ id }) => id.table === undefined)
      .map(keyOfObject)
      .filter((key) => !left.has(key)),
  );
  const isKept = (object: DatabaseObject): boolean => {
    if (object.id.table === undefined) return left.has(keyOfObject(object));
    const stands = containersOf(object.id);
    if (stands.some((key) => gone.has(key)) || drops.has(keyOfObject(object))) return false;
    if (isHidden(object)) return true;
    if (isUnmodelled(object.kind)) return !owns(object);
    return stands.every((key) => !whole.has(key)) || isUnsaid(object.id, said);
  };
  // What stands on what is left alone needs no word of its own.
  const isReported = (object: DatabaseObject): boolean =>
    !isHidden(object) && (object.id.table === undefined || containersOf(object.id).some((key) => whole.has(key)));
  const kept = rest.filter(isKept);
  return { wanted, kept, leftAlone: kept.filter(isReported) };
}

/** Whether an object, whoever made it, is a piece of one that goes. */
function isPieceOfGone(
  { kind, attributes }: DatabaseObject,
  current: ReadonlyMap<Key, DatabaseObject>,
  said: ReadonlySet<Key>,
  goes: (object: DatabaseObject) => boolean,
): boolean {
  const whole = kindOf(kind).pieceOf?.(attributes);
  const object = whole === undefined || said.has(whole) ? undefined : current.get(whole);
  return object !== undefined && goes(object);
}

/** The snapshot with what is inherited among the objects: models may name it too. */
export const withInherited = (current: Snapshot): Snapshot => ({
  ...current,
  objects: [...current.objects, ...current.inherited],
});

/**
 * What models say of an object that is inherited is its ancestor's to say.
 *
 * @throws RefusedError when the models say it otherwise.
 */
function withoutInherited(models: readonly ModelObject[], current: Snapshot, owns: Owns): readonly ModelObject[] {
  const inherited = new Map(current.inherited.map((object) => [keyOfObject(object), object]));
  return models.filter((model) => {
    const object = inherited.get(keyOfObject(model));
    if (object && differing(merge(model, object, current, owns), object).length > 0) throw inheritedOtherwise(object);
    return object === undefined;
  });
}

function inheritedOtherwise(object: DatabaseObject): RefusedError {
  const key = keyOfObject(object);
  return new RefusedError(
    key,
    'inherited otherwise',
    `${key} is inherited, and the models say it otherwise than ${object.id.table} has it. Change it where it is inherited from, or in a migration by hand, with op.execute.`,
  );
}

const isUnmodelled = (kind: DatabaseObject['kind']): boolean => kindOf(kind).unmodelled !== undefined;

/**
 * What can stay: not what no model can say and what leans on something that goes, nor what a child has of its own upon
 * a column that its ancestor loses.
 *
 * @throws RefusedError when such an object does not go by itself.
 */
function standing(
  wanted: readonly DatabaseObject[],
  kept: readonly DatabaseObject[],
  current: Snapshot,
): readonly DatabaseObject[] {
  const before = lookUp(current);
  const stay = new Set([...wanted, ...kept].map(keyOfObject));
  const goes = (key: Key): boolean => {
    const object = before.byKey.get(key);
    // A constraint may lean on a key or an index that others can stand in for.
    return (
      object !== undefined &&
      (object.id.table === undefined || kindOf(object.kind).holdsRows === true) &&
      !stay.has(key)
    );
  };
  const isOfAncestor = (object: DatabaseObject, lost: Key): boolean => {
    const ancestors = containersOf(before.byKey.get(lost)?.id ?? object.id);
    const heirs = new Set(ancestors.flatMap((key) => [...before.dependents(key).keys()]));
    return containersOf(object.id).some((key) => heirs.has(key));
  };
  const leaning = kept.flatMap((object) => {
    const lost = [...before.needs(keyOfObject(object))].find(goes);
    return lost === undefined ? [] : [{ object, lost }];
  });
  const stops = leaning.filter(
    ({ object, lost }) => kindOf(object.kind).unmodelled !== 'goes' && !isOfAncestor(object, lost),
  );
  const [first] = stops;
  if (first) {
    const others = stops.filter(({ lost }) => lost === first.lost).map(({ object }) => object);
    throw inTheWay(first.lost, others, current);
  }
  const lost = new Set(leaning.map(({ object }) => object));
  return kept.filter((object) => !lost.has(object));
}

/** What is new cannot have the name of what stays and is not the models': a table that of a view. */
function refuseTakenNames(
  wanted: readonly DatabaseObject[],
  stays: readonly DatabaseObject[],
  current: Snapshot,
): void {
  if (stays.length === 0) return;
  const there = new Set(current.objects.map(keyOfObject));
  const holders = new Map(stays.flatMap((object) => placesOf(object).map((place) => [place, object])));
  for (const object of wanted) {
    if (there.has(keyOfObject(object))) continue;
    const holder = placesOf(object)
      .map((place) => holders.get(place))
      .find((held) => held !== undefined);
    if (holder) throw nameTaken(object, holder, current);
  }
}

function nameTaken({ kind, id }: DatabaseObject, holder: DatabaseObject, current: Snapshot): RefusedError {
  const key = keyOf(kind, id);
  const it = holder.kind.replaceAll('_', ' ');
  return new RefusedError(
    key,
    'a name that is taken',
    `${key} cannot be made: the database has the ${it} ${pathOf(holder.id)}, which has the name already and which no model names. Give one of the two another name, say in the models what it is, or drop the ${it}: ${flag('drop', pathAmong(current.objects, { object: holder }))}`,
  );
}

function inTheWay(key: Key, blockers: readonly DatabaseObject[], current: Snapshot): RefusedError {
  const names = blockers.map(
    ({ kind, id }) => `${kind.replaceAll('_', ' ')} ${id.name}${id.table === undefined ? '' : ` on ${id.table}`}`,
  );
  const [kind = ''] = blockers.map((object) => object.kind);
  const flags = blockers.map((object) => flag('drop', pathAmong(current.objects, { object })));
  const [speak, it] = blockers.length === 1 ? ['speaks', 'it'] : ['speak', 'them'];
  return new RefusedError(
    key,
    `${kind} in the way`,
    `${key} cannot be dropped: ${names.join(', ')} ${speak} of it, and no model says what should become of ${it}. Replace ${it} in a migration by hand, or drop ${it} too: ${flags.join(' ')}`,
  );
}

/** A table that is not exported and that the database has from elsewhere is somebody else's, with all that is on it. */
function withoutForeign(models: readonly ModelObject[], current: Snapshot, owns: Owns): readonly ModelObject[] {
  const foreign = new Set(
    current.objects
      .filter(({ kind }) => kindOf(kind).container === true)
      .filter((object) => !owns(object))
      .map(keyOfObject),
  );
  return models.filter(
    (model) =>
      !model.reached ||
      !(model.id.table === undefined ? [keyOfObject(model)] : containersOf(model.id)).some((key) => foreign.has(key)),
  );
}

/** Sorted by key, in code units: the same on every machine. */
export function byKeyOrder(a: DatabaseObject, b: DatabaseObject): number {
  const [x, y] = [keyOfObject(a), keyOfObject(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** What an object may stand within: of several kinds that share their names, one is there. */
const containersOf = (id: Id): readonly Key[] => containers.map((kind) => containerKey(kind, id));

const containers = kindNames.filter((kind) => kindOf(kind).container === true);

const containerKey = (kind: DatabaseObject['kind'], { schema, table = '' }: Id): Key =>
  keyOf(kind, { ...(schema === undefined ? {} : { schema }), name: table });

/** Whether it stands on an object of the models of which they cannot say what stands on it. */
const isUnsaid = (id: Id, said: ReadonlySet<Key>): boolean =>
  unsaidContainers.some((kind) => said.has(containerKey(kind, id)));

const unsaidContainers = kindNames.filter((kind) => kindOf(kind).unsaid);

/** Gives each object that the model did not name the name that the database has for it. */
export function adoptNames(models: readonly ModelObject[], current: Snapshot): readonly ModelObject[] {
  const nameless = models.filter(({ implicitName }) => implicitName);
  if (nameless.length === 0) return models;
  const kinds = new Set(nameless.map(({ kind }) => kind));
  const said = new Set(models.filter(({ kind, implicitName }) => !implicitName && kinds.has(kind)).map(keyOfObject));
  const free = new Map<string, DatabaseObject[]>();
  for (const object of current.objects) {
    if (kinds.has(object.kind) && !said.has(keyOfObject(object))) addTo(free, scopeOf(object), object);
  }
  const take = (model: ModelObject, fits: (object: DatabaseObject) => boolean): DatabaseObject | undefined => {
    const list = free.get(scopeOf(model)) ?? [];
    const i = list.findIndex(fits);
    return i < 0 ? undefined : list.splice(i, 1)[0];
  };
  const exact = new Map(
    nameless.map((model) => [model, take(model, (object) => object.id.name === model.id.name && alike(model, object))]),
  );
  return models.map((model) => {
    if (!model.implicitName) return model;
    const found = exact.get(model) ?? take(model, (object) => alike(model, object)) ?? onlyOne(model, take);
    return found ? { ...model, id: found.id } : model;
  });
}

/** Of a kind of which a parent has one at most, that one. */
function onlyOne(
  model: ModelObject,
  take: (model: ModelObject, fits: () => boolean) => DatabaseObject | undefined,
): DatabaseObject | undefined {
  return kindOf(model.kind).part?.one ? take(model, () => true) : undefined;
}

/** Whether what the catalog knows of the needs of one holds for the other. */
function speaksOfTheSame(object: DatabaseObject, current: DatabaseObject): boolean {
  const names: readonly string[] | undefined = kindOf(object.kind).texts?.attributes;
  return differing(object, current).every((name) => names !== undefined && !names.includes(name));
}

/** Finds what the database has of a model under another name: the same in all that the model says. Each is found once. */
function underAnotherName(free: readonly DatabaseObject[]): (model: ModelObject) => DatabaseObject | undefined {
  const byScope = new Map<string, DatabaseObject[]>();
  for (const object of free) {
    if (!kindOf(object.kind).holdsRows) addTo(byScope, scopeOf(object), object);
  }
  return (model) => {
    const list = byScope.get(scopeOf(model)) ?? [];
    const i = list.findIndex((object) => saysNothingElse(model, object));
    return i < 0 ? undefined : list.splice(i, 1)[0];
  };
}

function saysNothingElse(model: ModelObject, object: DatabaseObject): boolean {
  return rulesOf(kindOf(model.kind)).every(
    ([name, { compared }]) =>
      compared !== undefined ||
      model.attributes[name] === undefined ||
      equal(valueOf(model, name), valueOf(object, name)),
  );
}

const scopeOf = ({ kind, id }: DatabaseObject): string => JSON.stringify([kind, id.schema, id.table]);

function alike(model: DatabaseObject, object: DatabaseObject): boolean {
  const kind = kindOf(model.kind);
  return kind.likeness !== undefined && equal(kind.likeness(model), kind.likeness(object));
}

function merge(
  model: ModelObject,
  current: DatabaseObject | undefined,
  { server }: Snapshot,
  owns: Owns,
): DatabaseObject {
  const kind = kindOf(model.kind);
  const attributes: Record<string, Json> = {};
  for (const [name, { lapses, join }] of rulesOf(kind)) {
    const said = model.attributes[name];
    const there = current?.attributes[name];
    const ends = lapses === true && said === undefined && current !== undefined && owns(current, name);
    const value = said === undefined ? (ends ? said : there) : join ? join(said, there, model.id, server) : said;
    if (value !== undefined) attributes[name] = value;
  }
  const adopted = kind.adopt?.(attributes, current?.attributes, server) ?? attributes;
  const merged = { kind: model.kind, id: model.id, attributes: compact(kind, adopted) };
  return current?.dependsOn && speaksOfTheSame(merged, current) ? { ...merged, dependsOn: current.dependsOn } : merged;
}
