import { type SQL, sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  bit,
  boolean,
  char,
  check,
  cidr,
  customType,
  date,
  doublePrecision,
  index,
  inet,
  integer,
  interval,
  json,
  jsonb,
  line,
  macaddr,
  macaddr8,
  numeric,
  type PgColumnBuilderBase,
  pgEnum,
  pgSchema,
  pgTable,
  point,
  real,
  serial,
  smallint,
  smallserial,
  text,
  time,
  timestamp,
  unique,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';

const app = pgSchema('app');
const custom = (type: string) => customType<{ data: string }>({ dataType: () => type });
const citext = custom('citext');
const textC = custom('text');
const bytea = customType<{ data: string; driverData: string }>({
  dataType: () => 'bytea',
  toDriver: (value) => `\\x${Buffer.from(value).toString('hex')}`,
});

/** A table `org` of these columns, and a name. */
const org = (columns: Record<string, PgColumnBuilderBase>): Models => ({
  org: pgTable('org', { name: text(), ...columns }),
});

/** The same columns appear in a table that was there, and in a new table. */
const everyType = () => ({
  small: smallint(),
  int: integer(),
  big: bigint({ mode: 'number' }),
  bigger: bigint({ mode: 'bigint' }),
  num: numeric(),
  num5: numeric({ precision: 5 }),
  num52: numeric({ precision: 5, scale: 2 }),
  r: real(),
  d: doublePrecision(),
  b: boolean(),
  t: text({ enum: ['a', 'b'] }),
  v: varchar(),
  v80: varchar({ length: 80 }),
  c: char(),
  c3: char({ length: 3 }),
  u: uuid(),
  day: date(),
  dayText: date('day_text', { mode: 'string' }),
  ts: timestamp(),
  ts3: timestamp('ts_3', { precision: 3, mode: 'string' }),
  tz: timestamp({ withTimezone: true }),
  tz0: timestamp('tz_0', { withTimezone: true, precision: 0 }),
  tz3: timestamp('tz_3', { withTimezone: true, precision: 3 }),
  ti: time(),
  ti3: time('ti_3', { precision: 3 }),
  tiz: time({ withTimezone: true }),
  iv: interval(),
  iv3: interval('iv_3', { precision: 3 }),
  ivDay: interval('iv_day', { fields: 'day' }),
  ivDaySecond: interval('iv_day_second', { fields: 'day to second', precision: 3 }),
  ivYearMonth: interval('iv_year_month', { fields: 'year to month' }),
  j: json(),
  jb: jsonb(),
  ip: inet(),
  net: cidr(),
  mac: macaddr(),
  mac8: macaddr8(),
  pt: point(),
  ptXy: point('pt_xy', { mode: 'xy' }),
  ln: line(),
  lnAbc: line('ln_abc', { mode: 'abc' }),
  bits: bit({ dimensions: 3 }),
  bytes: bytea(),
  vector: custom('tsvector')(),
  span: custom('tstzrange')(),
  spans: custom('int4multirange')(),
  money: custom('money')(),
  oid: custom('oid')(),
  xml: custom('xml')(),
  one: custom('"char"')(),
  varbit: custom('bit varying(5)')(),
  timestampOddly: custom('timestamp ( 3 )  with time zone')(),
  ints: integer().array(),
  ints2: integer('ints_2').array().array(),
  ints3: integer('ints_3').array(3),
  texts: text().array(),
  varchars: varchar({ length: 20 }).array(),
  nums: numeric({ precision: 10, scale: 2 }).array(),
  tzs: timestamp({ withTimezone: true, precision: 3 }).array(),
  jbs: jsonb().array(),
  uuids: uuid().array(),
});

/** A default of every sort. */
const everyDefault = () => ({
  intZero: integer('int_zero').default(0),
  intMinus: integer('int_minus').default(-5),
  intSum: integer('int_sum').default(sql`1 + 1`),
  intText: integer('int_text').default(sql`'5'`),
  small: smallint().default(-32768),
  big: bigint({ mode: 'number' }).default(Number.MAX_SAFE_INTEGER),
  bigger: bigint({ mode: 'bigint' }).default(-9223372036854775808n),
  num: numeric({ precision: 10, scale: 2 }).default('10.50'),
  numNumber: numeric('num_number', { mode: 'number' }).default(-0.5),
  numBig: numeric('num_big', { mode: 'number' }).default(1e21),
  r: real().default(1.5),
  d: doublePrecision().default(1e-7),
  dNan: doublePrecision('d_nan').default(sql`'NaN'`),
  yes: boolean().default(true),
  no: boolean().default(false),
  yesSql: boolean('yes_sql').default(sql`(1 = 1)`),
  t: text().default('x'),
  tEmpty: text('t_empty').default(''),
  tOdd: text('t_odd').default(`it's "quoted" \\ back; -- $1 ? %s \n\tü`),
  tSql: text('t_sql').default(sql`'x'::varchar || 'y'`),
  tParameter: text('t_parameter').default(sql`${'p'} || ${"it's"}`),
  tUser: text('t_user').default(sql`current_user`),
  tNull: text('t_null').default(sql`null`),
  v: varchar({ length: 5 }).default('abc'),
  c: char({ length: 5 }).default('ab'),
  u: uuid().defaultRandom(),
  uConstant: uuid('u_constant').default('00000000-0000-0000-0000-000000000000'),
  day: date().defaultNow(),
  dayConstant: date('day_constant').default('2026-11-20'),
  dayDate: date('day_date', { mode: 'date' }).default(new Date(Date.UTC(2026, 10, 20))),
  ts: timestamp().defaultNow(),
  tsConstant: timestamp('ts_constant').default(new Date(Date.UTC(2026, 10, 20, 1, 2, 3, 456))),
  tsText: timestamp('ts_text', { mode: 'string', precision: 3 }).default('2026-11-20 01:02:03.456'),
  tsUtc: timestamp('ts_utc').default(sql`timezone('utc', now())`),
  tsUtc2: timestamp('ts_utc2').default(sql`(now() at time zone 'utc')`),
  tz: timestamp({ withTimezone: true }).defaultNow(),
  tzConstant: timestamp('tz_constant', { withTimezone: true }).default(new Date(Date.UTC(2026, 10, 20, 1, 2, 3))),
  tzSum: timestamp('tz_sum', { withTimezone: true }).default(sql`now() + interval '1 day'`),
  tzWord: timestamp('tz_word', { withTimezone: true }).default(sql`'infinity'`),
  ti: time().default('01:02:03'),
  tiz: time({ withTimezone: true }).default('01:02:03+02'),
  iv: interval().default('1 day 2 hours'),
  ivDay: interval('iv_day', { fields: 'day to second', precision: 3 }).default('1 00:00:01.5'),
  j: json().default([]),
  jObject: json('j_object').default({ b: 1, a: [true, null, "it's", { '"': '\\' }] }),
  jb: jsonb().default({}),
  jbObject: jsonb('jb_object').default({ b: 1, a: [true, null, "it's", { '"': '\\' }] }),
  jbText: jsonb('jb_text').default('word'),
  jbNumber: jsonb('jb_number').default(1),
  jbSql: jsonb('jb_sql').default(sql`'{"b":1,  "a":2}'`),
  ip: inet().default('127.0.0.1'),
  net: cidr().default('10.0.0.0/8'),
  mac: macaddr().default('08:00:2b:01:02:03'),
  pt: point().default([1, 2.5]),
  ptXy: point('pt_xy', { mode: 'xy' }).default({ x: 1, y: 2 }),
  ln: line().default([1, 2, 3]),
  lnAbc: line('ln_abc', { mode: 'abc' }).default({ a: 1, b: 2, c: 3 }),
  bits: bit({ dimensions: 3 }).default('101'),
  bytes: bytea().default('ü'),
  customText: citextLike().default("it's"),
  ints: integer().array().default([]),
  intsSql: integer('ints_sql')
    .array()
    .default(sql`'{}'::int[]`),
  intsArray: integer('ints_array')
    .array()
    .default(sql`ARRAY[]::integer[]`),
  intsFull: integer('ints_full').array().default([1, -2]),
  ints2: integer('ints_2')
    .array()
    .array()
    .default([
      [1, 2],
      [3, 4],
    ]),
  texts: text().array().default([]),
  textsOdd: text('texts_odd').array().default(['a b', 'a,b', '', 'null', '"q"', "it's", '{x}', 'back\\slash']),
  nums: numeric({ precision: 10, scale: 2 }).array().default(['1.50', '2']),
  yeses: boolean().array().default([true, false]),
  tzs: timestamp({ withTimezone: true, mode: 'string' }).array().default(['2026-11-20 00:00:00+00']),
  uuids: uuid().array().default([]),
  jbs: jsonb()
    .array()
    .default([{ a: 1 }, { b: 'x, "y"' }]),
});

function citextLike() {
  return customType<{ data: string; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => value.toUpperCase(),
  })();
}

