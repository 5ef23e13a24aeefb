import type {
  Action,
  CheckData,
  ColumnData,
  DefaultData,
  ForeignKeyData,
  IdentityData,
  IndexData,
  MemberData,
  Method,
  ModelsData,
  PrimaryKeyData,
  SequenceOptionsData,
  TableData,
  TypeData,
  UniqueData,
} from './data.ts';
import { find, isTypeThing } from './data.ts';
import { choose, formsGiving } from './expressions.ts';
import { pick, type Draw } from './pick.ts';
import { likeOf } from './things/like.ts';
import { typeOf, types } from './types.ts';
import { keysOf } from './valid.ts';

/** True for one number in `of`, never for 0. */
const one = (of: number, n: number | undefined): boolean => (n ?? 0) % of === of - 1;

const typeNames = Object.keys(types);
const keyTypes = ['integer', 'text', 'bigint', 'uuid', 'smallint', 'varchar(20)'];

/** The types of the models' own, besides all others. */
export type OwnTypes = Pick<ModelsData, 'enums' | 'things'>;

/** A type: one of those that keys have, any, or one of the models' own. */
export function drawType([sort = 0, n = 0, array = 0]: readonly number[], { enums, things }: OwnTypes): TypeData {
  const declared = pick(things.filter(isTypeThing), n);
  if (declared && sort % 7 === 6)
    return { declared: { schema: declared.schema, name: declared.name }, like: likeOf(declared) };
  const found = pick(enums, n);
  if (found && sort % 5 === 4)
    return { enum: { schema: found.schema, name: found.name }, ...(one(3, array) && { array: one(2, array) ? 2 : 1 }) };
  return pick(sort % 5 < 2 ? keyTypes : typeNames, n) ?? 'integer';
}

/** A default that a type takes. */
export function drawDefault(type: TypeData, n: number, { enums }: OwnTypes): DefaultData | undefined {
  if (typeof type === 'string') return pick(typeOf(type).defaults, n);
  if ('declared' in type) return undefined;
  const value = pick(find(enums, type.enum)?.values ?? [], n);
  if (value === undefined) return undefined;
  return { value: type.array === 2 ? [[value]] : type.array === 1 ? (one(3, n) ? [] : [value]) : value };
}

const sequenceOptions: readonly SequenceOptionsData[] = [
  {},
  { startWith: 5 },
  { increment: 2, minValue: -10, maxValue: 100, startWith: 10 },
  { increment: -1 },
  { cache: 10, cycle: true },
  { minValue: 0, startWith: 0 },
  { maxValue: 32767 },
  { startWith: '1', increment: '1', minValue: '1', cache: '1', cycle: false },
  { increment: -5, minValue: -100, maxValue: -1, startWith: -50, cycle: true },
];

export const drawSequence = (n: number | undefined): SequenceOptionsData => pick(sequenceOptions, n) ?? {};

export function drawIdentity({ name, picks: [always = 0, options, named] }: Draw): IdentityData {
  return { always: always % 2 === 0, options: drawSequence(options), ...(one(4, named) && { name }) };
}

/** A column; what does not fit its type falls away later. */
export function drawColumn({ name, picks }: Draw, table: readonly ColumnData[], own: OwnTypes): ColumnData {
  const [sort = 0, n, array, notNull, extra = 0, which = 0, more = 0] = picks;
  const type = drawType([sort, n ?? 0, array ?? 0], own);
  const plain = { name, type, ...(one(3, notNull) && { notNull: true }) };
  const given = extra % 5 > 2 ? drawDefault(type, which, own) : undefined;
  if (extra % 7 === 5) return { ...plain, identity: drawIdentity({ name: `${name}#`, picks: [which, more, n ?? 0] }) };
  const generated = extra % 6 === 2 ? drawGenerated(type, which, table) : undefined;
  if (generated) return { ...plain, generated };
  return given ? { ...plain, default: given } : plain;
}

/** Columns, each of which may be computed from those before. */
export function drawColumns(draws: readonly Draw[], own: OwnTypes): readonly ColumnData[] {
  const columns: ColumnData[] = [];
  for (const draw of draws) columns.push(drawColumn(draw, columns, own));
  return columns;
}

export function drawGenerated(type: TypeData, n: number, columns: readonly ColumnData[]): ColumnData['generated'] {
  const { family } = typeOf(type);
  if (family !== 'number' && family !== 'text' && family !== 'boolean') return undefined;
  return choose(
    pick(formsGiving(family, true), n) ?? '',
    n,
    columns.filter(({ generated }) => !generated),
  );
}

function drawKeyColumns(size: number, n: number, columns: readonly ColumnData[]): readonly string[] {
  const sortable = columns.filter(({ type }) => typeOf(type).opclasses.btree);
  const start = n % Math.max(1, sortable.length);
  return [...sortable.slice(start), ...sortable.slice(0, start)]
    .slice(0, 1 + (size % 3 === 2 ? 2 : size % 2))
    .map(({ name }) => name);
}

export function drawPrimaryKey(
  { name, picks: [size = 0, n = 0, named, inline] }: Draw,
  columns: readonly ColumnData[],
): PrimaryKeyData {
  const keys = drawKeyColumns(size, n, columns);
  return {
    columns: keys,
    ...(keys.length === 1 && !one(3, inline) ? { inline: true } : one(2, named) ? { name } : {}),
  };
}

export function drawUnique(
  { name, picks: [size = 0, n = 0, named, inline, nulls] }: Draw,
  columns: readonly ColumnData[],
): UniqueData {
  const keys = drawKeyColumns(size, n, columns);
  return {
    columns: keys,
    ...(one(2, named) && { name }),
    ...(keys.length === 1 && one(2, inline) && { inline: true }),
    ...(one(3, nulls) && { nullsNotDistinct: true }),
  };
}

