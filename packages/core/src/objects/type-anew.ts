import { RefusedError } from '../errors.js';
import { isJsonObject, isList, type Json, type JsonObject } from '../json.js';
import type { Alteration, Dependent, Find } from '../kind.js';
import { keyOf, keyOfObject, type DatabaseObject, type Id, type Key } from '../object.js';
import type { Alter } from '../operation.js';
import { asideName } from '../sql/names.js';
import { ident, literal, readName } from '../sql/quote.js';
import { inside, type Statement } from '../statement.js';
import { yieldsToNewType } from './aside.js';
import { refusePartitionKey } from './columns/partition-key.js';
import type { CompositeTypeAttributes } from './composite-types/composite-type.js';
import type { DomainAttributes } from './domains/domain.js';
import type { RangeTypeAttributes } from './range-types/range-type.js';
import { bracketsOf, elementType, isTypeKind, multirangeName, typeKinds } from './types.js';

/** A column that a type is made anew under, as the alter of the type carries it. */
export interface TypeColumn {
  readonly schema?: string;
  readonly table: string;
  readonly name: string;
  /** As SQL: `status[]`. Left out it is the type itself; null stays what it is, and only the default is made anew. */
  readonly type?: string | null;
  /** How a value comes along, as SQL over the row; left out, in the usual way. */
  readonly using?: string;
  /** For a column that had a default, the one after, or none: PostgreSQL cannot cast it along. */
  readonly default?: string | null;
}

/** A type that is made anew along with one that it stands on, as its own directive would make it. */
export type TypeAlong = { readonly schema?: string; readonly name: string } & (
  | ({ readonly kind: 'domain' } & DomainAttributes)
  | ({ readonly kind: 'composite_type' } & CompositeTypeAttributes)
  | ({ readonly kind: 'range_type' } & RangeTypeAttributes)
);

/** What an alter carries that makes a type anew. */
export interface TypeAnew {
  /** The columns to cast. */
  readonly columns?: readonly TypeColumn[];
  /** Types that stand on this one, in the order in which they are made. */
  readonly types?: readonly TypeAlong[];
}

/** What depends on a type. */
interface Standing {
  /** Types on it, and types on these, in the order in which they are made. */
  readonly types: readonly DatabaseObject[];
  readonly columns: readonly DatabaseObject[];
  /** All that must be dropped before and made again after. */
  readonly others: readonly DatabaseObject[];
}

function standing(key: Key, dependents: readonly Dependent[]): Standing {
  const types = inOrder(dependents.filter(({ object }) => isTypeKind(object.kind)).filter(reaches(key, dependents)));
  const keys = new Set([key, ...types.map(keyOfObject)]);
  const speaks = ({ needs }: Dependent): boolean => [...needs].some((need) => keys.has(need));
  const rest = dependents.filter(({ object }) => !keys.has(keyOfObject(object)));
  const isCast = ({ object }: Dependent): boolean => object.kind === 'column' && !object.attributes['generated'];
  return {
    types,
    columns: rest.filter((each) => isCast(each) && speaks(each)).map(({ object }) => object),
    others: rest
      .filter((each) => !isCast(each))
      .filter((each) => speaks(each) || each.object.kind === 'foreign_key' || yieldsToNewType(each.object))
      .map(({ object }) => object),
  };
}

/** Whether a type stands on another, itself or by way of further types. */
function reaches(key: Key, dependents: readonly Dependent[]): (type: Dependent) => boolean {
  const keys = new Set([key]);
  for (let size = 0; size !== keys.size;) {
    size = keys.size;
    for (const { object, needs } of dependents)
      if (isTypeKind(object.kind) && [...needs].some((need) => keys.has(need))) keys.add(keyOfObject(object));
  }
  return ({ object }) => keys.has(keyOfObject(object));
}

/** Types, each after those that it stands on. */
function inOrder(types: readonly Dependent[]): readonly DatabaseObject[] {
  const open = new Set(types.map(({ object }) => keyOfObject(object)));
  const sorted: DatabaseObject[] = [];
  for (let size = -1; size !== open.size;) {
    size = open.size;
    for (const { object, needs } of types) {
      const key = keyOfObject(object);
      if (!open.has(key) || [...needs].some((need) => need !== key && open.has(need))) continue;
      sorted.push(object);
      open.delete(key);
    }
  }
  return sorted;
}

/** What must step aside while a type is made anew: all but its columns and types, which the alter carries. */
export function asideOfType({ kind, id }: Alter, dependents: readonly Dependent[]): readonly DatabaseObject[] {
  const { others } = standing(keyOf(kind, id), dependents);
  const table = others.find((object) => object.kind === 'table');
  if (table) throw typedTable(keyOf(kind, id), id, table);
  return others;
}

