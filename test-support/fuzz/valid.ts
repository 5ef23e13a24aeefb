import type {
  ColumnData,
  ForeignKeyData,
  IndexData,
  MemberData,
  ModelsData,
  Named,
  PrimaryKeyData,
  TableData,
  ThingData,
  TypeData,
  UniqueData,
} from './data.ts';
import { cut } from './cut.ts';
import { find, isRelationThing, isTypeThing, same, thingSorts } from './data.ts';
import { fits } from './expressions.ts';
import { isThing, placeOf, type Place } from './things/draw.ts';
import { likeOf } from './things/like.ts';
import { typeOf } from './types.ts';

/**
 * The models without what PostgreSQL cannot have: what refers to a thing that is not there, what stands over columns
 * of another type, what has a name that is taken.
 */
export function valid(models: ModelsData): ModelsData {
  const names = new Names();
  const tables = models.tables.filter((table) => names.take(table, table.name));
  const enums = models.enums.filter((each) => each.values.length > 0 && names.take(each, each.name));
  const sequences = models.sequences.filter((each) => names.take(each, each.name));
  const known = { ...models, enums };
  const withoutKeys = tables.map((table) => validTable(table, known, names));
  const withTables = {
    ...(models.renamedSchemas && { renamedSchemas: models.renamedSchemas }),
    enums: enums.map((each) => ({ ...each, values: [...new Set(each.values)] })),
    sequences,
    tables: withoutKeys.map((table) => ({
      ...table,
      foreignKeys: table.foreignKeys.filter((each) => isForeignKey(each, table, withoutKeys, names)),
    })),
  };
  const made = { ...withTables, things: validThings(models.things, withTables, names) };
  // A type whose name is taken leaves columns behind
  const typesOf = ({ things }: ModelsData): number => things.filter(isTypeThing).length;
  return typesOf(made) < typesOf(models) ? valid(made) : made;
}

/** Things whose ground is there, in an order in which each stands on those before it. */
function validThings(
  things: readonly ThingData[],
  models: Omit<ModelsData, 'things'>,
  names: Names,
): readonly ThingData[] {
  const kept: ThingData[] = [];
  const sorted = thingSorts.flatMap((sort) => things.filter((thing) => thing.sort === sort));
  // A view may stand on a materialized view, and that on a view: those in the order in which they were drawn.
  const inOrder = [
    ...sorted.filter(({ sort }) => isBeforeViews(sort)),
    ...things.filter(isRelationThing),
    ...sorted.filter((thing) => !isBeforeViews(thing.sort) && !isRelationThing(thing)),
  ];
  for (const thing of inOrder) {
    const roles = thing.roles.filter((role) => kept.some(({ sort, name }) => sort === 'role' && name === role));
    const given = { ...thing, roles };
    const known = { ...models, things: kept };
    if (isThing(given, known) && names.takeThing(placeOf(given, known))) kept.push(given);
  }
  return kept;
}

const isBeforeViews = (sort: ThingData['sort']): boolean => thingSorts.indexOf(sort) < thingSorts.indexOf('function');

/** The names that are taken, by where they must differ. */
class Names {
  readonly #taken = new Set<string>();

  /** Takes a name among the relations and types of a schema; false if somebody has it. */
  take({ schema }: Pick<Named, 'schema'>, name: string): boolean {
    return this.#take('relation', schema ?? 'public', name);
  }

  /** Takes a name among the constraints of a table, which for a key is an index's too. */
  takeConstraint(table: Named, name: string, isKey: boolean): boolean {
    const place = JSON.stringify([table.schema ?? 'public', table.name]);
    if (this.#taken.has(JSON.stringify(['constraint', place, cut(name)]))) return false;
    if (isKey && !this.take(table, name)) return false;
    return this.#take('constraint', place, name);
  }

  /** Takes the name of a thing where that must be its own. */
  takeThing({ sort, isConstraint, name, schema, on }: Place): boolean {
    const table = on ?? { schema, name: '' };
    if (isConstraint && !this.takeConstraint(table, name, false)) return false;
    if (sort === 'none') return true;
    if (sort === 'key') return this.takeConstraint(table, name, true);
    if (sort === 'relation') return this.take({ schema }, name);
    return this.#take(
      sort,
      sort === 'table' ? JSON.stringify(table) : sort === 'function' ? (schema ?? 'public') : '',
      name,
    );
  }

  #take(sort: string, place: string, name: string): boolean {
    const taken = JSON.stringify([sort, place, cut(name)]);
    if (this.#taken.has(taken)) return false;
    this.#taken.add(taken);
    return true;
  }
}

