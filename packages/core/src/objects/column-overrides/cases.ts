import { sql } from 'drizzle-orm';
import { bigint, boolean, date, index, integer, pgTable, primaryKey, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

/** The partitioned table as the models know it: Drizzle has no word for how it is partitioned. */
const event = () => ({
  event: pgTable('event', { id: integer().default(1).notNull(), at: date().notNull(), note: text() }, (t) => [
    primaryKey({ name: 'event_pk', columns: [t.id, t.at] }),
  ]),
});

const whole = [
  'drop table event',
  'create table event (id int not null default 1, at date not null, note text, constraint event_pk primary key (id, at)) partition by range (at)',
];

const partitions = [
  ...whole,
  "create table event_2020 partition of event for values from ('2020-01-01') to ('2021-01-01')",
  'create table "event "".2021" partition of event for values from (\'2021-01-01\') to (\'2022-01-01\') partition by list (id)',
  'create table event_2021_1 partition of "event "".2021" for values in (1)',
  'create table event_2021_rest partition of "event "".2021" default',
];

const overrides = [
  'alter table event_2020 alter id set default 5',
  'alter table event_2020 alter note set not null',
  'alter table event_2020 alter note set storage external',
  'alter table event_2020 alter note set statistics 55',
  'alter table event_2020 alter note set compression pglz',
  "comment on column event_2020.note is 'of the year'",
  'grant select (note) on event_2020 to public',
  'alter table "event "".2021" alter id set default 7',
  'alter table event_2021_1 alter id set default null',
];

const own = [
  'alter table event_2020 add constraint ck_2020 check (char_length(note) < 90)',
  'create index ix_2020 on event_2020 (lower(note))',
  'create index ix_2021 on "event "".2021" (note)',
  "comment on table event_2020 is 'a year'",
  'alter table event_2020 set (fillfactor = 70)',
];

const rows = ["insert into event values (1, '2020-05-05', 'x'), (1, '2021-05-05', 'y'), (2, '2021-05-05', 'z')"];

/** What partitions and children say otherwise than their parents, under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'comes back with its partition and its table: default, not null, storage, statistics, compression, comment, grant',
    before: event(),
    drift: [...partitions, ...overrides, ...own],
    rows,
    after: {},
    expect: ['dropIndex', 'dropIndex', 'dropTable', 'dropTable', 'dropTable', 'dropTable', 'dropTable'],
    wanted: ['drop table event'],
    loses: ['event'],
  },
  {
    name: 'a column that a child has as NOT NULL becomes a generated one',
    before: { note: pgTable('note', { title: text(), slug: text() }) },
    drift: ['create table note_child (more text) inherits (note)', 'alter table note_child alter slug set not null'],
    rows: ["insert into note_child values ('A', 'x')"],
    after: {
      note: pgTable('note', { title: text(), slug: text().generatedAlwaysAs(sql`lower(title)`) }),
    },
    loses: ['note.slug', 'note_child.slug'],
    survives: [{ query: 'select title from note', gives: [['A']] }],
  },
  {
    name: 'a column by which rows are put into partitions cannot get another type',
    before: event(),
    drift: [...partitions, ...overrides, ...own],
    rows,
    after: {
      event: pgTable(
        'event',
        { id: bigint({ mode: 'number' }).default(1).notNull(), at: date().notNull(), note: text() },
        (t) => [primaryKey({ name: 'event_pk', columns: [t.id, t.at] })],
      ),
    },
    fails: /column:public\.event\.id cannot get another type: it is in the partition key of event "\.2021,/,
  },
  {
    name: 'a column by which rows are put into partitions cannot go',
    before: event(),
    drift: partitions,
    rows,
    after: { event: pgTable('event', { id: integer().default(1).notNull(), note: text() }) },
    fails: /column:public\.event\.at cannot be dropped: it is in the partition key of event,/,
  },
  {
    name: 'a column by which rows are put into partitions gets another name',
    before: event(),
    drift: whole,
    after: {
      event: pgTable('event', { id: integer().default(1).notNull(), when: date().notNull(), note: text() }, (t) => [
        primaryKey({ name: 'event_pk', columns: [t.id, t.when] }),
      ]),
    },
    renames: { 'event.at': 'when' },
    expect: ['renameColumn'],
    wanted: ['alter table event rename at to "when"'],
  },
  {
    name: 'stays when the column gets another default, type and not null',
    before: event(),
    drift: [...partitions, ...overrides, ...own],
    rows,
    after: {
      event: pgTable(
        'event',
        { id: integer().default(3).notNull(), at: date().notNull(), note: varchar({ length: 90 }) },
        (t) => [primaryKey({ name: 'event_pk', columns: [t.id, t.at] })],
      ),
    },
  },
  {
    name: 'follows when the column gets another name',
    before: event(),
    drift: [...partitions, ...overrides, ...own],
    rows,
    after: {
      event: pgTable('event', { id: integer().default(1).notNull(), at: date().notNull(), said: text() }, (t) => [
        primaryKey({ name: 'event_pk', columns: [t.id, t.at] }),
      ]),
    },
    renames: { 'event.note': 'said' },
    expect: ['renameColumn'],
    wanted: ['alter table event rename note to said'],
  },
  {
    name: 'goes with the column, and so do a check and an index of the partition',
    before: event(),
    drift: [...partitions, ...overrides, ...own],
    rows,
    after: {
      event: pgTable('event', { id: integer().default(1).notNull(), at: date().notNull() }, (t) => [
        primaryKey({ name: 'event_pk', columns: [t.id, t.at] }),
      ]),
    },
    wanted: ['alter table event drop note'],
    loses: ['event.note'],
  },
  {
    name: 'of a child that inherits from two tables stays when one of them changes',
    before: {
      part: pgTable('part', { id: integer().default(1), note: text() }),
      other: pgTable('other', { live: boolean() }),
    },
    drift: [
      'create table child (more int) inherits (part, other)',
      'alter table child alter id set default 9, alter live set default true, alter note set not null',
      'create index ix_child on child (note)',
    ],
    rows: ["insert into child (more, note) values (1, 'x')"],
    after: {
      part: pgTable(
        'part',
        { id: bigint({ mode: 'number' }).default(2), note: text(), extra: text().default('e') },
        (t) => [index('ix_part').on(t.note)],
      ),
      other: pgTable('other', { live: boolean().default(false) }),
    },
    survives: [{ query: 'select id, note, live, more, extra from child', gives: [['9', 'x', 'true', '1', 'e']] }],
  },
  {
    name: 'NOT NULL of partitions comes back under the names it had, from where it came',
    before: event(),
    drift: [
      'drop table event',
      'create table event (id int not null default 1, at date constraint "when" not null, note text, constraint event_pk primary key (id, at)) partition by range (at)',
      "create table event_2020 partition of event for values from ('2020-01-01') to ('2021-01-01')",
      'create table event_2021 (note text constraint said not null, at date constraint "at ""21""" not null, id int not null) partition by list (id)',
      "alter table event attach partition event_2021 for values from ('2021-01-01') to ('2022-01-01')",
      'create table event_2021_1 (id int not null default 4, at date not null, note text not null)',
      'alter table event_2021 attach partition event_2021_1 for values in (1)',
      'create table event_2021_2 partition of event_2021 (at constraint mine not null) for values in (2)',
      "create table event_2022 partition of event (note constraint noted not null) for values from ('2022-01-01') to ('2023-01-01')",
    ],
    rows,
    after: {},
    wanted: ['drop table event'],
    loses: ['event'],
  },
  {
    name: 'NOT NULL of a partition stays its own when the column gets it too',
    before: event(),
    drift: [
      ...whole,
      "create table event_2020 partition of event (note constraint noted not null) for values from ('2020-01-01') to ('2021-01-01')",
      "create table event_2021 partition of event (note not null) for values from ('2021-01-01') to ('2022-01-01')",
      "create table event_2022 partition of event for values from ('2022-01-01') to ('2023-01-01')",
    ],
    rows,
    after: {
      event: pgTable(
        'event',
        { id: integer().default(1).notNull(), at: date().notNull(), note: text().notNull() },
        (t) => [primaryKey({ name: 'event_pk', columns: [t.id, t.at] })],
      ),
    },
    expect: ['alterColumn'],
    wanted: ['alter table event alter note set not null'],
  },
  {
    name: 'NOT NULL of a partition has a comment, a name, and was not checked',
    since: 18,
    before: event(),
    drift: [
      ...whole,
      "create table event_2020 partition of event for values from ('2020-01-01') to ('2021-01-01')",
      "insert into event values (1, '2020-05-05')",
      'alter table event_2020 add constraint noted not null note not valid',
      "comment on constraint noted on event_2020 is 'some day'",
      "comment on constraint event_id_not_null on event_2020 is 'as above'",
    ],
    after: {},
    wanted: ['drop table event'],
    loses: ['event'],
  },
  {
    name: 'NOT NULL of a child comes from its parent, from itself, or from both',
    before: { part: pgTable('part', { id: integer().notNull(), a: text().notNull(), b: text(), c: text() }) },
    drift: [
      'create table child (id int, a text constraint mine not null, b text not null) inherits (part)',
      'alter table child alter c set not null',
    ],
    rows: ["insert into child values (1, 'a', 'b', 'c')"],
    after: {},
    drops: ['child'],
    expect: ['dropTable', 'dropTable'],
    loses: ['part', 'child'],
  },
  {
    name: 'NOT NULL of a child that its parent has goes with the parent',
    before: { part: pgTable('part', { id: integer().notNull(), a: text().notNull() }) },
    drift: ['create table child (id int, a text) inherits (part)'],
    rows: ["insert into child values (1, 'a')"],
    after: { part: pgTable('part', { id: integer(), a: text().notNull() }) },
    expect: ['alterColumn'],
    wanted: ['alter table part alter id drop not null'],
  },
];
