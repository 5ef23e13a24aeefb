import { is, sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  customType,
  PgColumnBuilder,
  PgMaterializedView,
  pgEnum,
  pgSchema,
  pgSequence,
  pgTable,
  PgTable,
  PgView,
  primaryKey,
  smallint,
  unique,
  uniqueIndex,
  type ExtraConfigColumn,
  type PgColumn,
  type PgColumnBuilderBase,
  type PgEnum,
  type PgTableExtraConfigValue,
} from 'drizzle-orm/pg-core';

import type {
  ColumnData,
  DefaultData,
  ExpressionData,
  ForeignKeyData,
  IdentityData,
  IndexData,
  MemberData,
  ModelsData,
  Named,
  TableData,
} from './data.ts';
import { find, same } from './data.ts';
import { forms } from './expressions.ts';
import { relations } from './things/relations.ts';
import { things } from './things/index.ts';
import { key, type Relation, type Site } from './things/thing.ts';
import { types } from './types.ts';

type Enum = PgEnum<[string, ...string[]]>;
type Columns = Readonly<Record<string, PgColumn>>;
type Schemas = ReadonlyMap<string, ReturnType<typeof pgSchema>>;

/** Where models are built for. */
export interface Aim {
  /** The major version of PostgreSQL. */
  readonly major: number;
  /** The name that a role of the models has there. */
  readonly roleName: (name: string) => string;
}

/** What is there while models are built: tables may refer to tables that come later. */
interface Tables {
  readonly data: ModelsData;
  readonly schemas: Schemas;
  readonly enums: readonly { readonly named: Named; readonly made: Enum }[];
  readonly tables: Map<TableData, PgTable & { readonly [key: string]: unknown }>;
}

/** Drizzle models of data: what a module of models would export. */
export function build(data: ModelsData, aim: Aim): Readonly<Record<string, unknown>> {
  const schemas: Schemas = new Map(
    [...data.enums, ...data.sequences, ...data.tables, ...data.things].flatMap(({ schema }) =>
      schema === null ? [] : [[schema, pgSchema(schema)]],
    ),
  );
  const schemaOf = ({ schema }: Named) => (schema === null ? undefined : schemas.get(schema));
  const enums = data.enums.map((named) => {
    const [first = '', ...rest] = named.values;
    return { named, made: schemaOf(named)?.enum(named.name, [first, ...rest]) ?? pgEnum(named.name, [first, ...rest]) };
  });
  const sequences = data.sequences.map((named) => ({
    named,
    made: schemaOf(named)?.sequence(named.name, named.options) ?? pgSequence(named.name, named.options),
  }));
  const site: Tables = { data, schemas, enums, tables: new Map() };
  for (const table of data.tables) site.tables.set(table, buildTable(site, table));
  const made = new Map<Named, object>([...enums, ...sequences].map((each) => [each.named, each.made]));
  for (const [table, of] of site.tables) made.set(table, of);
  const exported = [...schemas.values(), ...made.values()];
  for (const thing of data.things) {
    const all = things[thing.sort].make(thing, siteOfThings(site, made, aim));
    const last = all.at(-1);
    if (last) made.set(thing, last);
    exported.push(...all);
  }
  return Object.fromEntries(exported.map((value, i) => [`export${i}`, value]));
}

