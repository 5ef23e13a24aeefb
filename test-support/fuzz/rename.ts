import type {
  ColumnData,
  EnumData,
  ExpressionData,
  ModelsData,
  Named,
  TableData,
  ThingData,
  TypeData,
} from './data.ts';
import { isRelationThing, isTypeThing, same } from './data.ts';

/** Something that bears a name, and may have had another. */
interface Renamed {
  readonly name?: string;
  readonly was?: string;
}

/** It under another name; the first that it had is remembered. */
export function named<T extends Renamed>(it: T, name: string): T {
  return it.name === undefined || it.name === name ? { ...it, name } : { ...it, name, was: it.was ?? it.name };
}

/** The models with another name for a table or a view, wherever they speak of it. */
export function renameRelation(models: ModelsData, relation: Named, name: string): ModelsData {
  const follow = (of: Named): Named => (same(of, relation) ? { ...of, name } : of);
  return {
    ...models,
    tables: models.tables.map((table) => ({
      ...(same(table, relation) ? named(table, name) : table),
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, table: follow(key.table) })),
    })),
    things: models.things.map((thing) => ({
      ...(isRelationThing(thing) && same(thing, relation) ? named(thing, name) : thing),
      ...(thing.on && { on: follow(thing.on) }),
    })),
  };
}

/** The models with another name for an enum or a declared type, wherever they speak of it. */
export function renameType(models: ModelsData, type: Named, name: string): ModelsData {
  const follow = (of: Named): Named => (same(of, type) ? { ...of, name } : of);
  return {
    ...models,
    enums: models.enums.map((each) => (same(each, type) ? named(each, name) : each)),
    tables: models.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => ({ ...column, type: ofType(column.type, follow) })),
    })),
    things: models.things.map((thing) => (isTypeThing(thing) && same(thing, type) ? named(thing, name) : thing)),
  };
}

function ofType(type: TypeData, follow: (of: Named) => Named): TypeData {
  if (typeof type === 'string') return type;
  return 'enum' in type ? { ...type, enum: follow(type.enum) } : { ...type, declared: follow(type.declared) };
}

/** The models with another name for a column, wherever they speak of it; a view's column bears the name of its origin. */
export function renameColumn(models: ModelsData, relation: Named, from: string, to: string): ModelsData {
  const follow = (name: string): string => (name === from ? to : name);
  const renamed = {
    ...models,
    tables: models.tables.map((table) => {
      const own = same(table, relation) ? withColumn(table, from, to) : table;
      return {
        ...own,
        foreignKeys: own.foreignKeys.map((key) =>
          same(key.table, relation) ? { ...key, foreignColumns: key.foreignColumns.map(follow) } : key,
        ),
      };
    }),
    things: models.things.map((thing) =>
      thing.on && same(thing.on, relation)
        ? {
            ...thing,
            columns: thing.columns.map(follow),
            ...(thing.where && { where: inExpression(thing.where, follow) }),
          }
        : thing,
    ),
  };
  return models.things
    .filter((thing) => isRelationThing(thing) && thing.on && same(thing.on, relation) && thing.columns.includes(from))
    .reduce((now: ModelsData, view) => renameColumn(now, view, from, to), renamed);
}

function withColumn(table: TableData, from: string, to: string): TableData {
  const follow = (name: string): string => (name === from ? to : name);
  const inPart = <T extends { readonly columns: readonly string[] }>(part: T): T => ({
    ...part,
    columns: part.columns.map(follow),
  });
  const column = (each: ColumnData): ColumnData => ({
    ...(each.name === from ? named(each, to) : each),
    ...(each.generated && { generated: inExpression(each.generated, follow) }),
  });
  return {
    ...table,
    columns: table.columns.map(column),
    primaryKey: table.primaryKey && inPart(table.primaryKey),
    uniques: table.uniques.map(inPart),
    checks: table.checks.map((check) => ({ ...check, expression: inExpression(check.expression, follow) })),
    indexes: table.indexes.map((index) => ({
      ...index,
      members: index.members.map((member) => ({
        ...member,
        ...(member.column !== undefined && { column: follow(member.column) }),
        ...(member.expression && { expression: inExpression(member.expression, follow) }),
      })),
      ...(index.where && { where: inExpression(index.where, follow) }),
    })),
    foreignKeys: table.foreignKeys.map(inPart),
  };
}

const inExpression = (expression: ExpressionData, follow: (name: string) => string): ExpressionData => ({
  ...expression,
  columns: expression.columns.map(follow),
});