/** The organisations of most rows: filled, with NULLs and without. */
const rowsOf = (column: string, ...values: readonly string[]) => [
  `insert into org (${column}) values ${values.map((value) => `(${value})`).join(', ')}`,
];

/** One column changes its type (and nothing else): the SQL wanted, and what the values are afterwards. */
function typeChange(
  name: string,
  row: number | undefined,
  before: PgColumnBuilderBase,
  after: PgColumnBuilderBase,
  values: readonly string[],
  wanted: readonly string[],
  becomes: readonly (string | null)[],
): Case {
  return {
    name: `the type ${name}`,
    ...(row === undefined ? {} : { row }),
    before: org({ v: before }),
    rows: rowsOf('v', ...values),
    after: org({ v: after }),
    expect: ['alterColumn'],
    wanted,
    survives: [{ query: 'select v::text from org order by ctid', gives: becomes.map((value) => [value]) }],
  };
}

/** One column changes its default, the rows stay. */
const defaultChange = (
  name: string,
  row: number | undefined,
  before: PgColumnBuilderBase,
  after: PgColumnBuilderBase,
  wanted: string,
): Case => ({
  name: `the default ${name}`,
  ...(row === undefined ? {} : { row }),
  before: org({ v: before }),
  rows: ["insert into org (name) values ('Acme')"],
  after: org({ v: after }),
  expect: ['alterColumn'],
  wanted: [wanted],
});

/** Two ways to say the same: there is nothing to do. */
const same = (
  name: string,
  row: number | undefined,
  before: PgColumnBuilderBase,
  after: PgColumnBuilderBase,
): Case => ({
  name: `no difference: ${name}`,
  ...(row === undefined ? {} : { row }),
  before: org({ v: before }),
  after: org({ v: after }),
  expect: [],
  wanted: [],
});

/** One column changes its identity, after three rows. */
const identityChange = (
  name: string,
  row: number | undefined,
  before: PgColumnBuilderBase,
  after: PgColumnBuilderBase,
  wanted: string,
): Case => ({
  name,
  ...(row === undefined ? {} : { row }),
  before: org({ id: before }),
  rows: rowsOf('name', "'a'", "'b'", "'c'"),
  after: org({ id: after }),
  expect: ['alterColumn'],
  wanted: [wanted],
  survives: [{ query: 'select id from org order by id', gives: [['1'], ['2'], ['3']] }],
});

const smallRows = ["insert into org (name) values ('Acme'), (null)"];
const nowTz = () => timestamp({ withTimezone: true }).notNull().defaultNow();
const tzDefault = (value: SQL) => timestamp({ withTimezone: true }).notNull().default(value);

