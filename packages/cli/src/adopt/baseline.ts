import {
  keyOf,
  keyOfObject,
  kindNames,
  kindOf,
  lookUp,
  statements,
  type Connection,
  type DatabaseObject,
  type Key,
  type Operation,
  type Snapshot,
} from '@sluice/core';
import { migrate, type Directions } from '@sluice/database';
import { isPublic } from '../compare-models.js';
import type { Desired, DraftRequest } from '../draft.js';

/** What makes the present catalog, so far as it belongs to the models, from nothing; and what takes it away. */
export interface Baseline extends Directions {
  /** How many objects of the models are in it, without the parts of others. */
  readonly count: number;
  /** What it makes by SQL since the models need it, though it is not theirs. */
  readonly besides: readonly DatabaseObject[];
  /** Of what it does not say who owns it and what others may do with it, since the models do not say it. */
  readonly withoutRights: readonly DatabaseObject[];
}

/** A database and its models, compared. */
type Compared = Pick<Desired, 'found' | 'leftAlone' | 'filtered'> & Pick<DraftRequest, 'models' | 'defaultSchema'>;

/**
 * Makes the baseline of a database. What the models own is made by directives, so that the history owns it. What is not
 * theirs, and without which it would not be the same elsewhere (an extension of which a column has its type, a trigger
 * and its function), is made by SQL, of which nothing is owned: it stays when the models do not name it. Roles differ from
 * server to server: only the privileges that models declare are in it.
 */
export async function baselineOf(connection: Connection, compared: Compared): Promise<Baseline> {
  const { found, defaultSchema } = compared;
  const owned = ownedBy(compared);
  const besides = neededBy(found, owned);
  const objects = found.objects.filter((object) => isPublic(object) || isIn(owned, object) || isIn(besides, object));
  const nothing: Snapshot = {
    objects: found.objects.filter(isPublic),
    inherited: [],
    uncovered: [],
    server: found.server,
  };
  const said = new Set(compared.models.filter(({ attributes }) => 'privileges' in attributes).map(keyOfObject));
  const whole: Snapshot = {
    ...nothing,
    objects: objects.map((object) => (isPublic(object) ? object : portable(object, isIn(said, object)))),
    inherited: found.inherited.filter(standsOn(owned)),
    modelled: true,
  };
  const { upgrade, downgrade } = await migrate(connection, nothing, whole, defaultSchema);
  return {
    upgrade: upgrade.flatMap((operation) => withoutForeign(operation, besides)),
    downgrade: downgrade.flatMap((operation) => withoutForeign(operation, besides)),
    count: objects.filter((object) => isIn(owned, object) && object.id.table === undefined).length,
    besides: objects.filter((object) => isIn(besides, object)),
    withoutRights: objects.filter(
      (object) => !isPublic(object) && !isIn(said, object) && RIGHTS.some((name) => name in object.attributes),
    ),
  };
}

/** An object without what holds on this server alone: roles, and the version that an extension has here. */
function portable(object: DatabaseObject, saysRights: boolean): DatabaseObject {
  const left = new Set([...(saysRights ? [] : RIGHTS), ...(object.kind === 'extension' ? ['version'] : [])]);
  const attributes = Object.entries(object.attributes).filter(([name]) => !left.has(name));
  return { ...object, attributes: Object.fromEntries(attributes) };
}

const RIGHTS: readonly string[] = ['owner', 'privileges'];

const isIn = (keys: ReadonlySet<Key>, object: DatabaseObject): boolean => keys.has(keyOfObject(object));

/** What is the models'. */
function ownedBy({ found, leftAlone, filtered }: Pick<Desired, 'found' | 'leftAlone' | 'filtered'>): ReadonlySet<Key> {
  const others = new Set([...leftAlone, ...filtered].map(keyOfObject));
  const schemas = new Set(filtered.filter(({ kind }) => kind === 'schema').map(({ id }) => id.name));
  return new Set(
    found.objects
      .filter((object) => !isPublic(object) && !isIn(others, object))
      .filter((object) => !standsOn(others)(object) && !schemas.has(object.id.schema ?? ''))
      .map(keyOfObject),
  );
}

/** Whether an object stands on one of these. */
const standsOn =
  (keys: ReadonlySet<Key>) =>
  ({ id }: DatabaseObject): boolean =>
    containersOf(id).some((key) => keys.has(key));

const containersOf = ({ schema, table }: DatabaseObject['id']): readonly Key[] =>
  table === undefined
    ? []
    : kindNames
        .filter((kind) => kindOf(kind).container === true)
        .map((kind) => keyOf(kind, { ...(schema === undefined ? {} : { schema }), name: table }));

/** What is not owned and stands on what is, and all that either cannot be without; but for the tables of others. */
function neededBy(found: Snapshot, owned: ReadonlySet<Key>): ReadonlySet<Key> {
  const known = lookUp(found);
  const { byKey } = known;
  const besides = new Set<Key>();
  const isForeign = (object: DatabaseObject): boolean => {
    const whole = [keyOfObject(object), ...containersOf(object.id)];
    return whole.some((key) => !owned.has(key) && byKey.get(key) !== undefined && isContainer(byKey.get(key)));
  };
  const add = (object: DatabaseObject): void => {
    if (isIn(owned, object) || isIn(besides, object) || isPublic(object) || isForeign(object)) return;
    besides.add(keyOfObject(object));
    follow(object);
  };
  const follow = (object: DatabaseObject): void => {
    for (const key of known.needs(keyOfObject(object))) {
      const needed = byKey.get(key);
      if (needed) add(needed);
    }
  };
  for (const object of found.objects) {
    if (isIn(owned, object)) follow(object);
    else if (standsOn(owned)(object)) add(object);
  }
  return besides;
}

const isContainer = (object: DatabaseObject | undefined): boolean =>
  object !== undefined && kindOf(object.kind).container === true;

/** An operation, with SQL for what is not owned. */
function withoutForeign(operation: Operation, foreign: ReadonlySet<Key>): readonly Operation[] {
  if (operation.verb === 'execute') return [operation];
  const key = 'object' in operation ? keyOfObject(operation.object) : keyOf(operation.kind, operation.id);
  if (foreign.has(key)) return asSql(operation);
  if (operation.verb !== 'create' && operation.verb !== 'drop') return [operation];
  const [own, others] = [
    operation.parts.filter((part) => !isIn(foreign, part)),
    operation.parts.filter((part) => isIn(foreign, part)),
  ];
  const made = operation.verb === 'create' ? others : [];
  return [{ ...operation, parts: own }, ...made.flatMap((object) => asSql({ verb: 'create', object, parts: [] }))];
}

const asSql = (operation: Operation): readonly Operation[] =>
  statements(operation).map(({ sql }) => ({ verb: 'execute', sql }));
