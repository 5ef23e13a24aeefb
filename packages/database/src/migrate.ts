import {
  diff,
  keyOf,
  keyOfObject,
  kindOf,
  moveApart,
  pathOf,
  plan,
  RefusedError,
  reverse,
  uncoveredDifferences,
  usingFlag,
  withUsings,
  type Alter,
  type Cast,
  type Connection,
  type DatabaseObject,
  type Direction,
  type Operation,
  type Snapshot,
  type Usings,
} from '@sluice/core';
import { inScratch, type Scratch } from './scratch.js';

/** The two directions of a migration. */
export interface Directions {
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
}

/**
 * What leads from one snapshot to the other, and back. PostgreSQL is asked how values come to a new type; it is not
 * changed.
 *
 * @throws RefusedError when a change cannot be made, or not be undone.
 */
export async function migrate(
  connection: Connection,
  current: Snapshot,
  desired: Snapshot,
  defaultSchema = 'public',
  renames: readonly Operation[] = [],
  usings: Usings = {},
): Promise<Directions> {
  refuseUncovered(current, desired);
  const { before, after, leaves, joins } = moveApart(current, desired);
  const differences = diff(before, after);
  const upgrade = [...leaves, ...withUsings('upgrade', plan(differences, before, after), usings), ...joins];
  const downgrade = [
    ...joins.map(takeBack).toReversed(),
    ...withUsings('downgrade', plan(reverse(differences), after, before), usings),
    ...leaves.map(takeBack).toReversed(),
  ];
  const place = { database: current, other: desired, defaultSchema, renames };
  const using = await waysOfCasts(connection, [...upgrade, ...downgrade], place);
  return {
    upgrade: upgrade.map((operation) => withUsing(operation, using, 'upgrade')),
    downgrade: downgrade.map((operation) => withUsing(operation, using, 'downgrade')),
  };
}

function takeBack(alter: Alter): Alter {
  const changes = Object.entries(alter.changes).map(([name, { from, to }]) => [name, { from: to, to: from }] as const);
  return { ...alter, changes: Object.fromEntries(changes) };
}

/**
 * What leads from one snapshot to the other, one way alone, and in what the kinds cover.
 *
 * @param database - the snapshot of the connection's own database, where that is not `current`.
 * @throws RefusedError when a change cannot be made.
 */
export async function lead(
  connection: Connection,
  current: Snapshot,
  desired: Snapshot,
  {
    defaultSchema = 'public',
    database = current,
  }: { readonly defaultSchema?: string; readonly database?: Snapshot } = {},
): Promise<readonly Operation[]> {
  const { before, after, leaves, joins } = moveApart(current, desired);
  const operations = [...leaves, ...plan(diff(before, after), before, after), ...joins];
  const other = database === current ? desired : current;
  const using = await waysOfCasts(connection, operations, { database, other, defaultSchema, renames: [] });
  return operations.map((operation) => withUsing(operation, using));
}

/** Where casts are asked: beside the database there are the types of the other side. */
interface Place {
  readonly database: Snapshot;
  readonly other: Snapshot;
  readonly defaultSchema: string;
  readonly renames: readonly Operation[];
}

async function waysOfCasts(
  connection: Connection,
  operations: readonly Operation[],
  { database, other, defaultSchema, renames }: Place,
): Promise<ReadonlyMap<string, Way>> {
  const casts = operations.flatMap((operation) => castOf(operation) ?? []);
  const within = operations.flatMap(castsWithin);
  if (casts.length === 0 && within.length === 0) return new Map();
  const byKey = new Map(database.objects.map((object) => [keyOfObject(object), object]));
  const speakOf = other.objects
    .map((object) => ({ object, current: byKey.get(keyOfObject(object)) }))
    .filter(needsNoTable);
  return inScratch(connection, { speakOf, defaultSchema, renames }, async (scratch) => {
    for (const each of within) await refuseWithoutCast(scratch, each);
    return askCasts(scratch, casts);
  });
}

interface CastWithin {
  readonly operation: Alter;
  readonly cast: Cast;
}

const castsWithin = (operation: Operation): readonly CastWithin[] =>
  operation.verb === 'alter'
    ? (kindOf(operation.kind).castsWithin?.(operation) ?? []).map((cast) => ({ operation, cast }))
    : [];

async function refuseWithoutCast(scratch: Scratch, { operation, cast }: CastWithin): Promise<void> {
  const table = 'sluice_cast_within';
  const sql = `CREATE TEMP TABLE ${table} (value ${cast.from}); SELECT value::${cast.to} FROM ${table}; DROP TABLE ${table}`;
  if ((await scratch.try(sql)) !== undefined) throw noCast(operation, cast, undefined);
}

