import type { ColumnData, EnumData, ModelsData, Named, TableData } from './data.ts';
import { isRelationThing, isTypeThing, same, thingSorts } from './data.ts';
import {
  drawCheck,
  drawColumn,
  drawDefault,
  drawForeignKey,
  drawGenerated,
  drawIdentity,
  drawIndex,
  drawPrimaryKey,
  drawSequence,
  drawUnique,
} from './parts.ts';
import { pick, type Draw } from './pick.ts';
import {
  named,
  renameColumn,
  renameRelation,
  renameRole,
  renameSchema,
  renameType,
  renameValue,
  schemasOf,
} from './rename.ts';
import { changeThing, drawThing } from './things/draw.ts';
import { likeOf } from './things/like.ts';
import { typeOf } from './types.ts';

/** One change of models: what, where (numbers that choose), and what of. */
export interface Mutation {
  readonly what: keyof typeof changes;
  readonly table: number;
  readonly part: number;
  readonly draw: Draw;
  readonly values: readonly string[];
}

type Change = (models: ModelsData, mutation: Mutation, schema: string | null) => ModelsData;

/** Changes models. What the change leaves without ground (an index of a dropped column) is there still. */
export const mutate: Change = (models, mutation, schema) => changes[mutation.what](models, mutation, schema);

/** A change of one of the tables. */
const inTable =
  (change: (table: TableData, mutation: Mutation, models: ModelsData) => TableData): Change =>
  (models, mutation) => {
    const chosen = pick(models.tables, mutation.table);
    return {
      ...models,
      tables: models.tables.map((table) => (table === chosen ? change(table, mutation, models) : table)),
    };
  };

/** A change of one of the columns of one of the tables. */
const inColumn = (
  change: (column: ColumnData, mutation: Mutation, models: ModelsData, table: TableData) => ColumnData,
): Change =>
  inTable((table, mutation, models) => {
    const chosen = pick(table.columns, mutation.part);
    return {
      ...table,
      columns: table.columns.map((column) => (column === chosen ? change(column, mutation, models, table) : column)),
    };
  });

/** A change of one of the enums. */
const inEnum =
  (change: (values: readonly string[], mutation: Mutation) => readonly string[]): Change =>
  (models, mutation) => {
    const chosen = pick(models.enums, mutation.table);
    const changed = (each: EnumData): EnumData =>
      each === chosen ? { ...each, values: change(each.values, mutation) } : each;
    return { ...models, enums: models.enums.map(changed) };
  };

const without = <T>(list: readonly T[], n: number): readonly T[] => list.filter((each) => each !== pick(list, n));

/** A list with one of its items replaced by another. */
const replaced = <T>(list: readonly T[], n: number, by: T | undefined): readonly T[] =>
  by === undefined ? list : list.map((each) => (each === pick(list, n) ? by : each));

/** A column without what gives it values. */
function bare(column: ColumnData): ColumnData {
  const { default: _, generated: __, identity: ___, ...rest } = column;
  return rest;
}

