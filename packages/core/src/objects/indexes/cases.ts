import { type BuildExtraConfigColumns, sql } from 'drizzle-orm';
import {
  index,
  integer,
  jsonb,
  pgSchema,
  pgTable,
  type PgTableExtraConfigValue,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';

const app = pgSchema('app');

const columns = () => ({
  id: integer(),
  email: text().notNull(),
  first: text(),
  last: text(),
  age: integer(),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
  data: jsonb(),
});

type Columns = BuildExtraConfigColumns<'person', ReturnType<typeof columns>, 'pg'>;
type Indexes = (t: Columns) => PgTableExtraConfigValue[];

/** People with these indexes. */
const person = (indexes: Indexes = () => []): Models => ({ person: pgTable('person', columns(), indexes) });

const rows = [
  `insert into person values (1, 'A@x.y', 'Al', 'Bo', 3, null, '{"k": "v", "n": 1}'), (2, 'b@x.y', null, 'Co', null, null, null)`,
];

/** An index is added. */
const add = (name: string, row: number | undefined, after: Indexes, wanted: string): Case => ({
  name: `added: ${name}`,
  ...(row === undefined ? {} : { row }),
  before: person(),
  rows,
  after: person(after),
  expect: ['createIndex'],
  wanted: [wanted],
});

/** An index changes: dropped and made again under the same name, with its comment. */
const change = (name: string, row: number | undefined, before: Indexes, after: Indexes, wanted: string): Case => {
  const index = /index (?:if not exists )?(\w+)/.exec(wanted)?.[1];
  const comment = `comment on index ${index} is 'hot'`;
  return {
    name: `changed: ${name}`,
    ...(row === undefined ? {} : { row }),
    before: person(before),
    drift: [comment],
    rows,
    after: person(after),
    expect: ['dropIndex', 'createIndex'],
    wanted: [`drop index ${index}`, wanted, comment],
  };
};

/** An index is dropped, with its comment. */
const drop = (name: string, row: number | undefined, before: Indexes, index: string): Case => ({
  name: `dropped: ${name}`,
  ...(row === undefined ? {} : { row }),
  before: person(before),
  drift: [`comment on index ${index} is 'hot'`],
  rows,
  after: person(),
  expect: ['dropIndex'],
  wanted: [`drop index ${index}`],
});

/** Another way to say it: there is nothing to do. */
const same = (name: string, before: Indexes, after: Indexes): Case => ({
  name: `no difference: ${name}`,
  before: person(before),
  after: person(after),
  expect: [],
  wanted: [],
});

/** Something done by hand that no model can say: it stays, and nothing is to be done. */
const stays = (name: string, row: number | undefined, models: Indexes, drift: readonly string[]): Case => ({
  name: `made by hand: ${name}`,
  ...(row === undefined ? {} : { row }),
  before: person(models),
  drift,
  rows,
  after: person(models),
  expect: [],
  wanted: [],
});

const first: Indexes = (t) => [index('ix_person_first').on(t.first)];
const lastExpression: Indexes = (t) => [
  index('ix_person_last').on(sql`lower(${t.last}) text_pattern_ops desc nulls last`),
];
const live: Indexes = (t) => [
  uniqueIndex('uq_person_live')
    .on(sql`lower(${t.email})`)
    .where(sql`${t.deletedAt} is null`),
];
const gin: Indexes = (t) => [index('ix_person_data').using('gin', t.data.op('jsonb_path_ops'))];

const added: readonly Case[] = [
  {
    name: 'an index on a column that bears the name of its table goes, and the column gets another name',
    before: {
      org: pgTable('org', { org: text(), n: integer() }, (t) => [
        index('few')
          .on(t.n)
          .where(sql`${t.org} is null`),
      ]),
    },
    after: { org: pgTable('org', { title: text(), n: integer() }) },
    renames: { 'org.org': 'title' },
    expect: ['renameColumn', 'dropIndex'],
  },
  add(
    'a plain index',
    143,
    (t) => [index('ix_person_email').on(t.email)],
    'create index ix_person_email on person (email)',
  ),
  add(
    'concurrently',
    144,
    (t) => [index('ix_person_email').on(t.email).concurrently()],
    'create index ix_person_email on person (email)',
  ),
  {
    ...add(
      'gin with gin_trgm_ops',
      145,
      (t) => [index('ix_trgm').using('gin', t.email.op('gin_trgm_ops'))],
      'create index ix_trgm on person using gin (email gin_trgm_ops)',
    ),
    setup: ['create extension pg_trgm'],
  },
  add(
    'an expression with an operator class, and DESC NULLS LAST',
    146,
    (t) => [index('ix_lower').on(sql`lower(${t.email}) text_pattern_ops`, t.first.desc().nullsLast())],
    'create index ix_lower on person (lower(email) text_pattern_ops, first desc nulls last)',
  ),
  add(
    "data ->> 'k' where data ? 'k'",
    147,
    (t) => [
      index('ix_k')
        .on(sql`(${t.data} ->> 'k')`)
        .where(sql`${t.data} ? 'k'`),
    ],
    "create index ix_k on person ((data ->> 'k')) where data ? 'k'",
  ),
  add(
    'coalesce and a sum',
    148,
    (t) => [index('ix_coal').on(sql`coalesce(${t.first}, 'x')`, sql`(${t.age} + 1)`)],
    "create index ix_coal on person (coalesce(first, 'x'), (age + 1))",
  ),
  add(
    'gin on to_tsvector',
    149,
    (t) => [
      index('ix_ts').using(
        'gin',
        sql`to_tsvector('english', coalesce(${t.first}, '') || ' ' || coalesce(${t.last}, ''))`,
      ),
    ],
    "create index ix_ts on person using gin (to_tsvector('english', coalesce(first, '') || ' ' || coalesce(last, '')))",
  ),
  add(
    'a collation, written as an expression',
    150,
    (t) => [index('ix_coll').on(sql`${t.first} collate "C"`)],
    'create index ix_coll on person (first collate "C")',
  ),
  add(
    'partial, where IN',
    151,
    (t) => [
      index('ix_in')
        .on(t.email)
        .where(sql`${t.first} in ('Al', 'Bo')`),
    ],
    "create index ix_in on person (email) where first in ('Al', 'Bo')",
  ),
  add(
    "((data ->> 'n')::int)",
    153,
    (t) => [index('ix_cast').on(sql`((${t.data} ->> 'n')::int)`)],
    "create index ix_cast on person (((data ->> 'n')::int))",
  ),
  add(
    'date_trunc at a time zone',
    154,
    (t) => [index('ix_dt').on(sql`date_trunc('day', ${t.deletedAt} at time zone 'UTC')`)],
    "create index ix_dt on person (date_trunc('day', deleted_at at time zone 'UTC'))",
  ),
  add(
    'unnamed',
    undefined,
    (t) => [index().on(t.first, t.last)],
    'create index person_first_last_index on person (first, last)',
  ),
  add(
    'unique, unnamed',
    undefined,
    (t) => [uniqueIndex().on(t.email)],
    'create unique index person_email_index on person (email)',
  ),
  add(
    'every order',
    undefined,
    (t) => [
      index('ix_order').on(
        t.id.asc(),
        t.email.desc(),
        t.first.desc().nullsFirst(),
        t.last.asc().nullsFirst(),
        t.age.nullsLast(),
      ),
    ],
    'create index ix_order on person (id, email desc nulls last, first desc, last asc nulls first, age)',
  ),
  add(
    'hash',
    undefined,
    (t) => [index('ix_hash').using('hash', t.email)],
    'create index ix_hash on person using hash (email)',
  ),
  add(
    'brin with storage parameters',
    undefined,
    (t) => [index('ix_brin').using('brin', t.id, t.age).with({ pages_per_range: 16, autosummarize: true })],
    'create index ix_brin on person using brin (id, age) with (autosummarize = true, pages_per_range = 16)',
  ),
  add(
    'gin with fastupdate off',
    undefined,
    (t) => [index('ix_gin').using('gin', t.data).with({ fastupdate: false })],
    'create index ix_gin on person using gin (data) with (fastupdate = false)',
  ),
  add(
    'a fillfactor',
    undefined,
    (t) => [index('ix_fill').on(t.id).with({ fillfactor: '70' })],
    'create index ix_fill on person (id) with (fillfactor = 70)',
  ),
  add(
    'a predicate with parameters',
    undefined,
    (t) => [
      index('ix_param')
        .on(t.id)
        .where(sql`${t.age} > ${18} and ${t.first} <> ${"it's"}`),
    ],
    "create index ix_param on person (id) where age > 18 and first <> 'it''s'",
  ),
  add('only', undefined, (t) => [index('ix_only').onOnly(t.id)], 'create index ix_only on person (id)'),
  {
    name: 'added: a unique index over rows that are twice the same cannot be',
    before: person(),
    rows: ["insert into person (id, email) values (1, 'x'), (2, 'x')"],
    after: person((t) => [uniqueIndex('uq_email').on(t.email)]),
    fails: /uq_email/,
  },
  {
    name: 'added: indexes with odd names in another schema, over columns with odd names',
    before: { app },
    after: () => ({
      app,
      t: app.table('Tab "le".', { a: integer('A "b".'), order: text() }, (t) => [
        index('Ix "odd". ü').on(t.a.desc(), t.order),
        uniqueIndex('index')
          .on(sql`(${t.a} + 1)`)
          .where(sql`${t.order} <> 'x'`),
      ]),
    }),
  },
];

const dropped: readonly Case[] = [
  drop('a plain index', 155, first, 'ix_person_first'),
  drop('an expression with an operator class, DESC NULLS LAST', 156, lastExpression, 'ix_person_last'),
  drop('a partial unique expression', 157, live, 'uq_person_live'),
  drop('gin jsonb_path_ops', 158, gin, 'ix_person_data'),
  {
    name: 'dropped: with all that models cannot say of it',
    before: person(first),
    drift: [
      'drop index ix_person_first',
      'create index ix_person_first on person (first collate "C" text_pattern_ops, (lower(last) collate "C")) include (email, age) with (fillfactor = 50) where first > \'a\' collate "C"',
      "comment on index ix_person_first is 'hot'",
    ],
    rows,
    after: person(),
    expect: ['dropIndex'],
    wanted: ['drop index ix_person_first'],
  },
  {
    name: 'dropped: with statistics of an expression, and the table clustered on it',
    before: person(lastExpression),
    drift: [
      'alter index ix_person_last alter column 1 set statistics 400',
      'alter table person cluster on ix_person_last',
    ],
    rows,
    after: person(),
    expect: ['dropIndex'],
    wanted: ['drop index ix_person_last'],
  },
  {
    name: 'an index that a failed build left invalid is built again, and stays so',
    row: 201,
    before: person((t) => [index('ix_person_first').on(t.first)]),
    drift: ["update pg_index set indisvalid = false where indexrelid = 'ix_person_first'::regclass"],
    rows,
    after: person((t) => [index('ix_person_first').on(t.first)]),
    expect: ['alterIndex'],
    wanted: ['reindex index ix_person_first'],
    mends: ['reindex index ix_person_first'],
  },
  {
    name: 'statistics of an expression go with another expression',
    before: person(lastExpression),
    drift: ['alter index ix_person_last alter column 1 set statistics 400'],
    rows,
    after: person((t) => [index('ix_person_last').on(sql`upper(${t.last})`)]),
    expect: ['dropIndex', 'createIndex'],
    wanted: ['drop index ix_person_last', 'create index ix_person_last on person (upper(last))'],
  },
  {
    name: 'dropped: concurrently made, which is how to build and no difference',
    before: person((t) => [index('ix').on(t.id).concurrently()]),
    rows,
    after: person(),
    expect: ['dropIndex'],
    wanted: ['drop index ix'],
  },
  {
    name: 'dropped: made by hand on a table of the models',
    row: 197,
    before: person(),
    drift: ['create index dba_ix on person (age) where age > 10'],
    rows,
    after: person(),
    expect: ['dropIndex'],
    wanted: ['drop index dba_ix'],
  },
];

const changed: readonly Case[] = [
  {
    name: 'renamed',
    row: 159,
    before: person(first),
    rows,
    after: person((t) => [index('person_first_ix').on(t.first)]),
    renames: { 'person.ix_person_first': 'person_first_ix' },
    expect: ['renameIndex'],
    wanted: ['alter index ix_person_first rename to person_first_ix'],
  },
  change(
    'another column',
    160,
    first,
    (t) => [index('ix_person_first').on(t.first, t.email)],
    'create index ix_person_first on person (first, email)',
  ),
  change(
    'unique',
    161,
    first,
    (t) => [uniqueIndex('ix_person_first').on(t.first)],
    'create unique index ix_person_first on person (first)',
  ),
  change(
    'btree becomes hash',
    162,
    first,
    (t) => [index('ix_person_first').using('hash', t.first)],
    'create index ix_person_first on person using hash (first)',
  ),
  {
    name: 'changed: a fillfactor',
    row: 164,
    before: person(first),
    rows,
    after: person((t) => [index('ix_person_first').on(t.first).with({ fillfactor: 50 })]),
    expect: ['alterIndex'],
    wanted: ['alter index ix_person_first set (fillfactor = 50)'],
  },
  change(
    'becomes partial',
    165,
    first,
    (t) => [
      index('ix_person_first')
        .on(t.first)
        .where(sql`${t.first} <> ''`),
    ],
    "create index ix_person_first on person (first) where first <> ''",
  ),
  change(
    'another predicate',
    166,
    live,
    (t) => [
      uniqueIndex('uq_person_live')
        .on(sql`lower(${t.email})`)
        .where(sql`${t.deletedAt} is not null`),
    ],
    'create unique index uq_person_live on person (lower(email)) where deleted_at is not null',
  ),
  change(
    'partial no more',
    167,
    live,
    (t) => [uniqueIndex('uq_person_live').on(sql`lower(${t.email})`)],
    'create unique index uq_person_live on person (lower(email))',
  ),
  change(
    'an operator class is added',
    168,
    first,
    (t) => [index('ix_person_first').on(t.first.op('text_pattern_ops'))],
    'create index ix_person_first on person (first text_pattern_ops)',
  ),
  change(
    'an operator class is taken away',
    169,
    lastExpression,
    (t) => [index('ix_person_last').on(sql`lower(${t.last}) desc nulls last`)],
    'create index ix_person_last on person (lower(last) desc nulls last)',
  ),
  change(
    'jsonb_path_ops becomes jsonb_ops',
    170,
    gin,
    (t) => [index('ix_person_data').using('gin', t.data)],
    'create index ix_person_data on person using gin (data)',
  ),
  change(
    'lower becomes upper',
    171,
    lastExpression,
    (t) => [index('ix_person_last').on(sql`upper(${t.last}) text_pattern_ops desc nulls last`)],
    'create index ix_person_last on person (upper(last) text_pattern_ops desc nulls last)',
  ),
  change(
    'DESC NULLS LAST becomes ASC',
    172,
    lastExpression,
    (t) => [index('ix_person_last').on(sql`lower(${t.last}) text_pattern_ops`)],
    'create index ix_person_last on person (lower(last) text_pattern_ops)',
  ),
  change(
    'DESC NULLS LAST becomes DESC',
    173,
    lastExpression,
    (t) => [index('ix_person_last').on(sql`lower(${t.last}) text_pattern_ops desc`)],
    'create index ix_person_last on person (lower(last) text_pattern_ops desc)',
  ),
  change(
    'ASC becomes DESC',
    undefined,
    first,
    (t) => [index('ix_person_first').on(t.first.desc())],
    'create index ix_person_first on person (first desc nulls last)',
  ),
  {
    name: 'changed: INCLUDE, NULLS NOT DISTINCT and a collation, made by hand, stay',
    row: [163, 174],
    since: 15,
    before: person((t) => [uniqueIndex('uq').on(t.first)]),
    drift: [
      'drop index uq',
      'create unique index uq on person (first collate "C") include (email) nulls not distinct',
      "comment on index uq is 'hot'",
    ],
    rows,
    after: person((t) => [
      uniqueIndex('uq')
        .on(t.first)
        .where(sql`${t.age} > 0`),
    ]),
    expect: ['dropIndex', 'createIndex'],
    wanted: [
      'drop index uq',
      'create unique index uq on person (first collate "C") include (email) nulls not distinct where age > 0',
      "comment on index uq is 'hot'",
    ],
  },
  {
    name: 'changed: two indexes swap their names',
    before: person((t) => [index('ix_a').on(t.first), index('ix_b').on(t.last)]),
    rows,
    after: person((t) => [index('ix_b').on(t.first), index('ix_a').on(t.last)]),
  },
  {
    name: 'changed: a unique index that a foreign key needs becomes partial no more',
    before: {
      parent: pgTable('parent', { code: integer(), x: integer() }, (t) => [uniqueIndex('uq_code').on(t.code)]),
    },
    drift: ['create table foreign_app (code integer references parent (code))'],
    rows: ['insert into parent values (1, 1)', 'insert into foreign_app values (1)'],
    after: {
      parent: pgTable('parent', { code: integer(), x: integer() }, (t) => [uniqueIndex('uq_code').on(t.code, t.x)]),
    },
    fails: /foreign_app/,
  },
];

const nothing: readonly Case[] = [
  stays('INCLUDE', 152, first, [
    'drop index ix_person_first',
    'create index ix_person_first on person (first) include (email)',
  ]),
  {
    ...stays('NULLS NOT DISTINCT', undefined, (t) => [uniqueIndex('uq').on(t.first)], [
      'drop index uq',
      'create unique index uq on person (first) nulls not distinct',
    ]),
    since: 15,
  },
  stays('comments on an index and statistics of an expression', 193, lastExpression, [
    "comment on index ix_person_last is 'hot'",
    'alter index ix_person_last alter column 1 set statistics 400',
  ]),
  {
    name: 'made by hand: the default name of the database is no difference',
    before: person(),
    drift: ['create index by_hand on person (first, last)'],
    after: person((t) => [index().on(t.first, t.last)]),
    expect: [],
    wanted: [],
  },
  same('concurrently', first, (t) => [index('ix_person_first').on(t.first).concurrently()]),
  same('the default order, method and operator class, written out', first, (t) => [
    index('ix_person_first').using('btree', t.first.asc().nullsLast().op('text_ops')),
  ]),
  same(
    'brackets, blanks and casts',
    (t) => [
      index('ix')
        .on(sql`lower(${t.first})`)
        .where(sql`${t.age} > 1 and ${t.last} = 'x'`),
    ],
    (t) => [
      index('ix')
        .on(sql`LOWER( "first" )`)
        .where(sql`((${t.age} > 1) AND (${t.last} = 'x'::text))`),
    ],
  ),
  same('a column written as an expression', first, (t) => [index('ix_person_first').on(sql`${t.first}`)]),
];

/** Changes of indexes. */
export const cases: readonly Case[] = [...added, ...dropped, ...changed, ...nothing];