/** Two databases may differ in what no kind covers; that is not passed over in silence. */
function refuseUncovered(current: Snapshot, desired: Snapshot): void {
  const [differing] = uncoveredDifferences(current.uncovered, desired.uncovered);
  if (!differing) return;
  const all = [...desired.uncovered, ...current.uncovered];
  const [key = ''] = all.find(({ description }) => description === differing.description)?.on ?? [];
  throw new RefusedError(
    key,
    'a difference in what no kind covers',
    `${differing.description} differs, and Sluice does not manage it. Change it by hand, with op.execute.`,
  );
}

const needsNoTable = ({ object }: { readonly object: DatabaseObject }): boolean => object.id.table === undefined;

/** The cast that is to be asked: none where it is said how values come along. */
function castOf(operation: Operation): Cast | undefined {
  return operation.verb === 'alter' && operation.manner?.['using'] === undefined
    ? kindOf(operation.kind).casts?.(operation)
    : undefined;
}

const textOf = ({ from, to }: Cast): string => JSON.stringify([from, to]);

/** How a value of one type becomes one of the other: by itself, by a USING, or not at all. */
type Way = { readonly using: string | undefined } | 'none';

/** The ways PostgreSQL is offered, in the order in which they are tried; `$` is the value. */
function waysOf({ from, to }: Cast): readonly (string | undefined)[] {
  return [
    ...(to.endsWith('[]') && !from.endsWith('[]') ? [`CASE WHEN $ IS NOT NULL THEN ARRAY[$]::${to} END`] : []),
    ...(from.endsWith('[]') && !to.endsWith('[]') ? [`$[1]`] : []),
    undefined,
    `$::${to}`,
  ];
}

async function askCasts(scratch: Scratch, casts: readonly Cast[]): Promise<ReadonlyMap<string, Way>> {
  const distinct = [...new Map(casts.map((cast) => [textOf(cast), cast])).values()];
  const ways = new Map<string, Way>();
  for (const [n, cast] of distinct.entries()) ways.set(textOf(cast), await askCast(scratch, cast, `sluice_cast_${n}`));
  return ways;
}

async function askCast(scratch: Scratch, cast: Cast, table: string): Promise<Way> {
  for (const using of await castableEnums(scratch, cast, table)) {
    const how = using === undefined ? '' : ` USING ${using.replaceAll('$', () => 'value')}`;
    const sql = `CREATE TEMP TABLE ${table} (value ${cast.from}); ALTER TABLE ${table} ALTER COLUMN value TYPE ${cast.to}${how}; DROP TABLE ${table}`;
    if ((await scratch.try(sql)) === undefined) return { using };
  }
  return 'none';
}

/** Between an enum and another type the way goes by text, where PostgreSQL has no cast. */
async function castableEnums(scratch: Scratch, cast: Cast, table: string): Promise<readonly (string | undefined)[]> {
  const isEnum = (type: string): Promise<string | undefined> =>
    scratch.try(
      `CREATE TEMP TABLE ${table} (value ${type}); SELECT enum_first(value) FROM ${table}; DROP TABLE ${table}`,
    );
  const bare = (type: string): string => type.replace(/(\[\])+$/, '');
  const enums = (await isEnum(bare(cast.from))) === undefined && (await isEnum(bare(cast.to))) === undefined;
  const brackets = cast.from.endsWith('[]') && cast.to.endsWith('[]') ? '[]' : '';
  return [...waysOf(cast), ...(enums ? [`$::text${brackets}::${cast.to}`] : [])];
}

function withUsing(operation: Operation, ways: ReadonlyMap<string, Way>, direction?: Direction): Operation {
  const cast = castOf(operation);
  if (!cast || operation.verb !== 'alter') return operation;
  const way = ways.get(textOf(cast));
  if (way === undefined || way === 'none') throw noCast(operation, cast, direction);
  return way.using === undefined
    ? operation
    : { ...operation, manner: { ...operation.manner, using: way.using.replaceAll('$', () => cast.value) } };
}

/** Without a direction nobody can be told an option: it is a comparison alone. */
function noCast({ kind, id }: Alter, { from, to, value }: Cast, direction: Direction | undefined): RefusedError {
  const key = keyOf(kind, id);
  const back = direction === 'downgrade' ? ', which the downgrade needs' : '';
  const option =
    direction && `Say how a value comes along, as SQL over ${value}: ${usingFlag(direction, pathOf(id))}. Or write`;
  return new RefusedError(
    key,
    'no cast',
    `${key}: PostgreSQL has no cast from ${from} to ${to}${back}. ${option ?? 'Write'} the steps by hand: a new column, an UPDATE that fills it, and the drop of the old one.`,
  );
}