const changes = {
  'add column': inTable((table, { draw }, models) => ({
    ...table,
    columns: [...table.columns, drawColumn(draw, table.columns, models)],
  })),
  'drop column': inTable((table, { part }) => ({
    ...table,
    columns: table.columns.length > 1 ? without(table.columns, part) : table.columns,
  })),
  'change type': inColumn(changeType),
  'change default': inColumn(({ default: old, ...column }, { draw: { picks } }, models) => {
    const given = old && (picks[0] ?? 0) % 4 === 3 ? undefined : drawDefault(column.type, picks[1] ?? 0, models);
    return { ...column, ...(given && { default: given }) };
  }),
  'change nullability': inColumn(({ notNull, ...column }) => (notNull ? column : { ...column, notNull: true })),
  'change identity': inColumn((column, { draw }) => ({
    ...bare(column),
    ...(!(column.identity && (draw.picks[3] ?? 0) % 4 === 3) && { identity: drawIdentity(draw) }),
  })),
  'change generated': inColumn((column, { draw: { picks } }, _models, table) => {
    const { name, type, generated } = column;
    const given =
      generated && (picks[0] ?? 0) % 4 === 3
        ? undefined
        : drawGenerated(
            type,
            picks[1] ?? 0,
            table.columns.filter((each) => each.name !== name),
          );
    return { ...bare(column), ...(given && { generated: given }) };
  }),
  'add table': (models, { draw, part, table }, schema) => {
    const columns = draw.picks.slice(0, 1 + (part % 4)).reduce<readonly ColumnData[]>((made, n, i) => {
      const picks = [...draw.picks.slice(i), ...draw.picks].map((each) => each + n);
      return [...made, drawColumn({ name: i === 0 ? draw.name : `column ${i}`, picks }, made, models)];
    }, []);
    const added: TableData = {
      schema: table % 2 ? schema : null,
      name: draw.name,
      columns,
      primaryKey: part % 2 ? null : drawPrimaryKey(draw, columns),
      uniques: [],
      checks: drawCheck(draw, columns),
      indexes: table % 3 ? [] : [drawIndex(draw, columns)],
      foreignKeys: [],
    };
    return {
      ...models,
      tables: [...models.tables, drawForeignKey(draw, added, { ...models, tables: [...models.tables, added] })],
    };
  },
  'drop table': (models, { table }) => ({ ...models, tables: without(models.tables, table) }),
  'change primary key': inTable((table, { draw }) => ({
    ...table,
    primaryKey: (draw.picks[7] ?? 0) % 3 === 2 ? null : drawPrimaryKey(draw, table.columns),
  })),
  'add unique': inTable((table, { draw }) => ({
    ...table,
    uniques: [...table.uniques, drawUnique(draw, table.columns)],
  })),
  'drop unique': inTable((table, { part }) => ({ ...table, uniques: without(table.uniques, part) })),
  'change unique': inTable((table, { part, draw }) => {
    const name = pick(table.uniques, part)?.name;
    const { name: _, inline: __, ...drawn } = drawUnique(draw, table.columns);
    return { ...table, uniques: replaced(table.uniques, part, { ...drawn, ...(name !== undefined && { name }) }) };
  }),
  'add check': inTable((table, { draw }) => ({
    ...table,
    checks: [...table.checks, ...drawCheck(draw, table.columns)],
  })),
  'drop check': inTable((table, { part }) => ({ ...table, checks: without(table.checks, part) })),
  'change check': inTable((table, { part, draw }) => {
    const name = pick(table.checks, part)?.name;
    const [drawn] = name === undefined ? [] : drawCheck({ ...draw, name }, table.columns);
    return { ...table, checks: replaced(table.checks, part, drawn) };
  }),
  'add index': inTable((table, { draw }) => ({
    ...table,
    indexes: [...table.indexes, drawIndex(draw, table.columns)],
  })),
  'drop index': inTable((table, { part }) => ({ ...table, indexes: without(table.indexes, part) })),
  'change index': inTable((table, { part, draw }) => {
    const name = pick(table.indexes, part)?.name;
    return {
      ...table,
      indexes: replaced(
        table.indexes,
        part,
        name === undefined ? undefined : { ...drawIndex(draw, table.columns), name },
      ),
    };
  }),
  'add foreign key': inTable((table, { draw }, models) => drawForeignKey(draw, table, models)),
  'drop foreign key': inTable((table, { part }) => ({ ...table, foreignKeys: without(table.foreignKeys, part) })),
  'change foreign key': inTable((table, { part, draw: { picks } }) => {
    const found = pick(table.foreignKeys, part);
    const {
      onDelete: _,
      onUpdate: __,
      ...kept
    } = found ?? { columns: [], table: { schema: null, name: '' }, foreignColumns: [] };
    const onDelete = pick(['cascade', 'set null', 'restrict', undefined] as const, picks[0]);
    const onUpdate = pick([undefined, 'cascade', 'set default'] as const, picks[1]);
    return {
      ...table,
      foreignKeys: replaced(
        table.foreignKeys,
        part,
        found && { ...kept, ...(onDelete && { onDelete }), ...(onUpdate && { onUpdate }) },
      ),
    };
  }),
  'add enum': (models, { draw, values }, schema) => ({
    ...models,
    enums: [...models.enums, { schema, name: draw.name, values }],
  }),
  'drop enum': (models, { table }) => ({ ...models, enums: without(models.enums, table) }),
  'add enum value': inEnum((values, { values: [value = 'new'], part }) => {
    const at = part % (values.length + 1);
    return [...values.slice(0, at), value, ...values.slice(at)].filter((each, i, all) => all.indexOf(each) === i);
  }),
  'remove enum value': inEnum((values, { part }) => (values.length > 1 ? without(values, part) : values)),
  'reorder enum values': inEnum((values, { part }) => [
    ...values.slice(1 + (part % values.length)),
    ...values.slice(0, 1 + (part % values.length)),
  ]),
  'use enum': inColumn((column, { draw: { picks } }, { enums }) => {
    const found = pick(enums, picks[0]);
    return found && typeOf(column.type).family === 'text'
      ? { ...bare(column), type: { enum: { schema: found.schema, name: found.name } } }
      : column;
  }),
  'add sequence': (models, { draw }, schema) => ({
    ...models,
    sequences: [...models.sequences, { schema, name: draw.name, options: drawSequence(draw.picks[0]) }],
  }),
  'drop sequence': (models, { table }) => ({ ...models, sequences: without(models.sequences, table) }),
  'change sequence': (models, { table, draw: { picks } }) => ({
    ...models,
    sequences: models.sequences.map((each) =>
      each === pick(models.sequences, table) ? { ...each, options: drawSequence(picks[0]) } : each,
    ),
  }),
  'use declared type': inColumn((column, { draw: { picks } }, { things }) => {
    const found = pick(things.filter(isTypeThing), picks[0]);
    return found && likeOf(found) === column.type
      ? { ...bare(column), type: { declared: { schema: found.schema, name: found.name }, like: likeOf(found) } }
      : column;
  }),
  'secure table': inTable(({ secured, ...table }) => (secured ? table : { ...table, secured: true })),
  'rename table': (models, { table, draw: { name } }) => {
    const chosen = pick(models.tables, table);
    return chosen && isFree(models, chosen.schema, name) ? renameRelation(models, chosen, name) : models;
  },
  'rename column': (models, { table, part, draw: { name } }) => {
    const chosen = pick(models.tables, table);
    const column = chosen && pick(chosen.columns, part);
    // Indexes that partitions have are named by PostgreSQL, after what their columns are called when they are made.
    return chosen && !isPartitioned(models, chosen) && column && chosen.columns.every((each) => each.name !== name)
      ? renameColumn(models, chosen, column.name, name)
      : models;
  },
  'rename part': inTable((table, { part, draw: { name, picks } }) => {
    const list = pick(['indexes', 'uniques', 'checks', 'foreignKeys'] as const, picks[0]) ?? 'indexes';
    const renamed = <T extends { readonly name?: string; readonly was?: string }>(parts: readonly T[]): readonly T[] =>
      parts.map((each) =>
        each !== pick(parts, part) || each.name === undefined
          ? each
          : (picks[1] ?? 0) % 3
            ? named(each, name)
            : { ...each, name },
      );
    return {
      ...table,
      ...(list === 'indexes' && { indexes: renamed(table.indexes) }),
      ...(list === 'uniques' && { uniques: renamed(table.uniques) }),
      ...(list === 'checks' && { checks: renamed(table.checks) }),
      ...(list === 'foreignKeys' && { foreignKeys: renamed(table.foreignKeys) }),
    };
  }),
  'rename enum': (models, { table, draw: { name } }) => {
    const chosen = pick(models.enums, table);
    return chosen && isFree(models, chosen.schema, name) ? renameType(models, chosen, name) : models;
  },
  'rename enum value': (models, { table, part, values: [value = 'new'] }) => {
    const chosen = pick(models.enums, table);
    const old = chosen && pick(chosen.values, part);
    return chosen && old !== undefined && !chosen.values.includes(value)
      ? renameValue(models, chosen, old, value)
      : models;
  },
  'rename sequence': (models, { table, draw: { name } }) => {
    const chosen = pick(models.sequences, table);
    return {
      ...models,
      sequences: models.sequences.map((each) =>
        each === chosen && isFree(models, each.schema, name) ? named(each, name) : each,
      ),
    };
  },
  'rename schema': (models, { draw: { name, picks } }) => {
    const schemas = schemasOf(models);
    const chosen = pick([...schemas], picks[0]);
    return chosen === undefined ||
      schemas.has(name) ||
      ['public', 'information_schema'].includes(name) ||
      name.startsWith('pg_')
      ? models
      : renameSchema(models, chosen, name);
  },
  'rename thing': renameThing,
  'rename thing too': renameThing,
  'add thing': (models, { draw, part, table }, schema) => {
    const sort = pick(thingSorts, part) ?? 'view';
    return { ...models, things: [...models.things, ...drawThing(sort, draw, table % 3 === 2 ? schema : null, models)] };
  },
  'drop thing': (models, { part }) => {
    const thing = pick(models.things, part);
    // A table stays partitioned.
    return thing?.sort === 'partitioned' ? models : { ...models, things: without(models.things, part) };
  },
  'change thing': changeOneThing,
  'change thing too': changeOneThing,
} satisfies Record<string, Change>;

