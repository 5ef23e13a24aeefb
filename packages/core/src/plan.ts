import { expand, type Expanded } from './expand.js';
import type { Difference } from './diff.js';
import type { JsonObject } from './json.js';
import type { PrivilegeTarget } from './kind.js';
import { lookUp, type Lookup } from './lookup.js';
import { keyOf, keyOfObject, type DatabaseObject, type Key } from './object.js';
import { kindNames, kindOf } from './objects/kinds.js';
import type { Operation } from './operation.js';
import { inOrder, type Node } from './order.js';
import type { Snapshot } from './snapshot.js';

/**
 * Operations, in an order that runs, that make the differences between two snapshots. Deterministic: the same
 * snapshots give the same operations.
 *
 * @throws RefusedError when something that no kind covers would be lost or is in the way.
 */
export function plan(differences: readonly Difference[], from: Snapshot, to: Snapshot): readonly Operation[] {
  const [before, after] = [lookUp(from), lookUp(to)];
  const expanded = expand(differences, from, before, after);
  const nodes = nodesOf(expanded, before, after, to);
  const operations = inOrder(nodes, {
    edges: (list) => edges(list, before, after, expanded.around),
    needs: ({ operation }, part) => (operation.verb === 'drop' ? before : after).needs(keyOfObject(part)),
  }).map(({ operation }) => operation);
  return operations.map((operation, i) => settled(operation, operations.slice(i + 1)));
}

function settled(operation: Operation, later: readonly Operation[]): Operation {
  if (operation.verb !== 'alter') return operation;
  return kindOf(operation.kind).settle?.(operation, later) ?? operation;
}

/** One node an operation; parts go with their parent. */
function nodesOf(
  { dropped, created, altered, released, renamed }: Expanded,
  before: Lookup,
  after: Lookup,
  to: Snapshot,
): readonly Node[] {
  return [
    ...families(dropped).map(({ object, parts }): Node => {
      const isAgain = created.has(keyOfObject(object));
      const manner = kindOf(object.kind).instead?.(object, isAgain ? before.find : after.find);
      return node({ verb: 'drop', object, parts, ...(manner ? { manner } : {}) }, isAgain);
    }),
    ...families(created).map(({ object, parts }): Node => node(creation(object, parts, before, after, to))),
    ...[...altered.values()].map(({ before: was, after: is, changes, manner }): Node => {
      const { kind, id } = was;
      const whole = { ...manner, ...alongAnAlter(was, is, [before, after], to) };
      return node({ verb: 'alter', kind, id, changes, ...(Object.keys(whole).length > 0 ? { manner: whole } : {}) });
    }),
    ...[...released.values()].map(({ before: { kind, id }, changes }): Node => ({
      ...node({ verb: 'alter', kind, id, changes }),
      priority: [0, -kindNames.indexOf(kind), id.table ?? '', id.name],
      release: true,
    })),
    ...renamed.map(({ before: was, after: { id } }): Node => ({
      ...node({ verb: 'rename', kind: was.kind, id: was.id, to: id.name }),
      members: [was],
    })),
  ];
}

function creation(
  object: DatabaseObject,
  parts: readonly DatabaseObject[],
  before: Lookup,
  after: Lookup,
  to: Snapshot,
): Operation {
  const kind = kindOf(object.kind);
  const fills = kind.fills?.(object, after.find, before.find);
  // Models leave it to the database what is granted on what is new; what comes back, or is as in another database, is
  // to be the same, whatever PostgreSQL grants on it at once.
  const isFree = to.modelled === true && !before.byKey.has(keyOfObject(object));
  const manner = { ...fills, ...(isFree ? {} : withoutGrants([object, ...parts], [before, after])) };
  return { verb: 'create', object, parts, ...(Object.keys(manner).length > 0 ? { manner } : {}) };
}

