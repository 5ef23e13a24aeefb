import type { Survey } from './adopt.js';
import { valueKey, type Dropped } from './drops.js';
import { isRebuildable } from './expand.js';
import { candidates, traitsOfName } from './candidates.js';
import { likelinessOf, nearness, traitsOf } from './likeliness.js';
import { lookUp, type Lookup } from './lookup.js';
import { keyOf, keyOfObject, type DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';
import { pathOf } from './path-of.js';
import { pathAmong } from './paths.js';
import type { Renamed } from './renames.js';
import type { Snapshot } from './snapshot.js';

/**
 * Something goes and something comes in one place, and rows would be lost: it may be one thing under another name.
 * Nobody but the author knows.
 */
export interface OpenQuestion {
  /** What it is about: `column`, `value of enum`. */
  readonly what: string;
  /** What goes, as `--rename` and `--drop` name it. */
  readonly gone: readonly string[];
  /** What comes: its name, and the whole of its path. */
  readonly come: readonly { readonly name: string; readonly path: string }[];
  /** What goes with what comes, the likeliest pair first: each with each, or where they are many, the likeliest of each. */
  readonly pairs: readonly Pair[];
}

/** Two names that one thing may have. */
export interface Pair {
  /** What goes, as `--rename` names it. */
  readonly from: string;
  /** The name of what comes. */
  readonly to: string;
  /** How alike they are, from 0 to 1. */
  readonly likeness: number;
}

/** What questions are about. */
export interface Asked {
  /** What the models want of the database once these renames are made, and what stays. */
  readonly survey: Survey;
  /** The database as it is. */
  readonly found: Snapshot;
  /** The database once the renames that are known are made. */
  readonly renamed: Renamed;
  /** What is known to go. */
  readonly dropped: Dropped;
}

/**
 * What is open: neither said to be a rename nor to go. Of two that stand within each other the outer alone; what it
 * holds is asked about once it is answered.
 */
export function openQuestions(asked: Asked): readonly OpenQuestion[] {
  const { survey, renamed } = asked;
  const before = lookUp(renamed.snapshot);
  const after = lookUp({ ...renamed.snapshot, objects: [...survey.wanted, ...survey.kept] });
  return [...objectQuestions(asked, before, after), ...valueQuestions(asked, before, after)];
}

function objectQuestions({ found, renamed, dropped }: Asked, before: Lookup, after: Lookup): readonly OpenQuestion[] {
  const gone = lost(before, after).filter((object) => !dropped.keys.has(keyOfObject(object)));
  const come = groupBy(lost(after, before));
  return [...groupBy(gone)].flatMap(([place, goes]) => {
    const comes = come.get(place) ?? [];
    const [first] = goes;
    if (!first || comes.length === 0) return [];
    const pathNow = ({ kind, id }: DatabaseObject): string => {
      const key = renamed.before(keyOf(kind, id));
      const object = found.objects.find((each) => keyOfObject(each) === key);
      return object ? pathAmong(found.objects, { object }) : pathOf(id);
    };
    return [
      question(
        first.kind.replaceAll('_', ' '),
        goes.map((object) => ({ path: pathNow(object), it: object })),
        comes.map((object) => ({ name: object.id.name, path: pathOf(object.id), it: object })),
        {
          traits: (object, side) => traitsOf(object, side === 'gone' ? before : after),
          likeness: (one, other) => likelinessOf(one, other, before, after),
        },
      ),
    ];
  });
}

/** What one side has and the other has not, where that means rows, and nothing around it is missing too. */
function lost(here: Lookup, there: Lookup): readonly DatabaseObject[] {
  return [...here.byKey.values()].filter(
    (object) => kindOf(object.kind).holdsRows && !there.byKey.has(keyOfObject(object)) && !isRebuildable(object),
  );
}

function groupBy(objects: readonly DatabaseObject[]): ReadonlyMap<string, readonly DatabaseObject[]> {
  const groups = new Map<string, DatabaseObject[]>();
  for (const object of objects) {
    const place = JSON.stringify([object.kind, object.id.schema, object.id.table]);
    groups.set(place, [...(groups.get(place) ?? []), object]);
  }
  return groups;
}

function valueQuestions({ found, renamed, dropped }: Asked, before: Lookup, after: Lookup): readonly OpenQuestion[] {
  return [...before.byKey].flatMap(([key, object]) => {
    const was = valuesOf(object);
    if (was.length === 0) return [];
    const is = valuesOf(after.byKey.get(key));
    const gone = was.filter((value) => !is.includes(value) && !dropped.values.has(valueKey(key, value)));
    const come = is.filter((value) => !was.includes(value));
    if (is.length === 0 || gone.length === 0 || come.length === 0) return [];
    const original = found.objects.find((each) => keyOfObject(each) === renamed.before(key)) ?? object;
    return [
      question(
        `value of ${object.kind.replaceAll('_', ' ')}`,
        gone.map((value) => ({ path: pathAmong(found.objects, { object: original, value }), it: value })),
        come.map((value) => ({ name: value, path: `${pathOf(object.id)}.${value}`, it: value })),
        {
          traits: traitsOfName,
          likeness: (one, other) => (nearness(one, other) + place(was.indexOf(one), is.indexOf(other))) / 2,
        },
      ),
    ];
  });
}

const place = (a: number, b: number): number => 1 / (1 + Math.abs(a - b));

const valuesOf = (object: DatabaseObject | undefined): readonly string[] =>
  object ? (kindOf(object.kind).values?.(object) ?? []) : [];

/** How things are found to be alike: at first sight, and at a close look. */
interface Likeness<T> {
  readonly traits: (one: T, side: 'gone' | 'come') => readonly string[];
  readonly likeness: (gone: T, come: T) => number;
}

function question<T>(
  what: string,
  gone: readonly { readonly path: string; readonly it: T }[],
  come: readonly { readonly name: string; readonly path: string; readonly it: T }[],
  { traits, likeness }: Likeness<T>,
): OpenQuestion {
  const pathOfGone = new Map(gone.map(({ it, path }) => [it, path]));
  const nameOfCome = new Map(come.map(({ it, name }) => [it, name]));
  const pairs = candidates([...pathOfGone.keys()], [...nameOfCome.keys()], traits).map(([one, other]) => ({
    from: pathOfGone.get(one) ?? '',
    to: nameOfCome.get(other) ?? '',
    likeness: likeness(one, other),
  }));
  return {
    what,
    gone: gone.map(({ path }) => path),
    come: come.map(({ name, path }) => ({ name, path })),
    pairs: pairs.toSorted((a, b) => b.likeness - a.likeness || compare(a.from, b.from) || compare(a.to, b.to)),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
