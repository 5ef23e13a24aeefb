import { byKeyOrder } from '../adopt.js';
import { compact } from '../attributes.js';
import { readBatchUpdate } from '../data/batch-update.js';
import { diff } from '../diff.js';
import type { JsonObject } from '../json.js';
import { lookUp, type Lookup } from '../lookup.js';
import { keyOf, keyOfObject, usualSchema, type DatabaseObject, type Id, type Key } from '../object.js';
import type { Execute, Operation, Rename } from '../operation.js';
import { placesOf } from '../places-of.js';
import { plan } from '../plan.js';
import { renamed } from '../renames.js';
import { withSafeForms } from '../safe-forms.js';
import type { Snapshot } from '../snapshot.js';
import { makeObjectName } from '../sql/names.js';
import { ident, idents } from '../sql/quote.js';
import { inStep, isNull, isThere, type InStep } from './in-step.js';
import { kindOf } from './kinds.js';
import { refuseUnmovable, standingOn, unmovable, type MovedColumn } from './movable.js';

/** The migrations of a chain, in the order in which they are run. */
export const chainSteps = ['expand', 'backfill', 'switch', 'contract'] as const;
export type ChainStep = (typeof chainSteps)[number];

/** One migration of a chain. */
export interface ChainPart {
  readonly step: ChainStep;
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
}

/** What leads from one snapshot to another while code that knows the one and code that knows the other is running. */
export interface Chain {
  /** What is there when the chain begins: the other, but for the columns that are moved and what stands on them. */
  readonly from: Snapshot;
  readonly parts: readonly ChainPart[];
}

/**
 * Moves columns in four steps: a new column stands beside the old one, and a trigger keeps them in step; the rows that are
 * there are filled in batches; what stands on the old column is made on the new one; the old one goes. Each step is
 * planned between two states, as every change is, and so is its way back.
 *
 * @param current - with all columns that move as they are
 * @param desired - with all as they are to be
 * @throws RefusedError where a column cannot be moved so
 */
export function expandContract(current: Snapshot, desired: Snapshot, columns: readonly MovedColumn[]): Chain {
  const [before, after] = [lookUp(current), lookUp(desired)];
  for (const column of columns) refuseUnmovable(column, before, after, current);
  const coming = standingOn(
    columns.map((column) => column.after),
    after,
  );
  const stays = changed(desired, { without: coming });
  const standing = standingOn(
    columns.map((column) => column.before),
    before,
  ).filter((object) => !stays.objects.some((other) => keyOfObject(other) === keyOfObject(object)));
  const from = changed(stays, { put: standing });
  for (const column of columns) refuseEntangled(column, standing, before, lookUp(from));
  return {
    from,
    parts: partsOf(
      from,
      coming,
      columns.map((column) => moveOf(column, from, coming)),
    ),
  };
}

/** What stands on the column goes with it: until then all must be there that it stands on besides. */
function refuseEntangled(
  { before, after }: MovedColumn,
  standing: readonly DatabaseObject[],
  was: Lookup,
  is: Lookup,
): void {
  if (before.name !== after.name && is.byKey.has(keyOf('column', after)))
    throw unmovable(before, `another column is called ${after.name} until then`);
  for (const object of standing) {
    const missing = [...was.needs(keyOfObject(object))].find((key) => !is.byKey.has(key));
    if (missing !== undefined && was.needs(keyOfObject(object)).has(keyOf('column', before)))
      throw unmovable(before, `${keyOfObject(object)} leans on it and on ${missing}, which goes`);
  }
}

/** A column that moves, by the names that it has on the way. */
interface Move extends MovedColumn {
  /** The columns as they are before the chain and after it. */
  readonly old: DatabaseObject;
  readonly fresh: DatabaseObject;
  /** How the new one is called until the switch, and the old one from then on; of a rename these are their names. */
  readonly newName: string;
  readonly oldName: string;
  /** Whether the two have one name, so that the switch has them swap it. */
  readonly swaps: boolean;
}

