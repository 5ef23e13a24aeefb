import { is, sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  PgColumnBuilder,
  pgEnum,
  pgSchema,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  unique,
  uniqueIndex,
  type ExtraConfigColumn,
  type PgColumn,
  type PgColumnBuilderBase,
  type PgEnum,
  type PgTable,
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
import { types } from './types.ts';

type Enum = PgEnum<[string, ...string[]]>;
type Columns = Readonly<Record<string, PgColumn>>;
type Schemas = ReadonlyMap<string, ReturnType<typeof pgSchema>>;

/** What is there while models are built: tables may refer to tables that come later. */
interface Site {
  readonly data: ModelsData;
  readonly schemas: Schemas;
  readonly enums: readonly { readonly named: Named; readonly made: Enum }[];
  readonly tables: Map<TableData, PgTable & { readonly [key: string]: unknown }>;
}

/** Drizzle models of data: what a module of models would export. */
export function build(data: ModelsData): Readonly<Record<string, unknown>> {
  const schemas: Schemas = new Map(
    [...data.enums, ...data.sequences, ...data.tables].flatMap(({ schema }) =>
      schema === null ? [] : [[schema, pgSchema(schema)]],
    ),
  );
  const schemaOf = ({ schema }: Named) => (schema === null ? undefined : schemas.get(schema));
  const enums = data.enums.map((named) => {
    const [first = '', ...rest] = named.values;
    return { named, made: schemaOf(named)?.enum(named.name, [first, ...rest]) ?? pgEnum(named.name, [first, ...rest]) };
  });
  const sequences = data.sequences.map(
    (named) => schemaOf(named)?.sequence(named.name, named.options) ?? pgSequence(named.name, named.options),
  );
  const site: Site = { data, schemas, enums, tables: new Map() };
  for (const table of data.tables) site.tables.set(table, buildTable(site, table));
  return Object.fromEntries(
    [...schemas.values(), ...enums.map(({ made }) => made), ...sequences, ...site.tables.values()].map((value, i) => [
      `export${i}`,
      value,
    ]),
  );
}

function buildTable(site: Site, table: TableData): PgTable & { readonly [key: string]: unknown } {
  const columns = Object.fromEntries(table.columns.map((column, i) => [key(i), buildColumn(site, table, column)]));
  const schema = table.schema === null ? undefined : site.schemas.get(table.schema);
  return schema
    ? schema.table(table.name, columns, (own) => extras(site, table, own))
    : pgTable(table.name, columns, (own) => extras(site, table, own));
}

/** The name of a column's field: not the column's, which may be `__proto__`. */
const key = (i: number): string => `c${i}`;

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

function buildColumn(site: Site, table: TableData, column: ColumnData): PgColumnBuilderBase {
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
  site: Site,
  column: PgColumnBuilder,
  { table, foreignColumns, onDelete, onUpdate }: ForeignKeyData,
): void {
  column.references(() => foreignColumn(site, table, foreignColumns[0] ?? ''), {
    ...(onDelete && { onDelete }),
    ...(onUpdate && { onUpdate }),
  });
}

function foreignColumn(site: Site, named: Named, name: string): PgColumn {
  const data = find(site.data.tables, named);
  const made = data && site.tables.get(data);
  if (!made) throw new Error(`There is no table ${named.name}.`);
  return columnOf(data, made, name);
}

function makeType({ enums }: Site, { name, type }: ColumnData): PgColumnBuilderBase {
  if (typeof type === 'string') {
    const found = types[type];
    if (!found) throw new Error(`There is no type ${type}.`);
    return found.make(name);
  }
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
  const found = forms[form];
  if (!found) throw new Error(`There is no expression ${form}.`);
  return found.write(...names.map((name) => columnOf(table, columns, name)));
};

function extras(site: Site, table: TableData, own: Columns): PgTableExtraConfigValue[] {
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