/** The models with another name for a value of an enum, in defaults too. */
export function renameValue(models: ModelsData, of: EnumData, from: string, to: string): ModelsData {
  const follow = (text: string): string => (text === from ? to : text);
  const known = of.renamedValues ?? [];
  const isKnown = known.some((each) => each.to === from);
  const renamedValues = isKnown
    ? known.map((each) => (each.to === from ? { ...each, to } : each))
    : [...known, { from, to }];
  const column = (each: ColumnData): ColumnData => {
    const { type, default: given } = each;
    if (typeof type === 'string' || !('enum' in type) || !same(type.enum, of) || !given || !('value' in given))
      return each;
    return { ...each, default: { value: inValue(given.value, follow) } };
  };
  return {
    ...models,
    enums: models.enums.map((each) =>
      each === of ? { ...each, values: each.values.map(follow), renamedValues } : each,
    ),
    tables: models.tables.map((table) => ({ ...table, columns: table.columns.map(column) })),
  };
}

type DefaultValue = Extract<NonNullable<ColumnData['default']>, { value: unknown }>['value'];

function inValue(value: DefaultValue, follow: (text: string) => string): DefaultValue {
  if (typeof value === 'string') return follow(value);
  return Array.isArray(value) ? value.map((each: DefaultValue) => inValue(each, follow)) : value;
}

/** The models with another name for a role. */
export const renameRole = (models: ModelsData, from: string, to: string): ModelsData => ({
  ...models,
  things: models.things.map((thing) => ({
    ...(thing.sort === 'role' && thing.name === from ? named(thing, to) : thing),
    roles: thing.roles.map((role) => (role === from ? to : role)),
  })),
});

/** The models with another name for a schema, wherever something stands in it. */
export function renameSchema(models: ModelsData, from: string, to: string): ModelsData {
  const follow = <T extends Named>(of: T): T => (of.schema === from ? { ...of, schema: to } : of);
  const known = models.renamedSchemas ?? [];
  return {
    renamedSchemas: known.some((each) => each.to === from)
      ? known.map((each) => (each.to === from ? { ...each, to } : each))
      : [...known, { from, to }],
    enums: models.enums.map(follow),
    sequences: models.sequences.map(follow),
    tables: models.tables.map((table) => ({
      ...follow(table),
      columns: table.columns.map((column) => ({ ...column, type: ofType(column.type, follow) })),
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, table: follow(key.table) })),
    })),
    things: models.things.map((thing) => ({ ...follow(thing), ...(thing.on && { on: follow(thing.on) }) })),
  };
}

export const schemasOf = ({ enums, sequences, tables, things }: ModelsData): ReadonlySet<string> =>
  new Set([...enums, ...sequences, ...tables, ...things].flatMap(({ schema }) => schema ?? []));

/** What is one thing in both models: first by the name that it had, then by its name. */
export function pairsOf<T extends Renamed>(
  before: readonly T[],
  after: readonly T[],
  isInOnePlace: (before: T, after: T) => boolean = () => true,
): readonly (readonly [before: T, after: T])[] {
  const [befores, afters] = [new Set<T>(), new Set<T>()];
  const pair = (next: T, name: string | undefined): readonly (readonly [T, T])[] => {
    const found = before.find((each) => !befores.has(each) && each.name === name && isInOnePlace(each, next));
    if (!found || name === undefined || afters.has(next)) return [];
    befores.add(found);
    afters.add(next);
    return [[found, next]];
  };
  return [...after.flatMap((next) => pair(next, next.was)), ...after.flatMap((next) => pair(next, next.name))];
}

/** The tables that are there before and after. */
export const tablePairs = (before: ModelsData, after: ModelsData): readonly (readonly [TableData, TableData])[] =>
  pairsOf(before.tables, after.tables, inSchema(before, after));

const inSchema =
  (before: ModelsData, after: ModelsData) =>
  (was: Named, is: Named): boolean =>
    was.schema === schemaBefore(before, after, is.schema);

/** The name that a schema had. */
function schemaBefore(before: ModelsData, after: ModelsData, schema: string | null): string | null {
  const found = (after.renamedSchemas ?? []).find(({ from, to }) => to === schema && schemasOf(before).has(from));
  return found ? found.from : schema;
}