function withoutGrants([object, ...parts]: readonly DatabaseObject[], lookups: readonly Lookup[]): JsonObject {
  const target = object && kindOf(object.kind).privilegesOn?.(object.id);
  const revoked = object && target ? grantedAtOnce(object, [target], lookups) : [];
  const revokedAlong = [object, ...parts].flatMap((each) =>
    each ? grantedAtOnce(each, kindOf(each.kind).privilegesAlong?.(each) ?? [], lookups) : [],
  );
  return {
    ...(revoked.length > 0 ? { revoked } : {}),
    ...(revokedAlong.length > 0 ? { revokedAlong: [...new Set(revokedAlong)].toSorted(compare) } : {}),
  };
}

/** The same for what an alter makes along with its object. */
function alongAnAlter(
  was: DatabaseObject,
  is: DatabaseObject,
  lookups: readonly Lookup[],
  { modelled }: Snapshot,
): JsonObject {
  const made = modelled ? [] : (kindOf(is.kind).privilegesAlong?.(is, was) ?? []);
  const revokedAlong = grantedAtOnce(is, made, lookups);
  return revokedAlong.length > 0 ? { revokedAlong } : {};
}

/** The roles to which PostgreSQL grants something as soon as these are made: an owner has all of it anyway. */
function grantedAtOnce(
  object: DatabaseObject,
  targets: readonly PrivilegeTarget[],
  lookups: readonly Lookup[],
): readonly string[] {
  const roles = targets.flatMap((target) =>
    kindNames.flatMap((granting) =>
      lookups.flatMap(({ find }) =>
        find(granting).flatMap((each) => kindOf(granting).grantsOn?.(each, target, object.id) ?? []),
      ),
    ),
  );
  const parent = parentKey(object);
  const whole = lookups.flatMap(({ byKey }) => (parent === undefined ? undefined : byKey.get(parent)) ?? []);
  const owners = new Set([object, ...whole].map(({ attributes }) => attributes['owner']));
  return [...new Set(roles)].filter((role) => !owners.has(role)).toSorted(compare);
}

/** Each object with those of its parts that come or go with it. */
function families(
  objects: ReadonlyMap<Key, DatabaseObject>,
): readonly { readonly object: DatabaseObject; readonly parts: readonly DatabaseObject[] }[] {
  const parts = new Map<Key, DatabaseObject[]>();
  const heads: DatabaseObject[] = [];
  for (const object of objects.values()) {
    const parent = parentKey(object);
    if (parent !== undefined && objects.has(parent)) parts.set(parent, [...(parts.get(parent) ?? []), object]);
    else heads.push(object);
  }
  return heads.map((object) => ({ object, parts: (parts.get(keyOfObject(object)) ?? []).toSorted(byPlace) }));
}

/** The key of the object whose statement makes this one too. */
export function parentKey({ kind, id }: DatabaseObject): Key | undefined {
  const { part } = kindOf(kind);
  return part && id.table !== undefined
    ? keyOf(part.of, { ...(id.schema === undefined ? {} : { schema: id.schema }), name: id.table })
    : undefined;
}

