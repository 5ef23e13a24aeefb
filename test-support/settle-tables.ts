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
  serial,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  varchar,
  type PgColumnBuilderBase,
  type PgSequenceOptions,
} from 'drizzle-orm/pg-core';

import { defaultOf } from './fuzz/build.ts';
import type { DefaultData } from './fuzz/data.ts';
import { types } from './fuzz/types.ts';
import { line } from './line.ts';
import { moreTypes, type SettleType } from './settle-types.ts';

/** Models of a table, and of what it needs. */
export interface SettleTable {
  /** What is the matter: `text default "it's"`. */
  readonly says: string;
  readonly models: Readonly<Record<string, unknown>>;
}

/** Every type of column with every sort of default, a table each, and every sort of key and index. */
export const settleTables = (): readonly SettleTable[] => [
  ...defaultTables(),
  ...sampleTables(),
  ...listTables(),
  ...identityTables(),
  ...otherTables(),
];

/** The schemas that the tables use. */
export const schemasOf = (tables: readonly SettleTable[]): readonly string[] => [
  'public',
  ...tables.flatMap(({ models }) => Object.keys(models).filter((name) => name.startsWith('schema_'))),
];

/** A type of column: how to make it, and the models that it needs. */
interface Column {
  readonly make: (name: string) => unknown;
  readonly needs?: Readonly<Record<string, unknown>>;
}

interface Sort {
  readonly type: string;
  readonly defaults: readonly DefaultData[];
  readonly sample?: SettleType['sample'];
  /** The column for the nth table: an enum is each table's own. */
  readonly column: (n: number) => Column;
}

const plain: readonly Sort[] = Object.entries(types)
  // 1.0 has other words for two dimensions.
  .filter(([type]) => line === '0.45' || type !== 'integer[][]')
  .map(
    ([
      type,
      {
        make,
        defaults,
        rows: [first = 'null'],
        stored,
        serial,
      },
    ]) => ({
      type,
      defaults,
      ...(serial ? {} : { sample: { sql: first, stored } }),
      column: () => ({ make }),
    }),
  );

const more: readonly Sort[] = Object.entries(moreTypes).map(([type, { make, ...known }]) => ({
  type,
  ...known,
  column: () => ({ make }),
}));

const enums: readonly Sort[] = [
  {
    type: 'enum',
    defaults: [{ value: "it's ok" }, { sql: "'sad'" }],
    column: (n) => {
      const mood = moodOf(n);
      return { make: (name) => mood(name), needs: { [`enum_${n}`]: mood } };
    },
  },
  {
    type: 'enum of an object',
    defaults: [{ value: 'b c' }],
    column: (n) => {
      const level = pgEnum(`level_${n}`, { A: 'a', B: 'b c' });
      return { make: (name) => level(name), needs: { [`enum_${n}`]: level } };
    },
  },
  {
    type: 'enum[]',
    defaults: [{ value: ['a,b', 'sad'] }, { value: [] }],
    column: (n) => {
      const mood = moodOf(n);
      return { make: (name) => mood(name).array(), needs: { [`enum_${n}`]: mood } };
    },
  },
  {
    type: 'enum of a schema',
    defaults: [{ value: 'on' }],
    column: (n) => {
      const schema = pgSchema(`schema_${n}`);
      const state = schema.enum('State', ['on', 'off']);
      return { make: (name) => state(name), needs: { [`schema_${n}`]: schema, [`enum_${n}`]: state } };
    },
  },
];

const moodOf = (n: number) => pgEnum(`mood_${n}`, ['sad', "it's ok", 'a,b']);

