import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  pgEnum,
  pgSchema,
  pgTable,
  pgView,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';

const app = pgSchema('app');

const three = ['draft', 'active', 'archived'] as const;

type Values = readonly [string, ...string[]];

/** People with a status that has a default. */
function people(values: Values, defaultValue = 'draft', name = 'status'): Models {
  const status = pgEnum(name, [...values]);
  return { status, person: pgTable('person', { id: integer(), st: status().notNull().default(defaultValue) }) };
}

/** People and all that can hang on an enum column: an array with a default, an index, a check, a unique, a generated column. */
function loaded(values: Values): Models {
  const status = pgEnum('status', [...values]);
  const person = pgTable(
    'person',
    {
      id: integer(),
      st: status().notNull().default('active'),
      past: status().array().notNull().default(['draft', 'active']),
      isActive: integer('is_active').generatedAlwaysAs(sql`case when st = 'active' then 1 else 0 end`),
    },
    (t) => [
      index('ix_person_st').on(t.st, t.id.desc()),
      uniqueIndex('uq_person_active')
        .on(t.id)
        .where(sql`${t.st} = 'active'`),
      index('ix_person_expr').on(sql`(case when ${t.st} = 'active'::status then id end)`),
      unique('uq_person_id_st').on(t.id, t.st),
      check('ck_person_st', sql`${t.st} <> 'draft' or ${t.id} > 0`),
      check('ck_person_past', sql`not (${t.past} @> array['archived']::status[])`),
    ],
  );
  return { status, person };
}

const twoPeople = ["insert into person values (1, 'active'), (2, 'archived')"];
const loadedPeople = [
  "insert into person (id, st, past) values (1, 'active', '{draft,active}'), (2, 'draft', '{}'), (3, 'active', '{active}')",
];
const statuses = 'select st from person order by st, id';