function moveOf(column: MovedColumn, { objects }: Snapshot, coming: readonly DatabaseObject[]): Move {
  const find = (all: readonly DatabaseObject[], id: Id): DatabaseObject =>
    all.find((object) => keyOfObject(object) === keyOf('column', id)) ?? { kind: 'column', id, attributes: {} };
  const [old, fresh] = [find(objects, column.before), find(coming, column.after)];
  const swaps = column.before.name === column.after.name;
  const aside = (label: string): string =>
    freely(makeObjectName(column.before.name, null, label), (name) =>
      objects.every((object) => keyOfObject(object) !== keyOf('column', { ...column.before, name })),
    );
  return {
    ...column,
    old,
    // The name of the old one's NOT NULL is taken as long as that is there: PostgreSQL chooses another.
    fresh: altered(fresh, { notNullConstraint: null, notNullName: null }),
    swaps,
    newName: swaps ? aside('new') : column.after.name,
    oldName: swaps ? aside('old') : column.before.name,
  };
}

/** The moves, and by how the switch treats them: two of one name swap theirs. */
interface Course {
  readonly from: Snapshot;
  readonly coming: readonly DatabaseObject[];
  readonly moves: readonly Move[];
  readonly swapping: readonly Move[];
  readonly renaming: readonly Move[];
}

/** What there is before each step and after it. */
interface States {
  readonly expanded: Snapshot;
  readonly switched: Snapshot;
}

/** The states between, and what leads from one to the next. */
function partsOf(from: Snapshot, coming: readonly DatabaseObject[], moves: readonly Move[]): readonly ChainPart[] {
  const [swapping, renaming] = [moves.filter(({ swaps }) => swaps), moves.filter(({ swaps }) => !swaps)];
  const course = { from, coming, moves, swapping, renaming };
  const first = inSteps(from, moves, 'before');
  const last = inSteps(changed(from, { put: first.of(renaming) }), swapping, 'after').all;
  const expanded = changed(from, { put: [...moves.map((move) => at(bare(move.fresh), move.newName)), ...first.all] });
  const { part, switched } = switchOf(course, expanded, { before: first.of(swapping), after: last });
  return [
    expandOf(course, { expanded, switched }),
    { step: 'backfill', upgrade: moves.map((move) => fillNew(move, from)), downgrade: [] },
    part,
    contractOf(course, { expanded, switched }, [...first.of(renaming), ...last]),
  ];
}

function expandOf({ from, moves }: Course, { expanded }: States): ChainPart {
  const kept = new Map(
    moves.map(({ before, newName }) => [keyOf('column', { ...before, name: newName }), before.name]),
  );
  return {
    step: 'expand',
    upgrade: walk(from, [{ to: expanded }]),
    downgrade: keeping(walk(expanded, [{ to: from }]), kept),
  };
}

/**
 * What stands on the old columns is made on the new ones. Then, in one transaction, two of one name swap it, and of the two
 * the other follows from then on.
 */
function switchOf(
  { from, coming, moves, swapping, renaming }: Course,
  expanded: Snapshot,
  triggers: { readonly before: readonly DatabaseObject[]; readonly after: readonly DatabaseObject[] },
): { readonly part: ChainPart; readonly switched: Snapshot } {
  const fresh = swapping.map((move) => move.fresh);
  const old = swapping.map((move) => move.old);
  const renames = swapping.flatMap(({ before, newName, oldName }): readonly Rename[] => [
    { verb: 'rename', kind: 'column', id: before, to: oldName },
    { verb: 'rename', kind: 'column', id: { ...before, name: newName }, to: before.name },
  ]);
  const filled = swapping.flatMap((move) => notNullCheck(move.fresh, move.newName));
  const complete = changed(expanded, {
    put: [
      ...besides(from, coming, moves),
      ...renaming.map((move) => altered(move.fresh, { default: null })),
      ...filled,
    ],
  });
  const apart = changed(complete, { without: triggers.before, put: old.map(bare) });
  const swapped = renames.reduce(renamed, apart);
  const demanding = changed(swapped, { put: fresh });
  const switched = changed(demanding, { without: filled, put: triggers.after });

  const renamesBack = renames.map(takeBack).toReversed();
  const checked = changed(switched, { put: swapping.flatMap((move) => notNullCheck(move.old, move.oldName)) });
  const apartAgain = changed(checked, { without: triggers.after, put: fresh.map(bare) });
  const swappedBack = renamesBack.reduce(renamed, apartAgain);
  const demandingAgain = changed(swappedBack, { put: old });
  const completeAgain = changed(complete, { without: filled });
  return {
    switched,
    part: {
      step: 'switch',
      upgrade: walk(expanded, [
        { to: complete },
        { to: apart, plain: true },
        { to: swapped, renames },
        { to: demanding, plain: true },
        { to: switched, plain: true },
      ]),
      downgrade: walk(switched, [
        { to: checked },
        { to: apartAgain, plain: true },
        { to: swappedBack, renames: renamesBack },
        { to: demandingAgain, plain: true },
        { to: completeAgain, plain: true },
        { to: expanded },
      ]),
    },
  };
}