function defaultTables(): readonly SettleTable[] {
  const pairs = [...plain, ...more, ...enums].flatMap((sort) =>
    [undefined, { value: null }, ...sort.defaults].map((given) => ({ ...sort, given })),
  );
  return pairs.map(({ type, column, given }, n) => {
    const { make, needs } = column(n);
    const said = given === undefined ? '' : ` default ${JSON.stringify(Object.values(given)[0])}`;
    const build = (name: string, notNull: boolean): PgColumnBuilder => {
      const made = columnOf(make(name));
      if (notNull) made.notNull();
      if (given) made.default(defaultOf(given));
      return made;
    };
    const table = pgTable(`default_${n}`, { nullable: build('nullable', false), not_null: build('not_null', true) });
    return { says: `${type}${said}`, models: { ...needs, [`default_${n}`]: table } };
  });
}

/** Of each type: what is computed as its default, and what is generated. */
function sampleTables(): readonly SettleTable[] {
  const sorts = [...plain, ...more].flatMap((sort) => (sort.sample ? [{ ...sort, sample: sort.sample }] : []));
  return sorts.map(({ type, column, sample }, n) => {
    const { make } = column(n);
    const computed = (name: string, text: string): PgColumnBuilder => columnOf(make(name)).default(sql.raw(text));
    return {
      says: `${type} computed`,
      models: {
        [`sample_${n}`]: pgTable(`sample_${n}`, {
          plain: computed('plain', sample.sql),
          cast: computed('cast', `${sample.sql}::${sample.stored}`),
          called: computed('called', `coalesce(NULL, ${sample.sql}::${sample.stored})`),
          generated: columnOf(make('generated')).generatedAlwaysAs(sql.raw('"plain"')),
          required: columnOf(make('required')).notNull().generatedAlwaysAs(sql.raw(`coalesce("cast", "called")`)),
        }),
      },
    };
  });
}

/** A list of each type, with all of its values as the default, and none. */
function listTables(): readonly SettleTable[] {
  const scalars = [...plain, ...more].filter(({ type, sample }) => sample && !/\[\]|\blist\b/.test(type));
  return scalars.map(({ type, column, defaults }, n) => {
    const { make } = column(n);
    const values = defaults.flatMap((given) => ('sql' in given ? [] : [defaultOf(given)]));
    return {
      says: `${type} list`,
      models: {
        [`list_${n}`]: pgTable(`list_${n}`, {
          none: listOf(make('none')),
          empty: listOf(make('empty')).default([]),
          all: listOf(make('all')).notNull().default(values),
          computed: listOf(make('computed')).default(sql`'{}'`),
        }),
      },
    };
  });
}

/** Every type that counts, with every sort of identity. */
function identityTables(): readonly SettleTable[] {
  const counting: Readonly<Record<string, (sort: Identity, said?: PgSequenceOptions) => PgColumnBuilderBase>> = {
    smallint: (sort, said) => smallint()[sort](said),
    integer: (sort, said) => integer()[sort](said),
    'bigint as number': (sort, said) => bigint({ mode: 'number' })[sort](said),
    'bigint as bigint': (sort, said) => bigint({ mode: 'bigint' })[sort](said),
  };
  const options = { startWith: 7, increment: 3, minValue: 2, maxValue: 1000, cache: 5, cycle: true };
  return Object.entries(counting).flatMap(([type, make], n) =>
    identities.flatMap((sort, m) =>
      [undefined, options, { increment: -1 }].map((said, k) => {
        const name = `identity_${n}${m}${k}`;
        const text = said === undefined ? '' : ` ${JSON.stringify(said)}`;
        return { says: `${type} ${sort}${text}`, models: { [name]: pgTable(name, { id: make(sort, said) }) } };
      }),
    ),
  );
}

const identities = ['generatedAlwaysAsIdentity', 'generatedByDefaultAsIdentity'] as const;
type Identity = (typeof identities)[number];

function columnOf(made: unknown): PgColumnBuilder {
  if (!is(made, PgColumnBuilder)) throw new Error('This is no column.');
  return made;
}

const listOf = (made: unknown): PgColumnBuilder => columnOf(columnOf(made).array());