function typedTable(key: Key, { name }: Id, table: DatabaseObject): RefusedError {
  return new RefusedError(
    key,
    'a table of this type',
    `${key} cannot be made anew: table ${table.id.name} is a table of this type. Write the steps by hand: ALTER TABLE ${table.id.name} NOT OF, the change of ${name}, and ALTER TABLE ${table.id.name} OF.`,
  );
}

/** Whether columns hold values of a type, themselves or within another type. */
export const holdsValues = ({ kind, id }: Alter, dependents: readonly Dependent[]): boolean =>
  standing(keyOf(kind, id), dependents).columns.length > 0;

/** Whether a column holds values of a type within a list or another type, where PostgreSQL does not look. */
export function isWithin({ kind, id }: Alter, dependents: readonly Dependent[]): boolean {
  const itself = { kind, id, attributes: {} };
  return standing(keyOf(kind, id), dependents).columns.some(({ attributes }) => {
    const type = String(attributes['type']);
    return bracketsOf(type) !== '' || !names(type, itself);
  });
}

/** How a column has a type. */
export interface Holding {
  /** The type, no list and no other type on it. */
  readonly isItself: boolean;
  /** The type of its elements: this one, or one that stands on it. */
  readonly on: DatabaseObject;
}

/**
 * What the alter carries: the columns to cast, the types to make along, and what stays of the type itself. `using` is
 * how the value of a column comes along, where that is not in the usual way.
 */
export function carryType(
  { kind, id, changes }: Alter,
  dependents: readonly Dependent[],
  find: Find,
  using: (column: DatabaseObject, holding: Holding) => string | undefined = () => undefined,
): JsonObject {
  const { types, columns } = standing(keyOf(kind, id), dependents);
  const stays = ({ kind: of, id: each }: DatabaseObject): boolean => find(of, each).length > 0;
  const itself = { kind, id, attributes: find(kind, id)[0]?.attributes ?? {} };
  const along = types.filter(stays);
  const on = (column: DatabaseObject): DatabaseObject | undefined =>
    [itself, ...along].find((type) => names(String(column.attributes['type']), type));
  const entries = columns.filter(stays).map((column) => {
    refusePartitionKey(column.id, find, `get ${id.name} anew`);
    const [type, of] = [String(column.attributes['type']), on(column)];
    const isItself = of === itself && bracketsOf(type) === '' && readName(type)?.name === id.name;
    const cast = of && using(column, { isItself, on: of });
    return {
      ...placeOf(column.id),
      ...(isItself ? {} : { type: of ? type : null }),
      ...(cast === undefined ? {} : { using: cast }),
      ...defaultAfter(column, find),
    };
  });
  const keep = Object.fromEntries(Object.entries(itself.attributes).filter(([name]) => !changes[name]));
  return {
    columns: entries,
    ...(along.length === 0 ? {} : { types: along.map(typeEntry) }),
    ...(Object.keys(keep).length === 0 ? {} : { keep }),
  };
}

/** The columns that hold values of a type and stay, themselves or within another type: how each has it. */
export function columnsOf({ kind, id }: Alter, dependents: readonly Dependent[], find: Find): readonly JsonObject[] {
  return standing(keyOf(kind, id), dependents)
    .columns.filter((column) => find(column.kind, column.id).length > 0)
    .map(({ id: column, attributes }) => {
      const type = String(attributes['type']);
      const isItself = bracketsOf(type) === '' && readName(type)?.name === id.name;
      return { ...placeOf(column), ...(isItself ? {} : { type }) };
    });
}

/** Whether a type as SQL is this one, a list of it, or its multirange. */
function names(type: string, { kind, id, attributes }: DatabaseObject): boolean {
  const name = readName(elementType(type));
  if (name?.schema !== id.schema) return false;
  return name?.name === id.name || (kind === 'range_type' && name?.name === multirangeName(id, attributes));
}

const schemaOf = ({ schema }: Id): { readonly schema?: string } =>
  schema === undefined || schema === 'public' ? {} : { schema };

const typeEntry = ({ kind, id, attributes }: DatabaseObject): JsonObject => ({
  kind,
  ...schemaOf(id),
  name: id.name,
  ...attributes,
});

const placeOf = (id: Id): JsonObject => ({ ...schemaOf(id), table: id.table ?? '', name: id.name });

/** Of a column that had a default, the one after, or none. */
function defaultAfter({ id, attributes }: DatabaseObject, find: Find): JsonObject {
  if (typeof attributes['default'] !== 'string') return {};
  const desired = find('column', id)[0]?.attributes ?? {};
  // Where the column goes on to another type, its new default comes with that.
  const next = desired['type'] === attributes['type'] ? desired['default'] : undefined;
  return { default: typeof next === 'string' ? next : null };
}