/** Changes of enums. */
export const cases: readonly Case[] = [
  {
    name: 'an enum is added',
    before: {},
    after: { status: pgEnum('status', [...three]) },
    expect: ['createEnum'],
    wanted: ["create type status as enum ('draft', 'active', 'archived')"],
  },
  {
    name: 'an enum is dropped, with its comment',
    before: { status: pgEnum('status', [...three]) },
    drift: ["comment on type status is 'how far it is'"],
    after: {},
    expect: ['dropEnum'],
    wanted: ['drop type status'],
  },
  {
    name: 'values with quotes, commas, braces, blanks, 63 bytes and other letters',
    before: {},
    after: () => {
      const odd = pgEnum('Odd "kind".', [
        "it's",
        'a,b',
        '{x}',
        ' ',
        '',
        'ünï',
        '"q"',
        'back\\slash',
        'null',
        'x'.repeat(63),
      ]);
      return {
        odd,
        t: pgTable('t', { a: odd().default("it's"), b: odd().array().default(['a,b', '"q"', 'null', '']) }),
      };
    },
  },
  {
    name: 'an enum given as an object',
    before: {},
    after: { status: pgEnum('status', { Draft: 'draft', Active: 'active' }) },
    wanted: ["create type status as enum ('draft', 'active')"],
  },
  {
    name: 'a value is appended',
    row: 63,
    before: people(three),
    rows: twoPeople,
    after: people([...three, 'deleted']),
    expect: ['alterEnum'],
    wanted: ["alter type status add value 'deleted'"],
    survives: [{ query: statuses, gives: [['active'], ['archived']] }],
  },
  {
    name: 'a value is inserted in the middle',
    row: 64,
    before: people(three),
    rows: twoPeople,
    after: people(['draft', 'pending', 'active', 'archived']),
    expect: ['alterEnum'],
    wanted: ["alter type status add value 'pending' before 'active'"],
  },
  {
    name: 'a value is inserted first',
    before: people(three),
    rows: twoPeople,
    after: people(['idea', ...three]),
    expect: ['alterEnum'],
    wanted: ["alter type status add value 'idea' before 'draft'"],
  },
  {
    name: 'several values at once: first, next to each other, last',
    before: people(three),
    rows: twoPeople,
    after: people(['idea', 'draft', 'p1', 'p2', 'active', 'archived', 'z1', 'z2']),
    expect: ['alterEnum'],
    wanted: [
      "alter type status add value 'idea' before 'draft'",
      "alter type status add value 'p1' before 'active'",
      "alter type status add value 'p2' before 'active'",
      "alter type status add value 'z1'",
      "alter type status add value 'z2'",
    ],
  },
  {
    name: 'a value is added and made the default in one step',
    before: people(three),
    rows: twoPeople,
    after: people(['idea', ...three], 'idea'),
    expect: ['alterEnum', 'alterColumn'],
    wanted: ["alter type status add value 'idea' before 'draft'", "alter table person alter st set default 'idea'"],
    survives: [{ query: statuses, gives: [['active'], ['archived']] }],
  },
  {
    name: 'a value is added and used in a check, a partial index and the default of a new column in one step',
    before: people(three),
    rows: twoPeople,
    after: () => {
      const status = pgEnum('status', [...three, 'deleted']);
      const person = pgTable(
        'person',
        { id: integer(), st: status().notNull().default('draft'), last: status().default('deleted') },
        (t) => [
          check('ck_st', sql`${t.st} <> 'deleted'`),
          index('ix_st')
            .on(t.id)
            .where(sql`${t.st} = 'deleted'`),
        ],
      );
      return { status, person };
    },
    survives: [
      {
        query: 'select st, last from person order by id',
        gives: [
          ['active', 'deleted'],
          ['archived', 'deleted'],
        ],
      },
    ],
  },
  {
    name: 'a value that nothing uses is removed',
    row: 65,
    before: people([...three, 'deleted']),
    rows: twoPeople,
    after: people(three),
    expect: ['alterEnum'],
    wanted: [
      'alter type status rename to status_old',
      "create type status as enum ('draft', 'active', 'archived')",
      'alter table person alter st drop default',
      'alter table person alter st type status using st::text::status',
      "alter table person alter st set default 'draft'",
      'drop type status_old',
    ],
    survives: [{ query: statuses, gives: [['active'], ['archived']] }],
  },
  {
    name: 'a value that rows hold cannot be removed',
    before: people(three),
    rows: twoPeople,
    after: people(['draft', 'active']),
    fails: /archived/,
  },
  {
    name: 'a value is removed by which rows are put into partitions',
    before: () => {
      const state = pgEnum('state', ['a', 'b', 'c']);
      return { state, item: pgTable('item', { st: state() }) };
    },
    drift: [
      'drop table item',
      'create table item (st state) partition by list (st)',
      "create table item_a partition of item for values in ('a')",
    ],
    after: () => {
      const state = pgEnum('state', ['a', 'b']);
      return { state, item: pgTable('item', { st: state() }) };
    },
    fails: /column:public\.item\.st cannot get state anew: it is in the partition key of item,/,
  },
  {
    name: 'a value that is the default is removed, and the default becomes another',
    before: people(three, 'archived'),
    rows: ["insert into person values (1, 'active')"],
    after: people(['draft', 'active'], 'active'),
    survives: [{ query: statuses, gives: [['active']] }],
  },
  {
    name: 'a value is removed under indexes, checks, a unique, an array with a default and a generated column',
    before: loaded([...three, 'deleted']),
    drift: [
      "comment on index ix_person_st is 'hot'",
      "comment on constraint ck_person_st on person is 'why'",
      "comment on column person.st is 'how far'",
      "comment on type status is 'states'",
      'alter table person alter st set statistics 300',
    ],
    rows: loadedPeople,
    after: loaded(three),
    survives: [
      {
        query: 'select st, past, is_active from person order by id',
        gives: [
          ['active', '{draft,active}', '1'],
          ['draft', '{}', '0'],
          ['active', '{active}', '1'],
        ],
      },
    ],
  },
  {
    name: 'statistics on several columns keep their target where a value is removed',
    before: people(three, 'draft'),
    drift: ['create statistics ages on id, st from person', 'alter statistics ages set statistics 50'],
    rows: ["insert into person values (1, 'active')"],
    after: people(['draft', 'active'], 'draft'),
  },
  {
    name: 'statistics in another schema than their table stop the removal of a value, as they stop a new type',
    setup: ['create schema app'],
    before: people(three, 'draft'),
    drift: ['create statistics app.ages on id, st from person', 'alter statistics app.ages set statistics 50'],
    after: people(['draft', 'active'], 'draft'),
    fails: /statistics object app\.ages hangs on it/,
  },
  {
    name: 'answers speak of values of an enum whose name PostgreSQL cuts',
    before: people(['draft', 'active', 'gone'], 'draft', 's'.repeat(70)),
    after: people(['draft', 'enabled'], 'draft', 's'.repeat(70)),
    renames: { [`${'s'.repeat(70)}.active`]: 'enabled' },
    drops: [`enum:public.${'s'.repeat(70)}.gone`],
    expect: ['alterEnum', 'alterEnum'],
  },
  {
    name: 'a value comes while a generated column becomes one of the type',
    before: {
      status: pgEnum('status', ['draft']),
      person: pgTable('person', { id: integer(), st: varchar({ length: 20 }).generatedAlwaysAs(sql`'draft'`) }),
    },
    rows: ['insert into person values (1)'],
    after: () => {
      const status = pgEnum('status', ['draft', 'active']);
      return { status, person: pgTable('person', { id: integer(), st: status() }) };
    },
    survives: [{ query: 'select st from person', gives: [['draft']] }],
  },
  {
    name: 'a value goes and one comes, and nobody says whether it is a rename',
    before: people(three, 'draft'),
    rows: twoPeople,
    after: people(['draft', 'enabled', 'archived'], 'draft'),
    fails: /value of enum status\.active goes\n +--rename status\.active:enabled [^]*--drop status\.active /,
  },
  {
    name: 'a value goes and one comes, and it is no rename',
    before: people(three, 'draft'),
    rows: ["insert into person values (1, 'draft')"],
    after: people(['draft', 'enabled', 'archived'], 'draft'),
    drops: ['status.active'],
    expect: ['alterEnum'],
    survives: [
      { query: 'select unnest(enum_range(null::status))::text', gives: [['draft'], ['enabled'], ['archived']] },
    ],
  },
  {
    name: 'a value is renamed',
    row: 66,
    before: people(three, 'active'),
    rows: twoPeople,
    after: people(['draft', 'enabled', 'archived'], 'enabled'),
    renames: { 'status.active': 'enabled' },
    expect: ['alterEnum'],
    wanted: ["alter type status rename value 'active' to 'enabled'"],
    survives: [{ query: statuses, gives: [['enabled'], ['archived']] }],
  },
  {
    name: 'a value is renamed that stands in lists, and its text elsewhere too',
    before: () => {
      const status = pgEnum('status', ['draft', 'active', 'two words']);
      const person = pgTable('person', {
        past: status().array().default(['draft', 'active']),
        pairs: status()
          .array()
          .default(sql`'{{active,"two words"}}'`),
        note: text().default('active'),
        notes: text().array().default(['active']),
      });
      return { status, person };
    },
    rows: ['insert into person default values'],
    after: () => {
      const status = pgEnum('status', ['draft', 'in use', 'two words']);
      const person = pgTable('person', {
        past: status().array().default(['draft', 'in use']),
        pairs: status().array(),
        note: text().default('active'),
        notes: text().array().default(['active']),
      });
      return { status, person };
    },
    renames: { 'status.active': 'in use' },
    expect: ['alterEnum', 'alterColumn'],
    wanted: ["alter type status rename value 'active' to 'in use'", 'alter table person alter pairs drop default'],
  },
  {
    name: 'a value is renamed to one that goes',
    before: people(three),
    rows: ["insert into person values (1, 'active')"],
    after: people(['draft', 'archived']),
    renames: { 'status.active': 'archived' },
    drops: ['status.archived'],
    expect: ['alterEnum', 'alterEnum', 'alterEnum'],
    survives: [{ query: statuses, gives: [['archived']] }],
  },
  {
    name: 'a value is renamed to one that stays',
    before: people(three),
    after: people(['draft', 'archived']),
    renames: { 'status.active': 'archived' },
    fails: /--rename status\.active:archived: there is a archived already, which keeps its name/,
  },
  {
    name: 'two values swap their names',
    before: people(three),
    rows: twoPeople,
    after: people(['draft', 'archived', 'active']),
    renames: { 'status.active': 'archived', 'status.archived': 'active' },
    expect: ['alterEnum', 'alterEnum', 'alterEnum'],
    survives: [{ query: statuses, gives: [['archived'], ['active']] }],
  },
  {
    name: 'a value is renamed, and another appended, in one step',
    before: people(three),
    rows: twoPeople,
    after: people(['draft', 'enabled', 'archived', 'deleted']),
    renames: { 'status.active': 'enabled' },
    expect: ['alterEnum', 'alterEnum'],
    wanted: ["alter type status rename value 'active' to 'enabled'", "alter type status add value 'deleted'"],
    survives: [{ query: statuses, gives: [['enabled'], ['archived']] }],
  },
  {
    name: 'the values are reordered',
    row: 67,
    before: people(three),
    rows: twoPeople,
    after: people(['archived', 'active', 'draft']),
    expect: ['alterEnum'],
    survives: [{ query: statuses, gives: [['archived'], ['active']] }],
  },
  {
    name: 'the values are reordered under indexes, checks, a unique, an array with a default and a generated column',
    before: loaded(three),
    rows: loadedPeople,
    after: loaded(['archived', 'draft', 'active']),
    survives: [{ query: statuses, gives: [['draft'], ['active'], ['active']] }],
  },
  {
    name: 'the values are reordered while a view, a table of another schema and a primary key use them',
    before: () => {
      const status = app.enum('status', [...three]);
      const rank = pgTable('rank', { st: status(), no: integer() }, (t) => [
        primaryKey({ name: 'pk_rank', columns: [t.st, t.no] }),
      ]);
      return { app, status, rank, log: app.table('log', { st: status().array() }) };
    },
    drift: ["create view v_rank as select st, no from rank where st > 'draft'", "comment on view v_rank is 'kept'"],
    rows: ["insert into rank values ('active', 1), ('archived', 2)", "insert into app.log values ('{draft,active}')"],
    after: () => {
      const status = app.enum('status', ['active', 'draft', 'archived']);
      const rank = pgTable('rank', { st: status(), no: integer() }, (t) => [
        primaryKey({ name: 'pk_rank', columns: [t.st, t.no] }),
      ]);
      const vRank = pgView('v_rank', { st: status(), no: integer() }).existing();
      return { app, status, rank, vRank, log: app.table('log', { st: status().array() }) };
    },
    survives: [
      {
        query: 'select st, no from rank order by st',
        gives: [
          ['active', '1'],
          ['archived', '2'],
        ],
      },
      { query: 'select st from v_rank', gives: [['archived']] },
      { query: 'select st from app.log', gives: [['{draft,active}']] },
    ],
  },
  {
    name: 'a value is removed under a view, a function, a policy, a domain, a composite type and a list of another schema',
    before: () => ({ ...people(three), app, log: app.table('log', { st: pgEnum('status', [...three])().array() }) }),
    drift: [
      'create domain state as status',
      'create type step as (state status, at int)',
      'create table more (a state, b step, c step[])',
      "create view active as select * from person where st = 'active'",
      "create function is_active(s status) returns boolean language sql as $$ select s = 'active'::status $$",
      "create policy seen on person using (st <> 'draft')",
    ],
    rows: [
      "insert into person values (1, 'active'), (2, 'draft')",
      "insert into app.log values ('{active,draft}')",
      "insert into more values ('active', row('draft', 1), array[row('active', 2)::step])",
    ],
    after: () => ({
      ...people(['draft', 'active']),
      app,
      log: app.table('log', { st: pgEnum('status', ['draft', 'active'])().array() }),
    }),
    survives: [
      { query: 'select id from active', gives: [['1']] },
      { query: 'select a, b, c from more', gives: [['active', '(draft,1)', '{"(active,2)"}']] },
      { query: 'select is_active(st) from person order by id', gives: [['true'], ['false']] },
    ],
  },
  {
    name: 'the type is renamed',
    row: 68,
    before: people(three),
    rows: twoPeople,
    after: people(three, 'draft', 'order_status'),
    renames: { status: 'order_status' },
    expect: ['renameEnum'],
    wanted: ['alter type status rename to order_status'],
    survives: [{ query: statuses, gives: [['active'], ['archived']] }],
  },
  {
    name: 'the type is renamed, a value is renamed and one is removed in one step',
    before: people([...three, 'deleted']),
    rows: twoPeople,
    after: people(['draft', 'enabled', 'archived'], 'draft', 'order_status'),
    renames: { status: 'order_status', 'status.active': 'enabled' },
    survives: [{ query: statuses, gives: [['enabled'], ['archived']] }],
  },
  {
    name: 'a text column becomes a new enum',
    row: 69,
    before: { org: pgTable('org', { zip: text() }) },
    rows: ["insert into org values ('a'), (null), ('b')"],
    after: () => {
      const zipKind = pgEnum('zip_kind', ['a', 'b']);
      return { zipKind, org: pgTable('org', { zip: zipKind() }) };
    },
    expect: ['createEnum', 'alterColumn'],
    wanted: ["create type zip_kind as enum ('a', 'b')", 'alter table org alter zip type zip_kind using zip::zip_kind'],
    survives: [{ query: 'select zip from org order by zip', gives: [['a'], ['b'], [null]] }],
  },
  {
    name: 'a text column with a default becomes an enum in another schema',
    before: { app, org: pgTable('org', { zip: varchar({ length: 5 }).notNull().default('a') }) },
    rows: ["insert into org values ('b')"],
    after: () => {
      const zipKind = app.enum('Zip kind', ['a', 'b']);
      return { app, zipKind, org: pgTable('org', { zip: zipKind().notNull().default('a') }) };
    },
    wanted: [
      `create type app."Zip kind" as enum ('a', 'b')`,
      'alter table org alter zip drop default',
      'alter table org alter zip type app."Zip kind" using zip::app."Zip kind"',
      "alter table org alter zip set default 'a'",
    ],
    survives: [{ query: 'select zip from org', gives: [['b']] }],
  },
  {
    name: 'an enum column with a default becomes text, and the enum goes',
    row: 70,
    before: people(three),
    rows: twoPeople,
    after: { person: pgTable('person', { id: integer(), st: text().notNull().default('draft') }) },
    expect: ['alterColumn', 'dropEnum'],
    wanted: [
      'alter table person alter st drop default',
      'alter table person alter st type text',
      "alter table person alter st set default 'draft'",
      'drop type status',
    ],
    survives: [{ query: statuses, gives: [['active'], ['archived']] }],
  },
  {
    name: 'a column changes from one enum to another with a like default',
    before: people(three),
    rows: twoPeople,
    after: () => {
      const status = pgEnum('status', [...three]);
      const mood = pgEnum('mood', ['archived', 'active', 'draft']);
      return { status, mood, person: pgTable('person', { id: integer(), st: mood().notNull().default('draft') }) };
    },
    expect: ['createEnum', 'alterColumn'],
    survives: [{ query: statuses, gives: [['archived'], ['active']] }],
  },
  {
    name: 'an extra label in the database goes',
    row: 198,
    before: people(three),
    drift: ["alter type status add value 'zzz'"],
    rows: twoPeople,
    after: people(three),
    expect: ['alterEnum'],
    survives: [{ query: statuses, gives: [['active'], ['archived']] }],
  },
  {
    name: 'an enum that no model knows is left alone, even when a table uses it',
    setup: ["create type foreign_kind as enum ('x', 'y')", 'create table foreign_app (k foreign_kind)'],
    before: people(three),
    after: people(three),
    expect: [],
    wanted: [],
  },
  {
    name: 'a value is added, and is in the default of a list in the same step',
    before: () => {
      const status = pgEnum('status', ['draft', 'active']);
      return { status, person: pgTable('person', { past: status().array() }) };
    },
    after: () => {
      const status = pgEnum('status', ['', 'draft', 'active']);
      return { status, person: pgTable('person', { past: status().array().default(['']) }) };
    },
    expect: ['alterEnum', 'alterColumn'],
  },
  {
    name: 'an index with a list of varchar stands on a column whose enum loses a value, and keeps its text',
    before: () => {
      const mood = pgEnum('mood', ['good', 'bad', 'so']);
      return {
        mood,
        day: pgTable('day', { mood: mood(), note: varchar({ length: 20 }) }, (t) => [
          index('ix_day_mood')
            .on(t.mood)
            .where(sql`${t.note} in ('a', 'b')`),
        ]),
      };
    },
    rows: ["insert into day values ('good', 'a')"],
    after: () => {
      const mood = pgEnum('mood', ['good', 'bad']);
      return {
        mood,
        day: pgTable('day', { mood: mood(), note: varchar({ length: 20 }) }, (t) => [
          index('ix_day_mood')
            .on(t.mood)
            .where(sql`${t.note} in ('a', 'b')`),
        ]),
      };
    },
    expect: ['dropIndex', 'alterEnum', 'createIndex'],
  },
];