/** The old columns go. On the way back they come again, are filled, and get all that stood on them. */
function contractOf(
  { from, coming, moves, renaming }: Course,
  { switched }: States,
  triggers: readonly DatabaseObject[],
): ChainPart {
  const isColumn = ({ kind }: DatabaseObject): boolean => kind === 'column';
  const fresh = moves.map((move) => move.fresh);
  const oldIds = moves.map(({ before, oldName }) => ({ ...before, name: oldName }));
  const left = standingOn(oldIds, lookUp(switched));
  const alone = changed(switched, { without: [...left, ...triggers], put: fresh });
  const ended = changed(from, {
    without: standingOn(
      moves.map(({ before }) => before),
      lookUp(from),
    ),
    put: [...coming.filter((object) => !isColumn(object)), ...fresh],
  });
  const again = changed(alone, { put: [...moves.map((move) => at(bare(move.old), move.oldName)), ...triggers] });
  const complete = changed(again, {
    put: [...left.filter((object) => !isColumn(object)), ...renaming.map(({ old }) => altered(old, { default: null }))],
  });
  const kept = new Map(moves.map(({ after }, i) => [keyOf('column', oldIds[i] ?? after), after.name]));
  return {
    step: 'contract',
    upgrade: keeping(walk(switched, [{ to: alone }, { to: ended, plain: true }]), kept),
    downgrade: [
      ...walk(ended, [{ to: alone, plain: true }, { to: again }]),
      ...moves.map((move) => fillOld(move, from)),
      ...walk(again, [{ to: complete }, { to: switched, plain: true }]),
    ],
  };
}

/** A way from one state to the next: by renames where it has them, else by what the difference takes. */
interface Leg {
  readonly to: Snapshot;
  readonly renames?: readonly Operation[];
  /** In one transaction: nothing of it takes long. */
  readonly plain?: true;
}

function walk(from: Snapshot, legs: readonly Leg[]): readonly Operation[] {
  const [leg, ...others] = legs;
  if (!leg) return [];
  return [...(leg.renames ?? planned(from, leg)), ...walk(leg.to, others)];
}

function planned(from: Snapshot, { to, plain }: Leg): readonly Operation[] {
  const operations = plan(diff(from, to), from, to);
  return plain ? operations : withSafeForms(operations, from, to);
}

/** Says of columns that are dropped which other has their values. */
const keeping = (operations: readonly Operation[], kept: ReadonlyMap<Key, string>): readonly Operation[] =>
  operations.map((operation) => {
    const keptIn = operation.verb === 'drop' ? kept.get(keyOfObject(operation.object)) : undefined;
    return operation.verb !== 'drop' || keptIn === undefined
      ? operation
      : { ...operation, manner: { ...operation.manner, keptIn } };
  });

/** What stands on the new columns, by the names that these have until the switch, and under names that are free. */
function besides(from: Snapshot, coming: readonly DatabaseObject[], moves: readonly Move[]): readonly DatabaseObject[] {
  const renames = moves.map(({ after, newName }): Rename => ({
    verb: 'rename',
    kind: 'column',
    id: after,
    to: newName,
  }));
  const { objects } = renames.reduce(renamed, { ...from, objects: coming, inherited: [], uncovered: [] });
  const isFree = freeIn(from);
  return objects
    .filter(({ kind }) => kind !== 'column')
    .map((object) =>
      isFree(object)
        ? object
        : at(
            object,
            freely(makeObjectName(object.id.name, null, 'new'), (name) => isFree(at(object, name))),
          ),
    );
}

/** Tells whether an object can have its name beside those that are there. */
function freeIn({ objects }: Snapshot): (object: DatabaseObject) => boolean {
  const taken = new Set(objects.flatMap(placesOf));
  return (object) => placesOf(object).every((place) => !taken.has(place));
}