/** The answers that tell Sluice that something goes whose name something else may get. */
export function dropsOf(before: ModelsData, after: ModelsData): readonly string[] {
  const place = inSchema(before, after);
  const path = (kind: string, ...names: readonly (string | null)[]): string =>
    `${kind}:${names.map((name) => name ?? 'public').join('.')}`;
  const gone = <T extends Renamed & Named>(
    kind: string,
    some: readonly T[],
    others: readonly T[],
  ): readonly string[] => {
    const pairs = pairsOf(some, others, place);
    return some.flatMap((each) => (pairs.some(([was]) => was === each) ? [] : [path(kind, each.schema, each.name)]));
  };
  return [
    ...gone('table', before.tables, after.tables),
    ...gone('enum', before.enums, after.enums),
    ...gone('sequence', before.sequences, after.sequences),
    ...tablePairs(before, after).flatMap(([was, is]) => {
      const kept = new Set(pairsOf(was.columns, is.columns).map(([column]) => column));
      return was.columns.flatMap((each) => (kept.has(each) ? [] : [path('column', was.schema, was.name, each.name)]));
    }),
    ...pairsOf(before.enums, after.enums, place).flatMap(([was, is]) => {
      const renamed = new Map((is.renamedValues ?? []).map(({ from, to }) => [from, to]));
      const stays = (value: string): boolean => is.values.includes(renamed.get(value) ?? value);
      const taken = new Set(renamed.values());
      return was.values.flatMap((each) =>
        !stays(each) || (!renamed.has(each) && taken.has(each)) ? [path('enum', was.schema, was.name, each)] : [],
      );
    }),
  ];
}

/** The kinds of what things are, as far as they can be renamed by name. */
const kindsOfThings: Partial<Readonly<Record<ThingData['sort'], string>>> = {
  domain: 'domain',
  'composite type': 'composite type',
  'range type': 'range type',
  view: 'view',
  'materialized view': 'materialized view',
  policy: 'policy',
  trigger: 'trigger',
  exclusion: 'exclusion',
};

/**
 * The answers that tell Sluice what in the models is something of the database under another name: each as it is named
 * there, with its kind and its schema, to its new name.
 */
export function renamesOf(
  before: ModelsData,
  after: ModelsData,
  roleName: (name: string) => string,
): Readonly<Record<string, string>> {
  const answers = new Map<string, string>();
  const tell = (kind: string, names: readonly (string | null)[], to: string | undefined): void => {
    const path = `${kind}:${names.map((name) => name ?? 'public').join('.')}`;
    if (to !== undefined && to !== names.at(-1)) answers.set(path, to);
  };
  const place = inSchema(before, after);
  for (const { from, to } of after.renamedSchemas ?? [])
    if (schemasOf(before).has(from) && schemasOf(after).has(to)) tell('schema', [from], to);
  for (const [was, is] of pairsOf(before.enums, after.enums, place)) {
    tell('enum', [was.schema, was.name], is.name);
    for (const { from, to } of is.renamedValues ?? [])
      if (was.values.includes(from) && is.values.includes(to)) tell('enum', [was.schema, was.name, from], to);
  }
  for (const [was, is] of pairsOf(before.sequences, after.sequences, place))
    tell('sequence', [was.schema, was.name], is.name);
  for (const [was, is] of tablePairs(before, after)) {
    tell('table', [was.schema, was.name], is.name);
    const within = (kind: string, one: readonly Renamed[], other: readonly Renamed[]): void => {
      for (const [{ name }, next] of pairsOf(one, other))
        if (name !== undefined) tell(kind, [was.schema, was.name, name], next.name);
    };
    within('column', was.columns, is.columns);
    within('index', was.indexes, is.indexes);
    within('unique', was.uniques, is.uniques);
    within('check', was.checks, is.checks);
    // One that is said at its column is not named.
    const named = ({ foreignKeys }: TableData): readonly Renamed[] => foreignKeys.filter(({ inline }) => !inline);
    within('foreign key', named(was), named(is));
  }
  const standsOnOne = (was: ThingData, is: ThingData): boolean =>
    (was.on === undefined) === (is.on === undefined) &&
    tablePairs(before, after).some(([table, next]) => was.on && is.on && same(table, was.on) && same(next, is.on));
  const isOne = (was: ThingData, is: ThingData): boolean =>
    was.sort === is.sort &&
    place(was, is) &&
    (isTypeThing(is) || isRelationThing(is) || is.sort === 'role' || standsOnOne(was, is));
  for (const [was, is] of pairsOf(before.things, after.things, isOne)) {
    const kind = kindsOfThings[is.sort];
    if (is.sort === 'role') tell('role', [roleName(was.name)], roleName(is.name));
    else if (kind !== undefined)
      tell(
        kind,
        isTypeThing(is) || isRelationThing(is)
          ? [was.schema, was.name]
          : [was.on?.schema ?? null, was.on?.name ?? '', was.name],
        is.name,
      );
  }
  return Object.fromEntries(answers);
}