/** Keys, indexes and the rest, with what drizzle-kit is known to trip over. */
function otherTables(): readonly SettleTable[] {
  const parent = pgTable('other_parent', { a: integer(), b: integer(), id: serial().primaryKey() }, (t) => [
    unique('other_ba').on(t.b, t.a),
  ]);
  const long = `other_${'x'.repeat(50)}`;
  const schema = pgSchema('schema_other');
  return [
    {
      says: 'a primary key in another order than the columns',
      models: {
        keys: pgTable('other_keys', { a: integer(), b: integer() }, (t) => [primaryKey({ columns: [t.b, t.a] })]),
      },
    },
    {
      says: 'uniques: in another order, NULLS NOT DISTINCT, of a column, with and without a name',
      models: {
        uniques: pgTable(
          'other_uniques',
          { a: integer().unique(), b: text().unique('other_b', { nulls: 'not distinct' }), c: text() },
          (t) => [unique().on(t.c, t.a), unique('other_cb').on(t.c, t.b).nullsNotDistinct()],
        ),
      },
    },
    {
      says: 'foreign keys: of two columns in another order, to itself, with a name that is too long',
      models: {
        parent,
        child: pgTable(
          long,
          {
            a: integer(),
            b: integer(),
            parent_identifier: integer().references(() => parent.id, { onDelete: 'cascade' }),
          },
          (t) => [foreignKey({ columns: [t.b, t.a], foreignColumns: [parent.b, parent.a] }).onUpdate('set null')],
        ),
      },
    },
    {
      says: 'indexes: expressions beside columns, orders, operator classes, predicates, parameters, methods',
      models: {
        indexes: pgTable('other_indexes', { a: integer(), b: text(), c: text().array() }, (t) => [
          index('other_i1').on(sql`lower(${t.b})`, t.a),
          index('other_i2').on(t.a.desc(), t.b.asc().nullsFirst()),
          index('other_i3').on(t.b.op('text_pattern_ops')),
          index('other_i4').using('gin', t.c),
          index('other_i5')
            .on(t.a)
            .where(sql`${t.b} in ('x', 'y') and ${t.a} > 5`),
          index('other_i6').on(t.a).with({ fillfactor: 70 }),
          uniqueIndex().on(t.a, t.b),
          index('other_i8').using('hash', t.b),
          index('other_i9').on(sql`(${t.a} + 1)`),
        ]),
      },
    },
    {
      says: 'checks',
      models: {
        checks: pgTable('other_checks', { a: integer(), b: text() }, (t) => [
          check('other_c1', sql`${t.a} > 0 and ${t.a} < 10`),
          check('other_c2', sql`${t.b} in ('a', 'b''c')`),
          check('other_c3', sql`length(${t.b}) between 1 and 5`),
        ]),
      },
    },
    {
      says: 'identities',
      models: {
        identities: pgTable('other_identities', {
          a: integer().generatedAlwaysAsIdentity(),
          b: bigint({ mode: 'number' }).generatedByDefaultAsIdentity({
            startWith: 100,
            increment: 5,
            cache: 3,
            cycle: true,
          }),
          c: smallint().generatedAlwaysAsIdentity({ name: 'other_Seq', maxValue: 99 }),
        }),
      },
    },
    {
      says: 'an identity in a schema, by names with capitals',
      models: {
        schema_other: schema,
        users: schema.table('Users', {
          Id: integer('Id').primaryKey().generatedAlwaysAsIdentity(),
          at: timestamp().defaultNow(),
        }),
      },
    },
    {
      says: 'generated columns',
      models: {
        generated: pgTable('other_generated', {
          a: text(),
          b: text().generatedAlwaysAs(sql`upper(a)`),
          c: integer()
            .generatedAlwaysAs(sql`length(a) + 1`)
            .notNull(),
        }),
      },
    },
    {
      says: 'sequences, and a default from one',
      models: {
        sequence: pgSequence('other_sequence', { startWith: 10, increment: 2, cache: 5 }),
        drawn: pgTable('other_drawn', {
          a: integer().default(sql`nextval('other_sequence')`),
          b: varchar({ length: 9 }),
        }),
      },
    },
  ];
}