function freely(name: string, isFree: (name: string) => boolean): string {
  let found = name;
  for (let n = 2; !isFree(found); n++) found = makeObjectName(name, null, String(n));
  return found;
}

/** The functions and triggers of columns, by the names that these have before the switch or after it. */
interface InSteps {
  readonly all: readonly DatabaseObject[];
  of(moves: readonly Move[]): readonly DatabaseObject[];
}

function inSteps(snapshot: Snapshot, moves: readonly Move[], when: 'before' | 'after'): InSteps {
  const made = new Map<Move, readonly DatabaseObject[]>();
  for (const move of moves) {
    const isFree = freeIn(changed(snapshot, { put: [...made.values()].flat() }));
    made.set(move, inStep({ ...tableOf(move.before), ...rolesOf(move, when) }, isFree));
  }
  return { all: [...made.values()].flat(), of: (some) => some.flatMap((move) => made.get(move) ?? []) };
}

function rolesOf({ before, after, newName, oldName, swaps, forth, back }: Move, when: 'before' | 'after'): Roles {
  if (!swaps) return { old: before.name, new: after.name, written: 'either' };
  return when === 'before'
    ? { old: before.name, new: newName, written: 'old', value: forth }
    : { old: oldName, new: after.name, written: 'new', value: back };
}

type Roles = Pick<InStep, 'old' | 'new' | 'written' | 'value'>;

/** Fills the new column where there is a value for it, and the trigger has not done so. */
const fillNew = ({ before, newName, forth }: Move, from: Snapshot): Execute =>
  fill(from, before, newName, forth === undefined ? ident(before.name) : inBrackets(forth));

/** The old one again, once it is back. */
const fillOld = ({ before, after, oldName, back }: Move, from: Snapshot): Execute =>
  fill(from, before, oldName, back === undefined ? ident(after.name) : inBrackets(back));

function fill(from: Snapshot, { schema, table = '' }: Id, column: string, value: string): Execute {
  const [key] = lookUp(from).find('primary_key', { ...(schema === undefined ? {} : { schema }), table });
  return readBatchUpdate({
    table,
    ...(schema === undefined || schema === usualSchema ? {} : { schema }),
    set: { [column]: value },
    where: `${isNull(ident(column))} AND ${isThere(value)}`,
    key: key?.attributes['columns'] ?? [],
  });
}

/** With a line break, where a comment would swallow the end. */
const inBrackets = (sql: string): string => (sql.includes('--') ? `(${sql}\n)` : `(${sql})`);

/** What a column is while rows may lack its value. */
const bare = (column: DatabaseObject): DatabaseObject => altered(column, { ...unbound, default: null });

const unbound = { notNull: false, notNullConstraint: null, notNullName: null } as const;

/** PostgreSQL reads no rows for NOT NULL where a check that is valid says it. */
function notNullCheck({ id, attributes }: DatabaseObject, name: string): readonly DatabaseObject[] {
  if (attributes['notNull'] !== true) return [];
  const check = { ...id, name: makeObjectName(id.table ?? '', name, 'filled') };
  return [{ kind: 'check', id: check, attributes: { expression: `(${idents([name])} IS NOT NULL)` } }];
}

const altered = (object: DatabaseObject, attributes: JsonObject): DatabaseObject => ({
  ...object,
  attributes: compact(kindOf(object.kind), { ...object.attributes, ...attributes }),
});

const at = (object: DatabaseObject, name: string): DatabaseObject => ({ ...object, id: { ...object.id, name } });

const takeBack = ({ verb, kind, id, to }: Rename): Rename => ({ verb, kind, id: { ...id, name: to }, to: id.name });

/** A snapshot without some objects, and with others, in the place of those of the same key where there are such. */
function changed(
  snapshot: Snapshot,
  {
    without = [],
    put = [],
  }: { readonly without?: readonly DatabaseObject[]; readonly put?: readonly DatabaseObject[] },
): Snapshot {
  const objects = new Map(snapshot.objects.map((object) => [keyOfObject(object), object]));
  for (const object of without) objects.delete(keyOfObject(object));
  for (const object of put) objects.set(keyOfObject(object), object);
  return { ...snapshot, objects: [...objects.values()].toSorted(byKeyOrder) };
}

const tableOf = ({ schema, table = '' }: Id): Pick<InStep, 'schema' | 'table'> => ({
  ...(schema === undefined ? {} : { schema }),
  table,
});
