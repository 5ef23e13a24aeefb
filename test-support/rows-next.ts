import { sql } from 'drizzle-orm-next';
import {
  bigint,
  bytea,
  index,
  integer,
  jsonb,
  pgEnum,
  pgSchema,
  pgTable,
  snakeCase,
  text,
  unique,
} from 'drizzle-orm-next/pg-core';

import type { Case } from '../packages/core/src/case.ts';

const mood = pgEnum('mood', ['sad', 'ok']);
const parent = pgTable('parent', { id: integer().primaryKey() });

/** Rows of what only Drizzle 1.0 can say. They are run with that line alone. */
export const nextRows: readonly Case[] = [
  {
    name: 'arrays of several dimensions, with defaults',
    before: { mood, org: pgTable('org', { id: integer() }) },
    after: {
      mood,
      org: pgTable('org', {
        id: integer(),
        ints: integer()
          .array('[][]')
          .default([
            [1, 2],
            [3, 4],
          ]),
        moods: mood()
          .array('[][]')
          .notNull()
          .default([['sad']]),
        deep: text()
          .array('[][][]')
          .default([[['a b', '"', '\\', "it's"]]]),
        json: jsonb()
          .array()
          .default([{ a: 'x, "y"' }]),
      }),
    },
    expect: ['addColumn', 'addColumn', 'addColumn', 'addColumn'],
    wanted: [
      `alter table org add ints integer[] default '{{1,2},{3,4}}'`,
      `alter table org add moods mood[] not null default '{{sad}}'`,
      `alter table org add deep text[] default '{{{"a b","\\"","\\\\","it''s"}}}'`,
      `alter table org add json jsonb[] default '{"{\\"a\\": \\"x, \\\\\\"y\\\\\\"\\"}"}'`,
    ],
  },
  {
    name: 'bytea, and a bigint that is text to the application',
    before: { org: pgTable('org', { bytes: bytea() }) },
    after: {
      org: pgTable('org', {
        bytes: bytea().default(Buffer.from([0, 39, 92, 255])),
        big: bigint({ mode: 'string' }).default('9007199254740993'),
      }),
    },
    expect: ['alterColumn', 'addColumn'],
    wanted: [
      `alter table org alter bytes set default '\\x00275cff'`,
      `alter table org add big bigint default 9007199254740993`,
    ],
  },
  {
    name: 'pgTable.withRLS',
    before: { org: pgTable('org', { id: integer() }) },
    after: { org: pgTable.withRLS('org', { id: integer() }) },
    expect: ['alterTable'],
    wanted: ['alter table org enable row level security'],
  },
  {
    name: 'a schema that exists already is neither made nor dropped',
    setup: ['create schema crm'],
    before: {},
    after: { org: pgSchema('crm').existing().table('org', { id: integer() }) },
    expect: ['createTable'],
    wanted: ['create table crm.org (id integer)'],
  },
  {
    name: 'names in snake case',
    before: { org: pgTable('org_unit', { id: integer().primaryKey(), parent_id: integer() }) },
    after: {
      org: snakeCase.table('org_unit', { id: integer().primaryKey(), parentId: integer(), shortName: text().unique() }),
    },
    expect: ['addColumn', 'addUnique'],
    survives: [
      {
        query: `select attname from pg_attribute where attrelid = 'org_unit'::regclass and attnum = 3`,
        gives: [['short_name']],
      },
    ],
  },
  {
    name: 'a reference with a name',
    before: { parent, child: pgTable('child', { parentId: integer('parent_id') }) },
    after: {
      parent,
      child: pgTable('child', {
        parentId: integer('parent_id').references(() => parent.id, { name: 'child of parent', onDelete: 'cascade' }),
      }),
    },
    expect: ['addForeignKey'],
    wanted: [
      'alter table child add constraint "child of parent" foreign key (parent_id) references parent (id) on delete cascade',
    ],
  },
  {
    name: 'names that the database gave to a unique and an index stay',
    before: {},
    setup: ['create table org (id integer, name text unique)', 'create index on org (id)'],
    after: { org: pgTable('org', { id: integer(), name: text().unique() }, (t) => [index().on(t.id)]) },
    expect: [],
    wanted: [],
  },
  {
    name: 'a generated column and a unique over columns',
    before: { org: pgTable('org', { name: text() }) },
    after: {
      org: pgTable(
        'org',
        { name: text(), lower: text().generatedAlwaysAs((): ReturnType<typeof sql> => sql`lower(name)`) },
        (t) => [unique('uq_org').on(t.name, t.lower).nullsNotDistinct()],
      ),
    },
    expect: ['addColumn', 'addUnique'],
    wanted: [
      'alter table org add lower text generated always as (lower(name)) stored',
      'alter table org add constraint uq_org unique nulls not distinct (name, lower)',
    ],
  },
];