export function drawCheck(
  { name, picks: [n = 0, column = 0] }: Draw,
  columns: readonly ColumnData[],
): readonly CheckData[] {
  const possible = formsGiving('boolean', false).flatMap((form) => choose(form, column, columns) ?? []);
  const expression = pick(possible, n);
  return expression ? [{ name, expression }] : [];
}

const parameters: Readonly<Record<Method, readonly IndexData['with'][]>> = {
  btree: [{ fillfactor: 70 }, { deduplicate_items: false }, { fillfactor: '90', deduplicate_items: true }],
  hash: [{ fillfactor: 50 }],
  gin: [{ fastupdate: false }, { gin_pending_list_limit: 1024 }],
  gist: [{ buffering: 'auto' }, { fillfactor: 90 }],
  spgist: [{ fillfactor: 80 }],
  brin: [{ pages_per_range: 64 }, { autosummarize: true }],
};
const methods: readonly Method[] = ['btree', 'hash', 'gin', 'gist', 'spgist', 'brin'];

export function drawIndex({ name, picks }: Draw, columns: readonly ColumnData[]): IndexData {
  const [how = 0, size = 0, n = 0, named, isUnique, where = 0, parameter = 0, order = 0, opclass = 0, concurrently] =
    picks;
  const suitable = (method: Method) => columns.filter(({ type }) => typeOf(type).opclasses[method]);
  const method =
    pick(
      methods.filter((each) => each === 'btree' || suitable(each).length > 0),
      how % 2 === 1 ? how >> 1 : 0,
    ) ?? 'btree';
  const possible = suitable(method);
  const several = ['btree', 'gin', 'brin'].includes(method) ? 1 + (size % 3) : 1;
  const start = n % Math.max(1, possible.length);
  const chosen = [...possible.slice(start), ...possible.slice(0, start)].slice(0, several);
  const members = chosen.map(({ name: column, type }, i): MemberData => {
    const classes = typeOf(type).opclasses[method] ?? [];
    const said = (order >> (i * 2)) % 8;
    return {
      column,
      ...(classes.length > 0 && one(4, opclass + i) && { opclass: pick(classes, opclass) ?? '' }),
      ...(method === 'btree' && said > 2 && { order: said % 2 ? ('desc' as const) : ('asc' as const) }),
      ...(method === 'btree' && said > 4 && { nulls: said === 5 ? ('first' as const) : ('last' as const) }),
    };
  });
  const expressions = [...formsGiving('text', true), ...formsGiving('number', true), ...formsGiving('boolean', true)];
  const expression =
    method === 'btree' && one(4, size) ? expressions.flatMap((form) => choose(form, n, columns) ?? []) : [];
  const computed = pick(expression, where);
  const conditions = formsGiving('boolean', true).flatMap((form) => choose(form, n, columns) ?? []);
  const condition = one(3, where) ? pick(conditions, where) : undefined;
  const given = one(3, parameter) ? pick(parameters[method], parameter) : undefined;
  return {
    ...((computed !== undefined || !one(3, named)) && { name }),
    method,
    members: computed ? [{ expression: computed }, ...members.slice(0, 1)] : members,
    ...(method === 'btree' && one(3, isUnique) && { unique: true }),
    ...(condition && { where: condition }),
    ...(given && { with: given }),
    ...(one(20, concurrently) && { concurrently: true }),
  };
}

const actions: readonly (Action | undefined)[] = [
  undefined,
  'cascade',
  'set null',
  'restrict',
  'set default',
  'no action',
];

/** A foreign key of a table, with the columns that it needs where the table has none of their types. */
export function drawForeignKey({ name, picks }: Draw, table: TableData, { tables }: ModelsData): TableData {
  const [which, key, offset = 0, named, inline, onDelete, onUpdate] = picks;
  const target = pick(
    tables.filter((each) => keysOf(each).length > 0),
    which,
  );
  const foreignColumns = target && pick(keysOf(target), key);
  if (!target || !foreignColumns) return table;
  const wanted = foreignColumns.flatMap((column) => target.columns.find((each) => each.name === column) ?? []);
  const columns: string[] = [];
  const more: ColumnData[] = [];
  for (const column of wanted) {
    const { stored } = typeOf(column.type);
    const fitting = table.columns.filter(
      (each) => typeOf(each.type).stored === stored && !each.generated && !columns.includes(each.name),
    );
    const found = pick(fitting, offset);
    const added = { name: `ref ${table.columns.length + columns.length}`, type: referable(column.type) };
    if (!found) more.push(added);
    columns.push(found?.name ?? added.name);
  }
  const [deleted, updated] = [pick(actions, onDelete), pick(actions, onUpdate)];
  const foreignKey: ForeignKeyData = {
    ...(one(2, named) && { name }),
    columns,
    table: { schema: target.schema, name: target.name },
    foreignColumns,
    ...(deleted && { onDelete: deleted }),
    ...(updated && { onUpdate: updated }),
    ...(columns.length === 1 && one(2, inline) && { inline: true }),
  };
  return { ...table, columns: [...table.columns, ...more], foreignKeys: [...table.foreignKeys, foreignKey] };
}

/** The type of a column that refers to one of this type. */
function referable(type: TypeData): TypeData {
  if (type === 'serial') return 'integer';
  if (type === 'smallserial') return 'smallint';
  return type === 'bigserial' ? 'bigint' : type;
}