/** The models as the things on them see them. */
function siteOfThings(tables: Tables, made: ReadonlyMap<Named, object>, aim: Aim): Site {
  const { data } = tables;
  const isRelation = (each: Named): boolean =>
    !('sort' in each) || each.sort === 'view' || each.sort === 'materialized view';
  const relation = (named: Named): Relation => {
    for (const [each, of] of made)
      if (same(each, named) && isRelation(each) && (is(of, PgTable) || is(of, PgView) || is(of, PgMaterializedView)))
        return of;
    throw new Error(`There is no table or view ${named.name}.`);
  };
  const columnsOf = (named: Named): readonly string[] =>
    find(relations(data), named)?.columns.map(({ name }) => name) ?? [];
  const column = (named: Named, name: string): PgColumn => {
    const found: unknown = Reflect.get(relation(named), key(columnsOf(named).indexOf(name)));
    if (!isColumn(found)) throw new Error(`${named.name} has no column ${name}.`);
    return found;
  };
  return {
    data,
    ...aim,
    schema: (name) => (name === null ? undefined : tables.schemas.get(name)),
    made,
    relation,
    column,
    where: ({ on, where }) => where && on && formOf(where).write(...where.columns.map((name) => column(on, name))),
    likewise: (named, names) => {
      const columns = find(relations(data), named)?.columns ?? [];
      return Object.fromEntries(
        names.flatMap((name, i) =>
          columns.flatMap((each) => (each.name === name ? [[key(i), makeType(tables, each)]] : [])),
        ),
      );
    },
  };
}

function buildTable(site: Tables, table: TableData): PgTable & { readonly [key: string]: unknown } {
  const columns = Object.fromEntries(table.columns.map((column, i) => [key(i), buildColumn(site, table, column)]));
  const schema = table.schema === null ? undefined : site.schemas.get(table.schema);
  const made = schema
    ? schema.table(table.name, columns, (own) => extras(site, table, own))
    : pgTable(table.name, columns, (own) => extras(site, table, own));
  if (table.secured) made.enableRLS();
  return made;
}

/** The column of a table by its name in the database. */
function columnOf(table: TableData, columns: object, name: string): PgColumn {
  const found: unknown = new Map(Object.entries(columns)).get(
    key(table.columns.findIndex((each) => each.name === name)),
  );
  if (!isColumn(found)) throw new Error(`${table.name} has no column ${name}.`);
  return found;
}

const isColumn = (value: unknown): value is ExtraConfigColumn =>
  typeof value === 'object' && value !== null && 'getSQLType' in value;

function buildColumn(site: Tables, table: TableData, column: ColumnData): PgColumnBuilderBase {
  const { name } = column;
  const made = column.identity ? buildIdentity(column, column.identity) : makeType(site, column);
  if (!is(made, PgColumnBuilder)) throw new Error(`${name} is no column.`);
  if (column.notNull) made.notNull();
  if (column.default) made.default(defaultOf(column.default));
  const { generated } = column;
  if (generated) made.generatedAlwaysAs(() => write(table, site.tables.get(table) ?? {}, generated));
  if (table.primaryKey?.inline && table.primaryKey.columns[0] === name) made.primaryKey();
  const inline = table.uniques.find((each) => each.inline && each.columns[0] === name);
  if (inline) made.unique(inline.name, { nulls: inline.nullsNotDistinct ? 'not distinct' : 'distinct' });
  for (const reference of table.foreignKeys)
    if (reference.inline && reference.columns[0] === name) refer(site, made, reference);
  return made;
}

function refer(
  site: Tables,
  column: PgColumnBuilder,
  { table, foreignColumns, onDelete, onUpdate }: ForeignKeyData,
): void {
  column.references(() => foreignColumn(site, table, foreignColumns[0] ?? ''), {
    ...(onDelete && { onDelete }),
    ...(onUpdate && { onUpdate }),
  });
}

function foreignColumn(site: Tables, named: Named, name: string): PgColumn {
  const data = find(site.data.tables, named);
  const made = data && site.tables.get(data);
  if (!made) throw new Error(`There is no table ${named.name}.`);
  return columnOf(data, made, name);
}

function makeType({ enums }: Tables, { name, type }: ColumnData): PgColumnBuilderBase {
  if (typeof type === 'string') {
    const found = types[type];
    if (!found) throw new Error(`There is no type ${type}.`);
    return found.make(name);
  }
  if ('declared' in type) return customType({ dataType: () => written(type.declared) })(name);
  const made = enums.find(({ named }) => same(named, type.enum))?.made;
  if (!made) throw new Error(`There is no enum ${type.enum.name}.`);
  if (type.array === 2) return made(name).array().array();
  return type.array === 1 ? made(name).array() : made(name);
}