function byPlace(a: DatabaseObject, b: DatabaseObject): number {
  const place = (object: DatabaseObject): number => kindOf(object.kind).place?.(object) ?? 0;
  return kindNames.indexOf(a.kind) - kindNames.indexOf(b.kind) || place(a) - place(b) || compare(a.id.name, b.id.name);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function node(operation: Operation, again = false): Node {
  if (operation.verb === 'execute') return { operation, members: [], priority: [1] };
  const object =
    operation.verb === 'create' || operation.verb === 'drop'
      ? operation.object
      : { kind: operation.kind, id: operation.id, attributes: {} };
  const members = operation.verb === 'create' || operation.verb === 'drop' ? [object, ...operation.parts] : [object];
  return { operation, members, priority: priorityOf(operation.verb, object, again) };
}

/**
 * The order where nothing else decides: what holds no rows is dropped first; then all is made and altered, a table and
 * what stands on it together; what holds rows, and what it may stand on, is dropped last, in the opposite order. What
 * comes back is dropped with the first.
 */
function priorityOf(verb: Operation['verb'], object: DatabaseObject, again: boolean): readonly (string | number)[] {
  const { kind, id } = object;
  const rank = kindNames.indexOf(kind);
  const table = id.table ?? (kindOf(kind).part || isParent(kind) ? id.name : '');
  const group = table === '' ? '' : `${id.schema ?? ''}.${table}`;
  const place = kindOf(kind).place?.(object) ?? 0;
  if (verb === 'drop')
    return kindOf(kind).holdsRows || (rank < lastWithRows && !again)
      ? [2, -rank, group, -place, id.name]
      : [0, -rank, group, id.name];
  return [1, group === '' ? rank : kindNames.length, group, rank, place, id.schema ?? '', id.name];
}

/** The last kind that holds rows: what is built before it, it may stand on. */
const lastWithRows = kindNames.findLastIndex((name) => kindOf(name).holdsRows);

/** Whether other kinds are parts of this one. */
const isParent = (kind: DatabaseObject['kind']): boolean => kindNames.some((name) => kindOf(name).part?.of === kind);

/** Which node must come before which: pairs of positions. */
function edges(
  nodes: readonly Node[],
  before: Lookup,
  after: Lookup,
  around: ReadonlyMap<Key, readonly Key[]>,
): readonly (readonly [first: number, then: number])[] {
  const [drops, creates, alters] = (['drop', 'create', 'alter'] as const).map((verb) => positions(nodes, verb));
  const found: (readonly [number, number])[] = [];
  const link = (first: number | undefined, then: number | undefined): void => {
    if (first !== undefined && then !== undefined && first !== then) found.push([first, then]);
  };
  nodes.forEach(({ operation, members, release }, n) => {
    for (const member of members) {
      const key = keyOfObject(member);
      if (release) {
        for (const need of before.needs(key)) link(n, drops?.get(need));
        link(n, alters?.get(key));
      } else if (operation.verb === 'drop') {
        for (const need of before.needs(key)) for (const step of [drops, alters]) link(n, step?.get(need));
        link(n, creates?.get(key));
      } else if (operation.verb === 'create') {
        // What is made again must not lean once more on what goes.
        if (drops?.has(key)) for (const need of before.needs(key)) link(drops.get(need), n);
        for (const need of after.needs(key)) for (const step of [creates, alters]) link(step?.get(need), n);
      } else {
        for (const aside of around.get(key) ?? []) {
          link(drops?.get(aside), n);
          link(n, creates?.get(aside));
        }
        for (const need of after.needs(key)) for (const step of [creates, alters]) link(step?.get(need), n);
        for (const need of before.needs(key)) {
          if (after.needs(key).has(need)) continue;
          // What it leaves behind is changed with it still there.
          link(alters?.get(need), n);
          link(n, drops?.get(need));
        }
      }
    }
  });
  return [...found, ...nameEdges(nodes)];
}

/** A name must be free before it is taken. */
function nameEdges(nodes: readonly Node[]): readonly (readonly [number, number])[] {
  const freed = new Map<string, number>();
  const taken: (readonly [string, number])[] = [];
  nodes.forEach(({ operation, members }, n) => {
    for (const { kind, id, attributes } of members) {
      const names = (text: string): readonly string[] =>
        kindOf(kind)
          .namespaces(id, attributes)
          .map((namespace) => `${namespace} ${text}`);
      // Of a kind of which a parent has one at most, the place itself is what is freed and taken.
      const place = kindOf(kind).part?.one ? [`the ${kind} of ${id.schema}.${id.table}`] : [];
      if (operation.verb === 'drop') for (const each of [...names(id.name), ...place]) freed.set(each, n);
      if (operation.verb === 'create') for (const each of [...names(id.name), ...place]) taken.push([each, n]);
      if (operation.verb === 'rename') {
        for (const each of names(id.name)) freed.set(each, n);
        for (const each of names(operation.to)) taken.push([each, n]);
      }
    }
  });
  return taken.flatMap(([name, n]) => {
    const first = freed.get(name);
    return first === undefined || first === n ? [] : [[first, n] as const];
  });
}

function positions(nodes: readonly Node[], verb: 'drop' | 'create' | 'alter'): ReadonlyMap<Key, number> {
  return new Map(
    nodes.flatMap(({ operation, members, release }, n) =>
      (operation.verb === verb && !release) || (verb === 'alter' && operation.verb === 'rename')
        ? members.map((member) => [keyOfObject(member), n] as const)
        : [],
    ),
  );
}
