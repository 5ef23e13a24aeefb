import {
  isJsonObject,
  isList,
  keyOf,
  keyOfObject,
  kindOf,
  lookUp,
  pathOf,
  equal,
  valueOf,
  type DatabaseObject,
  type Difference,
  type Id,
  type Lookup,
  type Snapshot,
} from '@sluice/core';
import { objectOf } from '../difference-places.js';
import type { ColumnFacts, Fate, ReviewedColumn, ReviewedLink, ReviewedTable } from './reviewed.js';
import type { Outcome } from './surroundings.js';

/** The ids of the tables that a migration concerns, under the names of after: those that it changes, or that use a type which it changes. */
export function concernedTables({ renamed, after, differences }: Outcome): readonly Id[] {
  const lookups = [lookUp(renamed), lookUp(after)];
  const found = new Map<string, Id>();
  for (const difference of differences) {
    for (const id of tablesOf(difference, lookups)) found.set(keyOf('table', id), id);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id);
}

function tablesOf(difference: Difference, lookups: readonly Lookup[]): readonly Id[] {
  const object = difference.verb === 'rename' ? difference.after : objectOf(difference);
  const known = (id: Id): boolean => lookups.some(({ byKey }) => byKey.has(keyOf('table', id)));
  const own = tableOf(object);
  if (own !== undefined) return [own].filter(known);
  // A view is drawn by nobody, and what reads from a table is no part of it.
  if (kindOf(object.kind).container === true) return [];
  const users = lookups.flatMap((lookup) => [...lookup.dependents(keyOfObject(object)).values()]);
  return users.flatMap((user) => (user.direct ? (tableOf(user.object) ?? []) : [])).filter(known);
}

/** The table that an object is, or on which it stands. */
export function tableOf({ kind, id }: DatabaseObject): Id | undefined {
  if (kind === 'table') return id;
  return id.table === undefined ? undefined : tableId(id.schema, id.table);
}

const tableId = (schema: string | undefined, name: string): Id => ({
  ...(schema === undefined ? {} : { schema }),
  name,
});

/** The tables concerned, before and after. */
export const reviewTables = (outcome: Outcome, tables: readonly Id[]): readonly ReviewedTable[] =>
  tables.map((id) => reviewTable(outcome, id));

function reviewTable({ renamed, after, former }: Outcome, id: Id): ReviewedTable {
  const key = keyOf('table', id);
  const [was, is] = [partsOf(renamed, id), partsOf(after, id)];
  const formerName = (object: DatabaseObject): string => former.get(keyOfObject(object))?.id.name ?? object.id.name;
  const hasBeen = renamed.objects.some((object) => keyOfObject(object) === key);
  const stays = after.objects.some((object) => keyOfObject(object) === key);
  const columns = pairs(was.columns, is.columns).map(([before, now]) =>
    columnFrom(before && factsOf(before, was, formerName(before)), now && factsOf(now, is, now.id.name)),
  );
  const links = pairs(was.foreignKeys, is.foreignKeys).flatMap(([before, now]) => linkFrom(before, now));
  const before = hasBeen ? pathOf(former.get(key)?.id ?? id) : undefined;
  const changed = before !== pathOf(id) || [...columns, ...links].some(({ fate }) => fate !== 'same');
  return {
    before,
    after: stays ? pathOf(id) : undefined,
    fate: !hasBeen ? 'new' : !stays ? 'gone' : changed ? 'changed' : 'same',
    columns,
    links,
  };
}

interface Parts {
  readonly columns: readonly DatabaseObject[];
  readonly foreignKeys: readonly DatabaseObject[];
  readonly primary: ReadonlySet<string>;
  readonly foreign: ReadonlySet<string>;
  readonly unique: ReadonlySet<string>;
}

function partsOf(snapshot: Snapshot, { schema, name }: Id): Parts {
  const on = [...snapshot.objects, ...snapshot.inherited].filter(({ id }) => id.schema === schema && id.table === name);
  const of = (kind: DatabaseObject['kind']): readonly DatabaseObject[] => on.filter((object) => object.kind === kind);
  const columnsOf = (kind: DatabaseObject['kind']): ReadonlySet<string> => new Set(of(kind).flatMap(columnNames));
  const alone = of('unique').filter((object) => columnNames(object).length === 1);
  return {
    columns: of('column').toSorted((a, b) => placeOf(a) - placeOf(b)),
    foreignKeys: of('foreign_key'),
    primary: columnsOf('primary_key'),
    foreign: columnsOf('foreign_key'),
    unique: new Set(alone.flatMap(columnNames)),
  };
}

const placeOf = (object: DatabaseObject): number => kindOf(object.kind).place?.(object) ?? 0;

const columnNames = (object: DatabaseObject): readonly string[] => {
  const columns = valueOf(object, 'columns');
  return isList(columns) ? columns.map(String) : [];
};

/** What bears the same name now side by side: in the order of after, what is gone where it was. */
function pairs(
  before: readonly DatabaseObject[],
  after: readonly DatabaseObject[],
): readonly (readonly [before: DatabaseObject | undefined, after: DatabaseObject | undefined])[] {
  const named = (list: readonly DatabaseObject[], name: string): DatabaseObject | undefined =>
    list.find(({ id }) => id.name === name);
  const result: (readonly [DatabaseObject | undefined, DatabaseObject | undefined])[] = after.map((object) => [
    named(before, object.id.name),
    object,
  ]);
  for (const [i, object] of before.entries()) {
    if (named(after, object.id.name) !== undefined) continue;
    const previous = before[i - 1]?.id.name;
    const at = result.findIndex(([one]) => one !== undefined && one.id.name === previous);
    result.splice(at + 1, 0, [object, undefined]);
  }
  return result;
}

function factsOf(column: DatabaseObject, { primary, foreign, unique }: Parts, name: string): ColumnFacts {
  const now = column.id.name;
  return {
    name,
    type: String(valueOf(column, 'type')),
    notNull: valueOf(column, 'notNull') === true,
    value: valueText(column),
    isPrimary: primary.has(now),
    isForeign: foreign.has(now),
    isUnique: unique.has(now),
  };
}

function valueText(column: DatabaseObject): string {
  const [usual, generated, identity, serial] = ['default', 'generated', 'identity', 'serial'].map((name) =>
    valueOf(column, name),
  );
  if (typeof usual === 'string') return `default ${usual}`;
  if (isJsonObject(generated)) return `generated as ${String(generated['expression'])}`;
  if (isJsonObject(identity)) return `identity ${String(identity['generation'])}`;
  return isJsonObject(serial) ? 'serial' : '';
}

const columnFrom = (before: ColumnFacts | undefined, after: ColumnFacts | undefined): ReviewedColumn => ({
  fate: fateOf(before, after, () => equal({ ...before }, { ...after })),
  before,
  after,
});

function linkFrom(before: DatabaseObject | undefined, after: DatabaseObject | undefined): readonly ReviewedLink[] {
  const object = after ?? before;
  const target = object && valueOf(object, 'references');
  if (object === undefined || !isJsonObject(target)) return [];
  const { schema, table } = target;
  const fate = fateOf(before, after, () => equal(before?.attributes ?? null, after?.attributes ?? null));
  const to = pathOf(tableId(typeof schema === 'string' ? schema : undefined, String(table)));
  return [{ fate, name: object.id.name, to, columns: columnNames(object) }];
}

function fateOf(before: object | undefined, after: object | undefined, isSame: () => boolean): Fate {
  if (before === undefined) return 'new';
  if (after === undefined) return 'gone';
  return isSame() ? 'same' : 'changed';
}