function buildIdentity(
  { name, type }: ColumnData,
  { always, name: sequence, options }: IdentityData,
): PgColumnBuilderBase {
  const given = { ...options, ...(sequence !== undefined && { name: sequence }) };
  const made =
    type === 'smallint' ? smallint(name) : type === 'integer' ? integer(name) : bigint(name, { mode: 'number' });
  return always ? made.generatedAlwaysAsIdentity(given) : made.generatedByDefaultAsIdentity(given);
}

/** A default as `.default()` takes it. */
export function defaultOf(given: DefaultData): unknown {
  if ('sql' in given) return sql.raw(given.sql);
  if ('date' in given) return new Date(given.date);
  return 'bigint' in given ? BigInt(given.bigint) : given.value;
}

const write = (table: TableData, columns: object, { form, columns: names }: ExpressionData) => {
  return formOf({ form, columns: names }).write(...names.map((name) => columnOf(table, columns, name)));
};

function formOf({ form }: ExpressionData): (typeof forms)[string] {
  const found = forms[form];
  if (!found) throw new Error(`There is no expression ${form}.`);
  return found;
}

/** The name of a type as a model that has no word for it must say it. */
const written = ({ schema, name }: Named): string =>
  [...(schema === null ? [] : [schema]), name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');

function extras(site: Tables, table: TableData, own: Columns): PgTableExtraConfigValue[] {
  const columns = (names: readonly string[]): [PgColumn, ...PgColumn[]] => {
    const [first = '', ...rest] = names;
    return [columnOf(table, own, first), ...rest.map((name) => columnOf(table, own, name))];
  };
  const key = table.primaryKey;
  return [
    ...(key && !key.inline
      ? [primaryKey({ ...(key.name !== undefined && { name: key.name }), columns: columns(key.columns) })]
      : []),
    ...table.uniques
      .filter(({ inline }) => !inline)
      .map(({ name, columns: names, nullsNotDistinct }) => {
        const made = unique(name).on(...columns(names));
        return nullsNotDistinct ? made.nullsNotDistinct() : made;
      }),
    ...table.checks.map(({ name, expression }) => check(name, write(table, own, expression))),
    ...table.indexes.map((each) => buildIndex(table, own, each)),
    ...table.foreignKeys
      .filter(({ inline }) => !inline)
      .map(({ name, columns: names, table: target, foreignColumns, onDelete, onUpdate }) => {
        const [first = '', ...rest] = foreignColumns;
        const foreign: [PgColumn, ...PgColumn[]] = [
          foreignColumn(site, target, first),
          ...rest.map((each) => foreignColumn(site, target, each)),
        ];
        const made = foreignKey({
          ...(name !== undefined && { name }),
          columns: columns(names),
          foreignColumns: foreign,
        });
        if (onDelete) made.onDelete(onDelete);
        if (onUpdate) made.onUpdate(onUpdate);
        return made;
      }),
  ];
}

function buildIndex(
  table: TableData,
  own: Columns,
  { name, unique: isUnique, method, members, where, with: parameters, concurrently }: IndexData,
) {
  const [first, ...rest] = members.map((member) => buildMember(table, own, member));
  if (!first) throw new Error(`An index of ${table.name} has no columns.`);
  const started = isUnique ? uniqueIndex(name) : index(name);
  const made = method === 'btree' ? started.on(first, ...rest) : started.using(method, first, ...rest);
  if (where) made.where(write(table, own, where));
  if (parameters) made.with({ ...parameters });
  return concurrently ? made.concurrently() : made;
}

function buildMember(table: TableData, own: Columns, { column, expression, opclass, order, nulls }: MemberData) {
  if (expression) return sql`(${write(table, own, expression)})`;
  const made = columnOf(table, own, column ?? '');
  if (!isColumn(made)) throw new Error(`${table.name} has no column ${column}.`);
  if (order === 'desc') made.desc();
  else if (order === 'asc') made.asc();
  if (nulls === 'first') made.nullsFirst();
  else if (nulls === 'last') made.nullsLast();
  if (opclass !== undefined) made.op(opclass);
  return made;
}