/** All changes that there are. */
export const mutations = Object.keys(changes).filter((name): name is keyof typeof changes => name in changes);

/** Whether no table, view, type or sequence has the name. */
const isFree = ({ tables, enums, sequences, things }: ModelsData, schema: string | null, name: string): boolean =>
  [...tables, ...enums, ...sequences, ...things.filter((each) => isTypeThing(each) || isRelationThing(each))].every(
    (each) => !same(each, { schema, name }),
  );

const isPartitioned = ({ things }: ModelsData, table: Named): boolean =>
  things.some(({ sort, on }) => sort === 'partitioned' && on !== undefined && same(on, table));

function renameThing(models: ModelsData, { part, draw: { name } }: Mutation): ModelsData {
  const renamed = models.things.filter(({ sort }) => !['function', 'extension', 'partitioned'].includes(sort));
  const thing = pick(renamed, part);
  if (!thing) return models;
  if (thing.sort === 'role')
    return renamed.some((each) => each.sort === 'role' && each.name === name)
      ? models
      : renameRole(models, thing.name, name);
  if (!isTypeThing(thing) && !isRelationThing(thing))
    return { ...models, things: models.things.map((each) => (each === thing ? named(each, name) : each)) };
  if (!isFree(models, thing.schema, name)) return models;
  return isTypeThing(thing) ? renameType(models, thing, name) : renameRelation(models, thing, name);
}

function changeOneThing(models: ModelsData, { draw, part }: Mutation): ModelsData {
  const chosen = pick(models.things, part);
  return {
    ...models,
    things: models.things.map((thing) => (thing === chosen ? changeThing(thing, draw, models) : thing)),
  };
}

/** To a type that PostgreSQL can cast to. */
function changeType(column: ColumnData, { draw: { picks } }: Mutation, models: ModelsData): ColumnData {
  const { type, notNull } = column;
  const to =
    typeof type === 'string' || 'declared' in type
      ? pick(typeOf(type).becomes, picks[0])
      : type.array
        ? 'text[]'
        : 'text';
  if (to === undefined) return column;
  const given = (picks[1] ?? 0) % 3 === 2 ? drawDefault(to, picks[2] ?? 0, models) : undefined;
  const { default: kept, ...rest } = column;
  return {
    ...rest,
    name: column.name,
    type: to,
    ...(notNull && { notNull }),
    ...(given ? { default: given } : kept && { default: kept }),
  };
}