/** A value by its text: what any two types have in common. */
export function byText(column: string, type: string): string {
  return `${ident(column)}::text${bracketsOf(type)}::${type}`;
}

/** A value by PostgreSQL's own cast. */
export const byCast = (column: string, type: string): string => `${ident(column)}::${type}`;

/**
 * Makes a type anew under its columns: it and the types on it stand aside under other names, are made, the columns are
 * cast, and what stood aside is dropped.
 *
 * @param way - how the value of a column comes along, where the alter does not say it.
 */
export function makeTypeAnew(
  { before, after, manner, make }: Pick<Alteration<object>, 'before' | 'after' | 'manner' | 'make'>,
  way: (column: string, type: string) => string,
): readonly Statement[] {
  const along = listOf(manner['types']).map(readAlong);
  return [
    ...[before, ...along].flatMap(putAside),
    ...[after, ...along].flatMap(make),
    ...castColumns(listOf(manner['columns']).map(readColumn), after.id, way),
    ...[before, ...along].toReversed().map(({ id }) => inside(`DROP TYPE ${ident(id.schema, asideName(id.name))}`)),
  ];
}

/** Gives a type another name for the time, and all that would be in the way of one of its name. */
export function putAside({ kind, id, attributes }: DatabaseObject): readonly Statement[] {
  const rename = (name: string): Statement =>
    inside(`ALTER TYPE ${ident(id.schema, name)} RENAME TO ${ident(asideName(name))}`);
  if (kind !== 'range_type') return [rename(id.name)];
  const multirange = multirangeName(id, attributes);
  // The functions that make its values keep its name, which the new type's own functions need.
  return [rename(id.name), rename(multirange), renameConstructors(id, id.name), renameConstructors(id, multirange)];
}

const renameConstructors = ({ schema }: Id, name: string): Statement =>
  inside(
    `DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT objid FROM pg_depend WHERE classid = 'pg_proc'::regclass AND deptype = 'i' AND refclassid = 'pg_type'::regclass AND refobjid = ${literal(ident(schema, asideName(name)))}::regtype LOOP EXECUTE format('ALTER FUNCTION %s RENAME TO %I', f, ${literal(asideName(name))}); END LOOP; END $$`,
  );

/** The columns of a table at once: it is written once. */
function castColumns(
  columns: readonly TypeColumn[],
  id: Id,
  way: (column: string, type: string) => string,
): readonly Statement[] {
  const tables = new Map<string, string[]>();
  for (const column of columns) {
    const table = ident(column.schema ?? 'public', column.table);
    tables.set(table, [...(tables.get(table) ?? []), ...castColumn(column, ident(id.schema, id.name), way)]);
  }
  return [...tables].map(([table, actions]) => inside(`ALTER TABLE ${table} ${actions.join(', ')}`));
}

function castColumn(
  column: TypeColumn,
  itself: string,
  way: (column: string, type: string) => string,
): readonly string[] {
  const [name, type] = [ident(column.name), column.type === undefined ? itself : column.type];
  return [
    ...(column.default === undefined ? [] : [`ALTER COLUMN ${name} DROP DEFAULT`]),
    ...(type === null ? [] : [`ALTER COLUMN ${name} TYPE ${type} USING ${column.using ?? way(column.name, type)}`]),
    ...(column.default == null ? [] : [`ALTER COLUMN ${name} SET DEFAULT ${column.default}`]),
  ];
}

/** The columns that an alter carries. */
export const typeColumns = (manner: JsonObject | undefined): readonly TypeColumn[] => columnsIn(manner?.['columns']);

/** Columns as they stand in JSON. */
export const columnsIn = (list: Json | undefined): readonly TypeColumn[] => listOf(list).map(readColumn);

const listOf = (value: Json | undefined): readonly JsonObject[] => (isList(value) ? value.filter(isJsonObject) : []);

function readColumn(column: JsonObject): TypeColumn {
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
  const { schema, type, using, default: value } = column;
  return {
    ...(typeof schema === 'string' ? { schema } : {}),
    table: text(column['table']),
    name: text(column['name']),
    ...(typeof type === 'string' || type === null ? { type } : {}),
    ...(typeof using === 'string' ? { using } : {}),
    ...(typeof value === 'string' || value === null ? { default: value } : {}),
  };
}

function readAlong({ kind: name, schema, name: type, ...attributes }: JsonObject): DatabaseObject {
  const kind = typeKinds.find((each) => each === name) ?? 'domain';
  return { kind, id: { schema: typeof schema === 'string' ? schema : 'public', name: String(type) }, attributes };
}