function validTable(table: TableData, models: ModelsData, names: Names): TableData {
  const distinct = table.columns.filter(({ name }, i) => table.columns.findIndex((each) => each.name === name) === i);
  const typed = distinct.map((column) => validType(column, models));
  const partitionKey = models.things.flatMap(({ sort, on, columns: by }) =>
    sort === 'partitioned' && on && same(on, table) ? by : [],
  );
  // Identity columns of partitioned tables came with 17.
  const plain = partitionKey.length === 0 ? typed : typed.map(withoutIdentity);
  const columns = plain.map((column) => withOwnSequence(validColumn(column, plain, models), table, names));
  // A key of a partitioned table holds what that is partitioned by.
  const isWhole = (key: { readonly columns: readonly string[] }): boolean =>
    partitionKey.every((name) => key.columns.includes(name));
  const primaryKey =
    table.primaryKey && isWhole(table.primaryKey) ? validPrimaryKey(table.primaryKey, table, columns, names) : null;
  const inline = new Set<string>();
  return {
    ...table,
    columns,
    primaryKey,
    uniques: table.uniques.filter((unique) => isWhole(unique) && isUnique(unique, table, columns, names, inline)),
    checks: table.checks.filter(
      ({ name, expression }) => fits(expression, columns, false) && names.takeConstraint(table, name, false),
    ),
    indexes: table.indexes.filter(
      (index) =>
        (partitionKey.length === 0 || !index.unique) &&
        isIndex(index, columns) &&
        names.take(table, nameOfIndex(index, table)),
    ),
  };
}

/** A column of a type that is not there becomes text. */
function validType(column: ColumnData, { enums, things }: ModelsData): ColumnData {
  const { type, name, was, notNull } = column;
  if (typeof type === 'string' || ('enum' in type && find(enums, type.enum))) return column;
  const declared =
    'declared' in type && !isHidden(type.declared)
      ? things.find((thing) => isTypeThing(thing) && same(thing, type.declared))
      : undefined;
  if (declared && 'declared' in type) return { ...column, type: { ...type, like: likeOf(declared) } };
  return { name, ...(was !== undefined && { was }), type: 'text', ...(notNull && { notNull }) };
}

/** Whether its bare name means a type of PostgreSQL's own, which is found before any other. */
const isHidden = ({ schema, name }: Named): boolean => schema === null && name === 'name';

const identities: ReadonlySet<TypeData> = new Set(['integer', 'smallint', 'bigint', 'bigint as number']);

function validColumn(column: ColumnData, columns: readonly ColumnData[], models: ModelsData): ColumnData {
  const { name, was, type, notNull, default: given, generated, identity } = column;
  const plain: ColumnData = { name, ...(was !== undefined && { was }), type, ...(notNull && { notNull }) };
  if (identity && identities.has(type)) return { ...plain, identity };
  const sources = columns.filter((each) => each.name !== name && !each.generated && !isSerial(each));
  if (generated && fits(generated, sources, true) && isGenerated(column)) return { ...plain, generated };
  return given && isDefault(given, type, models) ? { ...plain, default: given } : plain;
}

/** An identity's sequence whose name is taken gets that of PostgreSQL's choice. */
function withOwnSequence(column: ColumnData, table: TableData, names: Names): ColumnData {
  const { identity } = column;
  if (identity?.name === undefined || names.take(table, identity.name)) return column;
  const { name: _, ...unnamed } = identity;
  return { ...column, identity: unnamed };
}

function withoutIdentity(column: ColumnData): ColumnData {
  const { identity: _, ...plain } = column;
  return plain;
}

const isSerial = ({ type }: ColumnData): boolean => typeOf(type).serial === true;

function isGenerated({ type }: ColumnData): boolean {
  return (
    typeof type === 'string' && !typeOf(type).serial && ['number', 'text', 'boolean'].includes(typeOf(type).family)
  );
}

function isDefault(given: NonNullable<ColumnData['default']>, type: TypeData, { enums }: ModelsData): boolean {
  if (typeof type === 'string')
    return typeOf(type).defaults.some((each) => JSON.stringify(each) === JSON.stringify(given));
  if ('declared' in type) return false;
  const values = find(enums, type.enum)?.values ?? [];
  if (!('value' in given)) return false;
  const said: readonly unknown[] = Array.isArray(given.value) ? given.value.flat(2) : [given.value];
  return (
    Array.isArray(given.value) === (type.array !== undefined) &&
    said.every((value) => typeof value === 'string' && values.includes(value))
  );
}