const addAndDrop: readonly Case[] = [
  {
    name: 'a nullable column is added',
    row: 12,
    before: org({}),
    rows: smallRows,
    after: org({ extra: text() }),
    expect: ['addColumn'],
    wanted: ['alter table org add extra text'],
  },
  {
    name: 'a NOT NULL column without a default is added to rows, filled with the empty value',
    row: 13,
    before: org({}),
    rows: smallRows,
    after: org({ extra: text().notNull() }),
    expect: ['addColumn'],
    wanted: ['alter table org add extra text', "update org set extra = ''", 'alter table org alter extra set not null'],
    survives: [{ query: 'select extra from org', gives: [[''], ['']] }],
  },
  {
    name: 'a NOT NULL column is added to rows, filled as the answer says',
    row: 13,
    before: org({}),
    rows: smallRows,
    after: org({ extra: text().notNull() }),
    fills: { 'org.extra': "coalesce(name, '?') || '!'" },
    expect: ['addColumn'],
    wanted: [
      'alter table org add extra text',
      "update org set extra = coalesce(name, '?') || '!'",
      'alter table org alter extra set not null',
    ],
    survives: [{ query: 'select extra from org order by extra', gives: [['?!'], ['Acme!']] }],
  },
  {
    name: 'a NOT NULL column is added to an empty table',
    before: org({}),
    after: org({ extra: text().notNull() }),
    expect: ['addColumn'],
    wanted: ['alter table org add extra text not null'],
  },
  {
    name: 'a NOT NULL column with a default is added',
    row: 14,
    before: org({}),
    rows: smallRows,
    after: org({ extra: text().notNull().default('z') }),
    expect: ['addColumn'],
    wanted: ["alter table org add extra text not null default 'z'"],
    survives: [{ query: 'select extra from org', gives: [['z'], ['z']] }],
  },
  {
    name: 'a column of an enum that is there is added',
    row: 15,
    before: () => ({ status: pgEnum('status', ['a', 'b']), ...org({}) }),
    rows: smallRows,
    after: () => {
      const status = pgEnum('status', ['a', 'b']);
      return { status, ...org({ st: status() }) };
    },
    expect: ['addColumn'],
    wanted: ['alter table org add st status'],
  },
  {
    name: 'a column of a new enum is added',
    row: 16,
    before: org({}),
    rows: smallRows,
    after: () => {
      const kind = pgEnum('org_kind', ['a', 'b']);
      return { kind, ...org({ kind: kind() }) };
    },
    expect: ['createEnum', 'addColumn'],
    wanted: ["create type org_kind as enum ('a', 'b')", 'alter table org add kind org_kind'],
  },
  {
    name: 'an array of a new enum of another schema is added, with a default',
    row: 17,
    before: { app, ...org({}) },
    rows: smallRows,
    after: () => {
      const kind = app.enum('Org kind', ['a', 'b']);
      return { app, kind, ...org({ kinds: kind().array().notNull().default(['b']) }) };
    },
    expect: ['createEnum', 'addColumn'],
    wanted: [
      `create type app."Org kind" as enum ('a', 'b')`,
      `alter table org add kinds app."Org kind"[] not null default '{b}'`,
    ],
  },
  {
    name: 'a unique column is added, unnamed',
    row: 18,
    before: org({}),
    rows: smallRows,
    after: org({ extra: text().unique() }),
    expect: ['addColumn', 'addUnique'],
    wanted: ['alter table org add extra text constraint org_extra_unique unique'],
  },
  {
    name: 'a column is added with an index',
    row: 19,
    before: org({}),
    rows: smallRows,
    after: { org: pgTable('org', { name: text(), extra: text() }, (t) => [index('ix_org_extra').on(t.extra)]) },
    expect: ['addColumn', 'createIndex'],
    wanted: ['alter table org add extra text', 'create index ix_org_extra on org (extra)'],
  },
  {
    name: 'a column is added with an unnamed foreign key ON DELETE SET NULL',
    row: 20,
    before: () => ({ person: pgTable('person', { id: integer().primaryKey() }), ...org({}) }),
    rows: smallRows,
    after: () => {
      const person = pgTable('person', { id: integer().primaryKey() });
      return { person, ...org({ ownerId: integer('owner_id').references(() => person.id, { onDelete: 'set null' }) }) };
    },
    expect: ['addColumn', 'addForeignKey'],
    wanted: [
      'alter table org add owner_id integer constraint org_owner_id_person_id_fk references person (id) on delete set null',
    ],
  },
  {
    name: 'a column is added with a check',
    row: 21,
    before: org({}),
    rows: smallRows,
    after: {
      org: pgTable('org', { name: text(), extra: integer() }, (t) => [check('ck_org_extra', sql`${t.extra} > 0`)]),
    },
    expect: ['addColumn', 'addCheck'],
    wanted: ['alter table org add extra integer constraint ck_org_extra check (extra > 0)'],
  },
  {
    name: 'a generated column is added',
    row: 22,
    before: org({ budget: numeric() }),
    rows: rowsOf('budget', '1.5', 'null'),
    after: org({ budget: numeric(), budget2: numeric().generatedAlwaysAs(sql`budget * 2`) }),
    expect: ['addColumn'],
    wanted: ['alter table org add budget2 numeric generated always as (budget * 2) stored'],
    survives: [{ query: 'select budget2 from org order by 1', gives: [['3.0'], [null]] }],
  },
  {
    name: 'a column and a generated column that reads it are added, the reader first in the model',
    before: org({}),
    rows: smallRows,
    after: org({ twice: integer().generatedAlwaysAs(sql`one * 2`), one: integer().default(4) }),
    expect: ['addColumn', 'addColumn'],
    wanted: [
      'alter table org add one integer default 4',
      'alter table org add twice integer generated always as (one * 2) stored',
    ],
    survives: [{ query: 'select twice from org', gives: [['8'], ['8']] }],
  },
  {
    name: 'a column and the generated column that reads it are dropped',
    before: org({ twice: integer().generatedAlwaysAs(sql`one * 2`), one: integer() }),
    rows: rowsOf('one', '1'),
    after: org({}),
    wanted: ['alter table org drop twice, drop one'],
    loses: ['org.one', 'org.twice'],
  },
  {
    name: 'an identity column is added to rows',
    row: 23,
    before: org({}),
    rows: smallRows,
    after: org({ num: integer().generatedByDefaultAsIdentity() }),
    expect: ['addColumn'],
    wanted: ['alter table org add num integer generated by default as identity'],
    survives: [{ query: 'select num from org order by num', gives: [['1'], ['2']] }],
  },
  {
    name: 'a serial column is added to rows',
    before: org({}),
    rows: smallRows,
    after: org({ num: serial(), small: smallserial(), big: bigserial({ mode: 'number' }) }),
    expect: ['addColumn', 'addColumn', 'addColumn'],
    wanted: ['alter table org add num serial, add small smallserial, add big bigserial'],
    survives: [
      {
        query: 'select num, small, big from org order by num',
        gives: [
          ['1', '1', '1'],
          ['2', '2', '2'],
        ],
      },
    ],
  },
  {
    name: 'a column of every type, in a new table',
    before: {},
    after: { t: pgTable('t', everyType()) },
    expect: ['createTable'],
  },
  {
    name: 'a column of every type is added',
    before: org({}),
    rows: smallRows,
    after: org(everyType()),
  },
  {
    name: 'a column of every type is dropped',
    before: org(everyType()),
    after: org({}),
  },
  {
    name: 'a default of every sort, in a new table',
    before: {},
    after: { t: pgTable('t', everyDefault()) },
    expect: ['createTable'],
  },
  {
    name: 'a column with a default of every sort is added to rows',
    before: org({}),
    rows: smallRows,
    after: org(everyDefault()),
  },
  {
    name: 'a plain column is dropped',
    row: 26,
    before: org({ seats: integer() }),
    rows: rowsOf('seats', '3', 'null'),
    after: org({}),
    expect: ['dropColumn'],
    wanted: ['alter table org drop seats'],
    loses: ['org.seats'],
  },
  {
    name: 'a column is dropped with all that models cannot say of it',
    row: 27,
    before: org({ zip: text() }),
    drift: [
      "comment on column org.zip is 'postal code'",
      'alter table org alter zip type text collate "C"',
      'alter table org alter zip set storage external, alter zip set statistics 500',
    ],
    rows: rowsOf('zip', "'12345'"),
    after: org({}),
    expect: ['dropColumn'],
    wanted: ['alter table org drop zip'],
    loses: ['org.zip'],
  },
  {
    name: 'a column is dropped with a grant on it',
    before: org({ zip: text() }),
    drift: ['grant select (zip) on org to public'],
    after: org({}),
    expect: ['dropColumn'],
    wanted: ['alter table org drop zip'],
  },
  {
    name: 'a NOT NULL column that carries a unique and a check is dropped; filled on the way back',
    row: 28,
    before: {
      org: pgTable('org', { name: text(), slug: text().notNull() }, (t) => [
        unique('uq_org_slug').on(t.slug),
        check('ck_org_slug', sql`char_length(${t.slug}) > 1`),
      ]),
    },
    rows: ["insert into org values ('Acme', 'acme'), ('Beta', 'beta')"],
    after: org({}),
    fills: { 'org.slug': 'lower(name)' },
    wanted: ['alter table org drop slug'],
    returns: [{ query: 'select slug from org order by slug', gives: [['acme'], ['beta']] }],
  },
  {
    name: 'a NOT NULL column is dropped, and comes back to rows filled with the empty value',
    before: org({ slug: text().notNull() }),
    rows: rowsOf('slug', "'acme'"),
    after: org({}),
    expect: ['dropColumn'],
    wanted: ['alter table org drop slug'],
    returns: [{ query: 'select slug from org', gives: [['']] }],
    loses: ['org.slug'],
  },
  {
    name: 'a column that carries a gin index is dropped',
    row: 29,
    before: {
      person: pgTable('person', { id: integer(), data: jsonb() }, (t) => [
        index('ix_person_data').using('gin', t.data.op('jsonb_path_ops')),
      ]),
    },
    after: { person: pgTable('person', { id: integer() }) },
    wanted: ['alter table person drop data'],
  },
  {
    name: 'the only column of an enum is dropped, and the enum',
    row: 30,
    before: () => {
      const status = pgEnum('status', ['draft', 'active']);
      return { status, ...org({ st: status().notNull().default('draft') }) };
    },
    rows: smallRows,
    after: org({}),
    expect: ['dropColumn', 'dropEnum'],
    wanted: ['alter table org drop st', 'drop type status'],
    loses: ['org.st'],
  },
  {
    name: 'a generated column is dropped',
    row: 31,
    before: org({ display: text().generatedAlwaysAs(sql`name || '!'`) }),
    rows: smallRows,
    after: org({}),
    expect: ['dropColumn'],
    wanted: ['alter table org drop display'],
  },
  {
    name: 'a column with a foreign key is dropped',
    row: 32,
    before: () => {
      const person = pgTable('person', { id: integer().primaryKey() });
      return { person, ...org({ owner: integer().references(() => person.id) }) };
    },
    rows: ['insert into person values (1)', 'insert into org (owner) values (1)'],
    after: () => ({ person: pgTable('person', { id: integer().primaryKey() }), ...org({}) }),
    wanted: ['alter table org drop owner'],
    loses: ['org.owner'],
  },
  {
    name: 'a NOT NULL column is renamed, and keeps its values',
    row: 33,
    before: { org: pgTable('org', { name: text().notNull() }) },
    rows: ["insert into org values ('Acme')"],
    after: { org: pgTable('org', { title: text().notNull() }) },
    renames: { 'org.name': 'title' },
    expect: ['renameColumn'],
    wanted: ['alter table org rename name to title'],
    survives: [{ query: 'select title from org', gives: [['Acme']] }],
  },
  {
    name: 'a nullable column is renamed, with a unique, an index, a check and a generated column on it',
    row: 206,
    before: {
      org: pgTable('org', { name: text(), zip: text(), long: text().generatedAlwaysAs(sql`'D-' || zip`) }, (t) => [
        unique('uq').on(t.zip),
        index('ix')
          .on(sql`lower(${t.zip})`, t.name)
          .where(sql`${t.zip} is not null`),
        check('ck', sql`${t.zip} <> ''`),
      ]),
    },
    drift: ["comment on column org.zip is 'postal code'"],
    rows: ["insert into org (name, zip) values ('Acme', '12345')"],
    after: {
      org: pgTable(
        'org',
        { name: text(), zipcode: text(), long: text().generatedAlwaysAs(sql`'D-' || zipcode`) },
        (t) => [
          unique('uq').on(t.zipcode),
          index('ix')
            .on(sql`lower(${t.zipcode})`, t.name)
            .where(sql`${t.zipcode} is not null`),
          check('ck', sql`${t.zipcode} <> ''`),
        ],
      ),
    },
    renames: { 'org.zip': 'zipcode' },
    expect: ['renameColumn'],
    wanted: ['alter table org rename zip to zipcode'],
    survives: [{ query: 'select zipcode, long from org', gives: [['12345', 'D-12345']] }],
  },
  {
    name: 'a column is renamed and changes its type, default and nullability in one step',
    before: org({ seats: integer().default(1) }),
    rows: rowsOf('seats', '3'),
    after: org({ places: text().notNull().default('none') }),
    renames: { 'org.seats': 'places' },
    survives: [{ query: 'select places from org', gives: [['3']] }],
  },
  {
    name: 'two columns swap their names',
    before: org({ a: integer(), b: integer() }),
    rows: ['insert into org (a, b) values (1, 2)'],
    after: org({ a: integer(), b: integer() }),
    renames: { 'org.a': 'b', 'org.b': 'a' },
    survives: [{ query: 'select a, b from org', gives: [['2', '1']] }],
  },
  {
    name: 'the columns of the model are reordered: nothing to do',
    row: 34,
    before: org({ a: integer(), b: text() }),
    after: { org: pgTable('org', { b: text(), name: text(), a: integer() }) },
    expect: [],
    wanted: [],
  },
  {
    name: 'names with quotes, a dot, capitals and other letters: added, changed and dropped',
    before: { org: pgTable('Org "x".', { a: integer('Größe "a".'), b: text(`it's`) }) },
    rows: [`insert into "Org ""x""." values (1, 'b')`],
    after: {
      org: pgTable('Org "x".', { a: bigint('Größe "a".', { mode: 'number' }).notNull().default(7), c: text('user') }),
    },
    loses: [`Org "x"..it's`],
  },
];