/** Whether columns may stand in a key: they are there, once each, and can be sorted. */
function areKeys(names: readonly string[], columns: readonly ColumnData[]): boolean {
  const found = columns.filter(({ name }) => names.includes(name));
  return names.length > 0 && found.length === names.length && found.every(({ type }) => typeOf(type).opclasses.btree);
}

function validPrimaryKey(
  key: PrimaryKeyData,
  table: TableData,
  columns: readonly ColumnData[],
  names: Names,
): PrimaryKeyData | null {
  const isInline = key.inline === true && key.columns.length === 1;
  const name = isInline ? `${table.name}_pkey` : (key.name ?? `${table.name}_${key.columns.join('_')}_pk`);
  if (!areKeys(key.columns, columns) || !names.takeConstraint(table, name, true)) return null;
  return isInline
    ? { columns: key.columns, inline: true }
    : { columns: key.columns, ...(key.name !== undefined && { name: key.name }) };
}

function isUnique(
  unique: UniqueData,
  table: TableData,
  columns: readonly ColumnData[],
  names: Names,
  inline: Set<string>,
): boolean {
  const [first = ''] = unique.columns;
  if (unique.inline && (unique.columns.length > 1 || inline.has(first))) return false;
  const name = unique.name ?? `${table.name}_${unique.columns.join('_')}_unique`;
  if (!areKeys(unique.columns, columns) || !names.takeConstraint(table, name, true)) return false;
  if (unique.inline) inline.add(first);
  return true;
}

const nameOfIndex = ({ name, members }: IndexData, table: TableData): string =>
  name ?? `${table.name}_${members.map(({ column }) => column ?? 'expr').join('_')}_index`;

function isIndex({ unique, method, members, where }: IndexData, columns: readonly ColumnData[]): boolean {
  const said = members.flatMap(({ column }) => column ?? []);
  return (
    members.length > 0 &&
    new Set(said).size === said.length &&
    members.every((member) => isMember(member, method, columns)) &&
    (where === undefined || fits(where, columns, true)) &&
    (!unique || method === 'btree') &&
    (members.length === 1 || ['btree', 'gin', 'brin'].includes(method))
  );
}

function isMember(
  { column: name, expression, opclass, order, nulls }: MemberData,
  method: IndexData['method'],
  columns: readonly ColumnData[],
): boolean {
  if (method !== 'btree' && (order !== undefined || nulls !== undefined)) return false;
  if (expression) return ['btree', 'hash'].includes(method) && fits(expression, columns, true);
  const column = columns.find((each) => each.name === name);
  const opclasses = column && typeOf(column.type).opclasses[method];
  return opclasses !== undefined && (opclass === undefined || opclasses.includes(opclass));
}

function isForeignKey(key: ForeignKeyData, table: TableData, tables: readonly TableData[], names: Names): boolean {
  const target = find(tables, key.table);
  if (!target || key.columns.length !== key.foreignColumns.length) return false;
  if (key.inline && key.columns.length > 1) return false;
  if (!keysOf(target).some((columns) => JSON.stringify(columns) === JSON.stringify(key.foreignColumns))) return false;
  const types = (of: TableData, list: readonly string[]) =>
    list
      .map((name) => of.columns.find((column) => column.name === name))
      .map((column) => (column ? typeOf(column.type).stored : undefined));
  const [own, foreign] = [types(table, key.columns), types(target, key.foreignColumns)];
  if (
    own.includes(undefined) ||
    new Set(key.columns).size !== own.length ||
    JSON.stringify(own) !== JSON.stringify(foreign)
  )
    return false;
  // PostgreSQL has no foreign keys of most arrays
  const isUnfit = ({ type, generated }: ColumnData): boolean =>
    generated !== undefined || typeOf(type).family === 'array';
  if (table.columns.some((column) => key.columns.includes(column.name) && isUnfit(column))) return false;
  const usual = `${[table.name, ...key.columns, target.name, ...key.foreignColumns].join('_')}_fk`;
  return names.takeConstraint(table, (key.inline ? undefined : key.name) ?? usual, false);
}

/** The lists of columns that a foreign key may refer to. */
export function keysOf({ primaryKey, uniques, indexes }: TableData): readonly (readonly string[])[] {
  const plain = indexes.filter(
    ({ unique, where, concurrently, members }) =>
      unique &&
      !where &&
      !concurrently &&
      members.every(({ column, opclass }) => column !== undefined && opclass === undefined),
  );
  return [
    ...(primaryKey ? [primaryKey.columns] : []),
    ...uniques.map(({ columns }) => columns),
    ...plain.map(({ members }) => members.flatMap(({ column }) => column ?? [])),
  ];
}