const types: readonly Case[] = [
  typeChange(
    'varchar(50) grows to varchar(100)',
    35,
    varchar({ length: 50 }).notNull(),
    varchar({ length: 100 }).notNull(),
    ["'Acme'"],
    ['alter table org alter v type varchar(100)'],
    ['Acme'],
  ),
  typeChange(
    'varchar(50) shrinks to varchar(20)',
    36,
    varchar({ length: 50 }),
    varchar({ length: 20 }),
    ["'Acme'", 'null'],
    ['alter table org alter v type varchar(20)'],
    ['Acme', null],
  ),
  typeChange(
    'varchar(50) loses its length',
    37,
    varchar({ length: 50 }),
    varchar(),
    ["'Acme'"],
    ['alter table org alter v type varchar'],
    ['Acme'],
  ),
  typeChange(
    'varchar gets a length',
    207,
    varchar(),
    varchar({ length: 10 }),
    ["'Acme'"],
    ['alter table org alter v type varchar(10)'],
    ['Acme'],
  ),
  typeChange(
    'varchar(50) becomes text',
    38,
    varchar({ length: 50 }),
    text(),
    ["'Acme'"],
    ['alter table org alter v type text'],
    ['Acme'],
  ),
  typeChange(
    'char(3) becomes varchar(3)',
    39,
    char({ length: 3 }),
    varchar({ length: 3 }),
    ["'ACM'", 'null'],
    ['alter table org alter v type varchar(3)'],
    ['ACM', null],
  ),
  typeChange(
    'integer becomes bigint',
    40,
    integer(),
    bigint({ mode: 'number' }),
    ['3', 'null'],
    ['alter table org alter v type bigint'],
    ['3', null],
  ),
  typeChange(
    'integer becomes smallint',
    41,
    integer(),
    smallint(),
    ['3', 'null'],
    ['alter table org alter v type smallint'],
    ['3', null],
  ),
  typeChange(
    'integer becomes text',
    42,
    integer(),
    text(),
    ['3', 'null'],
    ['alter table org alter v type text'],
    ['3', null],
  ),
  typeChange(
    'integer becomes boolean',
    43,
    integer(),
    boolean(),
    ['1', '0', 'null'],
    ['alter table org alter v type boolean using v::boolean'],
    ['true', 'false', null],
  ),
  typeChange(
    'text becomes integer',
    44,
    text(),
    integer(),
    ["'12345'", "'0'", 'null'],
    ['alter table org alter v type integer using v::integer'],
    ['12345', '0', null],
  ),
  {
    ...typeChange(
      'text becomes citext',
      45,
      text(),
      citext(),
      ["'Acme'"],
      ['alter table org alter v type citext'],
      ['Acme'],
    ),
    setup: ['create extension citext'],
  },
  {
    name: 'the type text becomes uuid over rows that are none',
    row: 46,
    before: org({ v: text() }),
    rows: rowsOf('v', "'12345'"),
    after: org({ v: uuid() }),
    fails: /12345/,
  },
  typeChange(
    'text becomes uuid',
    undefined,
    text(),
    uuid(),
    ["'00000000-0000-0000-0000-000000000001'", 'null'],
    ['alter table org alter v type uuid using v::uuid'],
    ['00000000-0000-0000-0000-000000000001', null],
  ),
  {
    name: 'the type text becomes inet over rows that are none',
    row: 48,
    before: org({ v: text() }),
    rows: rowsOf('v', "'12345'"),
    after: org({ v: inet() }),
    fails: /12345/,
  },
  typeChange(
    'varchar becomes timestamptz',
    undefined,
    varchar(),
    timestamp({ withTimezone: true, mode: 'string' }),
    ["'2026-11-20 00:00:00+00'"],
    ['alter table org alter v type timestamptz using v::timestamptz'],
    ['2026-11-20 00:00:00+00'],
  ),
  typeChange(
    'text becomes text[]',
    47,
    text(),
    text().array(),
    ["'12345'", "'a,b'", 'null'],
    ['alter table org alter v type text[] using case when v is null then null else array[v] end'],
    ['{12345}', '{"a,b"}', null],
  ),
  typeChange(
    'integer becomes integer[]',
    undefined,
    integer(),
    integer().array(),
    ['3'],
    ['alter table org alter v type integer[] using array[v]'],
    ['{3}'],
  ),
  typeChange(
    'text[] becomes text',
    209,
    text().array(),
    text(),
    ["'{12345}'", 'null'],
    ['alter table org alter v type text using v[1]'],
    ['12345', null],
  ),
  {
    name: 'a collation made by hand stays',
    row: 49,
    before: org({ v: text() }),
    drift: ['alter table org alter v type text collate "C"'],
    after: org({ v: text() }),
    expect: [],
    wanted: [],
  },
  {
    name: 'a collation made by hand stays when the type changes',
    before: org({ v: text() }),
    drift: ['alter table org alter v type text collate "C"'],
    rows: rowsOf('v', "'x'"),
    after: org({ v: varchar({ length: 40 }) }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter v type varchar(40) collate "C"'],
  },
  typeChange(
    'numeric(10,2) becomes numeric(12,4)',
    50,
    numeric({ precision: 10, scale: 2 }),
    numeric({ precision: 12, scale: 4 }),
    ['10.25', 'null'],
    ['alter table org alter v type numeric(12,4)'],
    ['10.2500', null],
  ),
  typeChange(
    'numeric(10,2) becomes numeric(10,3)',
    51,
    numeric({ precision: 10, scale: 2 }),
    numeric({ precision: 10, scale: 3 }),
    ['10.25'],
    ['alter table org alter v type numeric(10,3)'],
    ['10.250'],
  ),
  typeChange(
    'numeric(10,2) becomes numeric',
    52,
    numeric({ precision: 10, scale: 2 }),
    numeric(),
    ['10.25'],
    ['alter table org alter v type numeric'],
    ['10.25'],
  ),
  typeChange(
    'numeric becomes numeric(10,2)',
    208,
    numeric(),
    numeric({ precision: 10, scale: 2 }),
    ['10.25'],
    ['alter table org alter v type numeric(10,2)'],
    ['10.25'],
  ),
  typeChange(
    'numeric becomes double precision',
    53,
    numeric({ precision: 10, scale: 2 }),
    doublePrecision(),
    ['10.25'],
    ['alter table org alter v type double precision'],
    ['10.25'],
  ),
  typeChange(
    'jsonb becomes json, with its default',
    54,
    jsonb().notNull().default({}),
    json().notNull().default({}),
    [`'{"a": 1}'`],
    [
      'alter table org alter v drop default',
      'alter table org alter v type json using v::json',
      "alter table org alter v set default '{}'::json",
    ],
    ['{"a": 1}'],
  ),
  typeChange(
    'text with a default becomes jsonb',
    undefined,
    text().notNull().default('{}'),
    jsonb().notNull().default({}),
    [`'{"a": 1}'`],
    [
      'alter table org alter v drop default',
      'alter table org alter v type jsonb using v::jsonb',
      "alter table org alter v set default '{}'::jsonb",
    ],
    ['{"a": 1}'],
  ),
  typeChange(
    'text[] becomes varchar(20)[], with its default',
    55,
    text().array().notNull().default([]),
    varchar({ length: 20 }).array().notNull().default([]),
    ["'{a,b}'"],
    [
      'alter table org alter v drop default',
      'alter table org alter v type varchar(20)[]',
      "alter table org alter v set default '{}'",
    ],
    ['{a,b}'],
  ),
  same('text[] and text[][]', 56, text().array(), text().array().array()),
  same('integer[] and integer[4]', undefined, integer().array(), integer().array(4)),
  typeChange(
    'timestamptz becomes timestamptz(3)',
    57,
    timestamp({ withTimezone: true }).defaultNow(),
    timestamp({ withTimezone: true, precision: 3 }).defaultNow(),
    ["'2026-11-20 00:00:00.123+00'"],
    ['alter table org alter v type timestamptz(3)'],
    ['2026-11-20 00:00:00.123+00'],
  ),
  typeChange(
    'timestamptz becomes timestamp',
    58,
    timestamp({ withTimezone: true }).defaultNow(),
    timestamp().defaultNow(),
    ["'2026-11-20 00:00:00+00'"],
    ['alter table org alter v type timestamp'],
    ['2026-11-20 00:00:00'],
  ),
  typeChange(
    'timestamp(3) becomes timestamp(6)',
    undefined,
    timestamp({ precision: 3 }),
    timestamp({ precision: 6 }),
    ["'2026-11-20 00:00:00.5'"],
    ['alter table org alter v type timestamp(6)'],
    ['2026-11-20 00:00:00.5'],
  ),
  typeChange(
    'interval becomes interval(0)',
    59,
    interval(),
    interval({ precision: 1 }),
    ["'1 day 00:00:01.5'"],
    ['alter table org alter v type interval(1)'],
    ['1 day 00:00:01.5'],
  ),
  typeChange(
    'interval becomes interval day',
    60,
    interval(),
    interval({ fields: 'day' }),
    ["'3 days'"],
    ['alter table org alter v type interval day'],
    ['3 days'],
  ),
  same(
    'interval fields with a precision',
    undefined,
    interval({ fields: 'day to second', precision: 3 }),
    interval({ fields: 'day to second', precision: 3 }),
  ),
  typeChange(
    'numeric(12,4) of a custom type grows',
    undefined,
    custom('numeric(12,4)')(),
    custom('NUMERIC ( 14 , 4 )')(),
    ['1.5'],
    ['alter table org alter v type numeric(14,4)'],
    ['1.5000'],
  ),
  same('a custom type spelt otherwise', undefined, custom('INT8')(), bigint({ mode: 'number' })),
  same('a custom type that is text', undefined, textC(), text()),
  {
    name: 'the type changes under an index, a unique, a check, a foreign key to it and a generated column',
    before: () => {
      const parent = pgTable(
        'parent',
        { no: integer().notNull().unique('uq'), twice: integer().generatedAlwaysAs(sql`no * 2`) },
        (t) => [
          index('ix')
            .on(t.no.desc(), sql`(${t.no} + 1)`)
            .where(sql`${t.no} > 0`),
          check('ck', sql`${t.no} between 0 and 9`),
        ],
      );
      return { parent, child: pgTable('child', { no: integer().references(() => parent.no) }) };
    },
    drift: ["comment on index ix is 'hot'", 'alter table parent alter no set statistics 50'],
    rows: ['insert into parent values (1)', 'insert into child values (1)'],
    after: () => {
      const parent = pgTable(
        'parent',
        { no: bigint({ mode: 'number' }).notNull().unique('uq'), twice: integer().generatedAlwaysAs(sql`no * 2`) },
        (t) => [
          index('ix')
            .on(t.no.desc(), sql`(${t.no} + 1)`)
            .where(sql`${t.no} > 0`),
          check('ck', sql`${t.no} between 0 and 9`),
        ],
      );
      return { parent, child: pgTable('child', { no: bigint({ mode: 'number' }).references(() => parent.no) }) };
    },
    survives: [{ query: 'select no, twice from parent', gives: [['1', '2']] }],
  },
  {
    name: 'the type text becomes integer under a check and a partial index that compare it as what it is',
    before: {
      org: pgTable('org', { v: text() }, (t) => [
        check('ck', sql`${t.v} <> ''`),
        index('ix')
          .on(t.v)
          .where(sql`${t.v} > '0'`),
      ]),
    },
    rows: ["insert into org values ('5')"],
    after: {
      org: pgTable('org', { v: integer() }, (t) => [
        check('ck', sql`${t.v} <> 0`),
        index('ix')
          .on(t.v)
          .where(sql`${t.v} > 0`),
      ]),
    },
    survives: [{ query: 'select v from org', gives: [['5']] }],
  },
  {
    name: 'the type changes under a view made by hand',
    row: 62,
    fails: /hangs on it/,
    before: org({ v: text() }),
    drift: [
      'create view v_org as select name, v from org where v is not null',
      "comment on view v_org is 'kept'",
      'grant select on v_org to public',
    ],
    rows: rowsOf('v', "'x'"),
    after: org({ v: varchar({ length: 40 }) }),
    expect: ['alterColumn'],
    survives: [{ query: 'select v from v_org', gives: [['x']] }],
  },
];

const nullability: readonly Case[] = [
  {
    name: 'NOT NULL is set over rows that have none',
    before: org({ seats: integer() }),
    rows: rowsOf('seats', '3'),
    after: org({ seats: integer().notNull() }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter seats set not null'],
  },
  {
    name: 'NOT NULL cannot be set over NULLs',
    row: 71,
    before: org({ seats: integer() }),
    rows: rowsOf('seats', '3', 'null'),
    after: org({ seats: integer().notNull() }),
    fails: /seats/,
  },
  {
    name: 'NOT NULL is set over NULLs, filled',
    row: 71,
    before: org({ seats: integer() }),
    rows: rowsOf('seats', '3', 'null'),
    after: org({ seats: integer().notNull() }),
    fills: { 'org.seats': '0' },
    expect: ['alterColumn'],
    wanted: ['update org set seats = 0 where seats is null', 'alter table org alter seats set not null'],
    survives: [{ query: 'select seats from org order by 1', gives: [['0'], ['3']] }],
    loses: ['org.seats'],
  },
  {
    name: 'NOT NULL is dropped',
    row: 72,
    before: org({ seats: integer().notNull() }),
    rows: rowsOf('seats', '3'),
    after: org({ seats: integer() }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter seats drop not null'],
  },
];

const defaults: readonly Case[] = [
  defaultChange('5 is added', 73, integer(), integer().default(5), 'alter table org alter v set default 5'),
  defaultChange(
    "'5' is added to an integer",
    74,
    integer(),
    integer().default(sql`'5'`),
    "alter table org alter v set default '5'",
  ),
  defaultChange('{} is removed', 75, jsonb().default({}), jsonb(), 'alter table org alter v drop default'),
  defaultChange(
    "'x' becomes 'y'",
    76,
    text().notNull().default('x'),
    text().notNull().default('y'),
    "alter table org alter v set default 'y'",
  ),
  defaultChange(
    "'x' becomes ''",
    77,
    text().default('x'),
    text().default(''),
    "alter table org alter v set default ''",
  ),
  defaultChange('0 becomes 1', 78, integer().default(0), integer().default(1), 'alter table org alter v set default 1'),
  defaultChange(
    'true becomes false',
    79,
    boolean().default(true),
    boolean().default(false),
    'alter table org alter v set default false',
  ),
  defaultChange(
    '{} becomes {"a": 1}',
    80,
    jsonb().default({}),
    jsonb().default({ a: 1 }),
    `alter table org alter v set default '{"a": 1}'::jsonb`,
  ),
  defaultChange(
    '[] becomes [x]',
    81,
    text().array().default([]),
    text().array().default(['x']),
    "alter table org alter v set default '{x}'::text[]",
  ),
  defaultChange(
    'now() becomes clock_timestamp()',
    82,
    nowTz(),
    tzDefault(sql`clock_timestamp()`),
    'alter table org alter v set default clock_timestamp()',
  ),
  defaultChange(
    'gen_random_uuid() becomes a constant',
    83,
    uuid().defaultRandom(),
    uuid().default('00000000-0000-0000-0000-000000000000'),
    "alter table org alter v set default '00000000-0000-0000-0000-000000000000'::uuid",
  ),
  defaultChange(
    'now() becomes transaction_timestamp(), which gives the same value',
    94,
    nowTz(),
    tzDefault(sql`transaction_timestamp()`),
    'alter table org alter v set default transaction_timestamp()',
  ),
  {
    name: 'the default of an enum column becomes another value',
    row: 84,
    before: () => {
      const status = pgEnum('status', ['draft', 'active']);
      return { status, ...org({ st: status().notNull().default('draft') }) };
    },
    after: () => {
      const status = pgEnum('status', ['draft', 'active']);
      return { status, ...org({ st: status().notNull().default('active') }) };
    },
    expect: ['alterColumn'],
    wanted: ["alter table org alter st set default 'active'"],
  },
  {
    name: 'every default that was dropped by hand comes back',
    before: { t: pgTable('t', everyDefault()) },
    drift: [
      `do $$ declare c name; begin
        for c in select attname from pg_attribute where attrelid = 't'::regclass and atthasdef loop
          execute format('alter table t alter %I drop default', c);
        end loop;
      end $$`,
    ],
    rows: ['insert into t default values'],
    after: { t: pgTable('t', everyDefault()) },
  },
  same("'{}' for a jsonb, as a value and as SQL", 85, jsonb().default({}), jsonb().default(sql`'{}'`)),
  same("'{}' for a jsonb, with a cast", 86, jsonb().default(sql`'{}'`), jsonb().default(sql`'{}'::jsonb`)),
  same(
    "'{}' for an array, as a value and as SQL",
    87,
    text().array().default([]),
    text()
      .array()
      .default(sql`'{}'`),
  ),
  same('now() and NOW( )', 88, nowTz(), tzDefault(sql`NOW( )`)),
  same('true as a value and as SQL', 89, boolean().default(true), boolean().default(sql`true`)),
  same("true and 'true'", 90, boolean().default(sql`true`), boolean().default(sql`'true'::boolean`)),
  same('0 as a value and as SQL', 91, integer().default(0), integer().default(sql`0`)),
  same("'x' and 'x'::text", 92, text().default('x'), text().default(sql`'x'::text`)),
  same(
    'clock_timestamp() and CLOCK_TIMESTAMP()',
    204,
    tzDefault(sql`clock_timestamp()`),
    tzDefault(sql`CLOCK_TIMESTAMP()`),
  ),
  same('[] for a json', 203, json().default([]), json().default(sql`'[]'::json`)),
  same(
    'the keys of a jsonb in another order',
    undefined,
    jsonb().default({ a: 1, b: 2 }),
    jsonb().default({ b: 2, a: 1 }),
  ),
  {
    name: 'now() becomes CURRENT_TIMESTAMP: another expression',
    row: 93,
    before: org({ v: nowTz() }),
    after: org({ v: tzDefault(sql`CURRENT_TIMESTAMP`) }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter v set default CURRENT_TIMESTAMP'],
  },
  {
    name: 'a default that was dropped by hand comes back',
    row: 195,
    before: org({ rank: integer().default(0) }),
    drift: ['alter table org alter rank drop default'],
    after: org({ rank: integer().default(0) }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter rank set default 0'],
  },
  {
    name: 'a default only of the running application is none of the database',
    before: org({ v: text() }),
    after: org({ v: text().$defaultFn(() => 'x'), at: text() }),
    expect: ['addColumn'],
    wanted: ['alter table org add at text'],
  },
  {
    name: 'storage, compression and statistics set by hand stay',
    row: 194,
    before: org({ zip: text() }),
    drift: [
      'alter table org alter zip set storage external, alter zip set statistics 500, alter zip set compression pglz',
    ],
    after: org({ zip: text() }),
    expect: [],
    wanted: [],
  },
];

const always = (options = {}) => integer().generatedAlwaysAsIdentity(options);

const identities: readonly Case[] = [
  identityChange(
    'identity ALWAYS becomes BY DEFAULT',
    95,
    always(),
    integer().generatedByDefaultAsIdentity(),
    'alter table org alter id set generated by default',
  ),
  identityChange(
    'identity START 100',
    96,
    always(),
    always({ startWith: 100 }),
    'alter table org alter id set start 100',
  ),
  identityChange(
    'identity INCREMENT 10',
    97,
    always(),
    always({ increment: 10 }),
    'alter table org alter id set increment 10',
  ),
  identityChange('identity CYCLE', 98, always(), always({ cycle: true }), 'alter table org alter id set cycle'),
  identityChange('identity CACHE 20', 99, always(), always({ cache: 20 }), 'alter table org alter id set cache 20'),
  identityChange(
    'identity MAXVALUE',
    100,
    always(),
    always({ maxValue: 1000000 }),
    'alter table org alter id set maxvalue 1000000',
  ),
  identityChange(
    'identity: every option goes back to the default',
    undefined,
    always({ increment: 1, cache: 20, cycle: true, maxValue: 1000, minValue: -5, startWith: 1 }),
    always(),
    'alter table org alter id set no minvalue set no maxvalue set cache 1 set no cycle',
  ),
  {
    name: 'identity: options that are the defaults, written out, are no difference',
    before: org({ id: always(), big: bigint({ mode: 'number' }).generatedByDefaultAsIdentity() }),
    after: org({
      id: always({
        name: 'org_id_seq',
        increment: '1',
        minValue: 1,
        maxValue: 2147483647,
        startWith: 1,
        cache: '1',
        cycle: false,
      }),
      big: bigint({ mode: 'number' }).generatedByDefaultAsIdentity({ maxValue: '9223372036854775807' }),
    }),
    expect: [],
    wanted: [],
  },
  {
    name: 'identity: the sequence gets another name',
    before: org({ id: always() }),
    rows: smallRows,
    after: org({ id: always({ name: 'Org "numbers"' }) }),
    expect: ['alterColumn'],
    wanted: ['alter sequence org_id_seq rename to "Org ""numbers"""'],
    survives: [{ query: `select nextval('"Org ""numbers"""')`, gives: [['3']] }],
  },
  {
    name: 'identity with a named sequence and options, in a new table and as an added column',
    before: org({}),
    rows: smallRows,
    after: {
      ...org({
        no: bigint({ mode: 'number' }).generatedAlwaysAsIdentity({ name: 'numbers', startWith: 100, increment: 10 }),
      }),
      other: pgTable('Other', {
        id: smallint('Id').generatedByDefaultAsIdentity({ name: 'My seq', increment: -1, cycle: true }),
      }),
    },
    survives: [{ query: 'select no from org order by no', gives: [['100'], ['110']] }],
  },
  identityChange('identity is dropped', 101, always(), integer().notNull(), 'alter table org alter id drop identity'),
  {
    name: 'an integer column with rows becomes an identity, and goes on counting',
    row: 102,
    before: { legacy: pgTable('legacy', { id: integer().primaryKey() }) },
    rows: ['insert into legacy values (1), (7)'],
    after: { legacy: pgTable('legacy', { id: integer().primaryKey().generatedAlwaysAsIdentity() }) },
    expect: ['alterColumn'],
    wanted: ['alter table legacy alter id add generated always as identity'],
    survives: [{ query: "select nextval(pg_get_serial_sequence('legacy', 'id'))", gives: [['8']] }],
  },
  {
    name: 'a serial becomes an identity, and goes on counting',
    row: 103,
    before: org({ id: serial() }),
    rows: smallRows,
    after: org({ id: integer().generatedByDefaultAsIdentity() }),
    expect: ['alterColumn'],
    wanted: [
      'alter table org alter id drop default',
      'drop sequence org_id_seq',
      'alter table org alter id add generated by default as identity',
    ],
    survives: [{ query: "select nextval(pg_get_serial_sequence('org', 'id'))", gives: [['3']] }],
    returns: [{ query: "select nextval(pg_get_serial_sequence('org', 'id')) > 2", gives: [['true']] }],
  },
  {
    name: 'a serial becomes a plain integer',
    row: 104,
    before: org({ id: serial() }),
    rows: smallRows,
    after: org({ id: integer().notNull() }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter id drop default', 'drop sequence org_id_seq'],
    returns: [{ query: "select nextval(pg_get_serial_sequence('org', 'id'))", gives: [['3']] }],
  },
  {
    name: 'a serial becomes a bigserial',
    row: 105,
    before: org({ id: serial() }),
    rows: smallRows,
    after: org({ id: bigserial({ mode: 'number' }) }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter id type bigint', 'alter sequence org_id_seq as bigint'],
    survives: [{ query: "select nextval('org_id_seq')", gives: [['3']] }],
  },
  {
    name: 'an integer identity becomes a bigint identity',
    before: org({ id: always() }),
    rows: smallRows,
    after: org({ id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity() }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter id type bigint', 'alter sequence org_id_seq as bigint'],
    survives: [{ query: "select nextval('org_id_seq')", gives: [['3']] }],
  },
  {
    name: 'a plain integer with rows becomes a serial, and goes on counting',
    row: 106,
    before: { legacy: pgTable('legacy', { id: integer().primaryKey() }) },
    rows: ['insert into legacy values (1), (7)'],
    after: { legacy: pgTable('legacy', { id: serial().primaryKey() }) },
    expect: ['alterColumn'],
    wanted: [
      'create sequence legacy_id_seq as integer owned by legacy.id',
      "alter table legacy alter id set default nextval('legacy_id_seq')",
    ],
    survives: [{ query: "select nextval('legacy_id_seq')", gives: [['8']] }],
  },
  {
    name: 'a serial whose sequence has another name and options, made by hand, stays',
    before: org({ id: serial() }),
    drift: ['alter sequence org_id_seq rename to "Org numbers"', 'alter sequence "Org numbers" increment 5'],
    after: org({ id: serial() }),
    expect: [],
    wanted: [],
  },
  {
    name: 'a column with a default from a sequence becomes an identity while the sequence is taken by another table',
    setup: ['create sequence org_id_seq'],
    before: org({ id: integer().notNull() }),
    after: org({ id: integer().generatedAlwaysAsIdentity() }),
    expect: ['alterColumn'],
    wanted: ['alter table org alter id add generated always as identity'],
  },
];

const names = () => ({ first: text(), last: text() });
const namesRows = ["insert into person (first, last) values ('Al', 'Bo'), (null, 'Co')"];

const generated: readonly Case[] = [
  {
    name: 'a generated column: the expression changes',
    row: 107,
    before: { person: pgTable('person', { ...names(), display: text().generatedAlwaysAs(sql`first || ' ' || last`) }) },
    drift: [
      "comment on column person.display is 'as shown'",
      'create index ix_display on person (display)',
      "comment on index ix_display is 'by hand'",
    ],
    rows: namesRows,
    after: {
      person: pgTable('person', { ...names(), display: text().generatedAlwaysAs(sql`first || '-' || last`) }, (t) => [
        index('ix_display').on(t.display),
      ]),
    },
    wanted: [
      'alter table person drop display',
      "alter table person add display text generated always as (first || '-' || last) stored",
      "comment on column person.display is 'as shown'",
      'create index ix_display on person (display)',
      "comment on index ix_display is 'by hand'",
    ],
    survives: [{ query: 'select display from person order by last', gives: [['Al-Bo'], [null]] }],
  },
  {
    name: 'a generated column becomes a plain one, and keeps its values',
    row: 108,
    before: { person: pgTable('person', { ...names(), display: text().generatedAlwaysAs(sql`first || ' ' || last`) }) },
    rows: namesRows,
    after: { person: pgTable('person', { ...names(), display: text() }) },
    expect: ['alterColumn'],
    wanted: ['alter table person alter display drop expression'],
    survives: [{ query: 'select display from person order by last', gives: [['Al Bo'], [null]] }],
  },
  {
    name: 'a plain column with a check and an index becomes a generated one',
    row: 109,
    before: {
      person: pgTable('person', { email: text().notNull(), age: integer().default(1) }, (t) => [
        check('ck_person_age', sql`${t.age} >= 0`),
        index('ix_person_age').on(t.age),
      ]),
    },
    rows: ["insert into person values ('abc', 7)"],
    after: {
      person: pgTable(
        'person',
        { email: text().notNull(), age: integer().generatedAlwaysAs(sql`char_length(email)`) },
        (t) => [check('ck_person_age', sql`${t.age} >= 0`), index('ix_person_age').on(t.age)],
      ),
    },
    wanted: [
      'alter table person drop age',
      'alter table person add age integer generated always as (char_length(email)) stored',
      'alter table person add constraint ck_person_age check (age >= 0)',
      'create index ix_person_age on person (age)',
    ],
    survives: [{ query: 'select age from person', gives: [['3']] }],
    loses: ['person.age'],
  },
  {
    name: 'a generated column whose expression is a function, and the same as text: no difference',
    before: {
      person: pgTable('person', { ...names(), display: text().generatedAlwaysAs(sql`(first || ' ') || last`) }),
    },
    after: {
      person: pgTable('person', {
        ...names(),
        display: text().generatedAlwaysAs((): SQL => sql`first || ' ' || last`),
      }),
    },
    expect: [],
    wanted: [],
  },
];

/** Changes of columns: added and dropped, type, nullability, default, identity, generated. */
export const cases: readonly Case[] = [
  ...addAndDrop,
  ...types,
  ...nullability,
  ...defaults,
  ...identities,
  ...generated,
];
