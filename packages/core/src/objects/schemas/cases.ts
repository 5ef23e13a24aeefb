import { sql } from 'drizzle-orm';
import { bigint, foreignKey, index, integer, pgSchema, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const app = pgSchema('app');
const billing = pgSchema('billing');
const odd = pgSchema('Bill "ing". Ü');

/** Changes of schemas, and changes within one that is not public. */
export const cases: readonly Case[] = [
  {
    name: 'an empty schema is added',
    before: {},
    after: { app },
    expect: ['createSchema'],
    wanted: ['create schema app'],
  },
  {
    name: 'an empty schema is dropped',
    before: { app },
    after: {},
    expect: ['dropSchema'],
    wanted: ['drop schema app'],
  },
  {
    name: 'a table in a new schema',
    row: 4,
    before: {},
    after: { app, thing: app.table('thing', { id: integer().notNull() }) },
    expect: ['createSchema', 'createTable'],
    wanted: ['create schema app', 'create table app.thing (id integer not null)'],
  },
  {
    name: 'an enum and a sequence in a new schema',
    before: {},
    after: { app, kind: app.enum('kind', ['a', 'b']), seq: app.sequence('seq', { startWith: 5 }) },
    wanted: ['create schema app', `create type app.kind as enum ('a', 'b')`, 'create sequence app.seq start 5'],
  },
  {
    name: 'a schema with all that is in it is dropped',
    before: () => {
      const kind = app.enum('kind', ['a', 'b']);
      const parent = app.table('parent', { id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey() });
      const child = app.table(
        'child',
        { parentId: bigint('parent_id', { mode: 'number' }).references(() => parent.id), kind: kind().default('a') },
        (t) => [index('ix_child_parent').on(t.parentId)],
      );
      return { app, kind, parent, child, seq: app.sequence('seq') };
    },
    drift: ["comment on schema app is 'the application'"],
    rows: ['insert into app.parent default values', 'insert into app.child values (1)'],
    after: {},
    loses: ['app.parent', 'app.child'],
  },
  {
    name: 'a schema is renamed, and keeps its rows',
    before: { app, thing: app.table('thing', { name: text() }) },
    rows: ["insert into app.thing values ('kept')"],
    after: { billing, thing: billing.table('thing', { name: text() }) },
    renames: { app: 'billing' },
    expect: ['renameSchema'],
    wanted: ['alter schema app rename to billing'],
    survives: [{ query: 'select name from billing.thing', gives: [['kept']] }],
  },
  {
    name: 'a schema is renamed that a column bears the name of, and an index that reads the column goes',
    before: {
      app,
      thing: app.table('thing', { app: text(), n: integer() }, (t) => [
        index('few')
          .on(t.n)
          .where(sql`${t.app} is null`),
      ]),
    },
    rows: ["insert into app.thing values ('kept', 1)"],
    after: { billing, thing: billing.table('thing', { app: text(), n: integer() }) },
    renames: { app: 'billing' },
    expect: ['renameSchema', 'dropIndex'],
  },
  {
    name: 'a schema is renamed that a table in it bears the name of, which a view reads',
    before: () => {
      const thing = app.table('app', { id: integer() });
      return { app, thing, view: app.view('seen').as((qb) => qb.select({ id: thing.id }).from(thing)) };
    },
    after: () => {
      const thing = billing.table('app', { id: integer() });
      return { billing, thing, view: billing.view('seen').as((qb) => qb.select({ id: thing.id }).from(thing)) };
    },
    renames: { app: 'billing' },
    expect: ['renameSchema'],
  },
  {
    name: 'a schema is renamed, and a column that owns a sequence goes with it',
    before: { app, thing: app.table('thing', { name: text(), n: integer() }), extra: app.sequence('extra') },
    drift: ['alter sequence app.extra owned by app.thing.n'],
    after: { billing, thing: billing.table('thing', { name: text() }) },
    renames: { app: 'billing' },
    expect: ['renameSchema', 'dropSequence', 'dropColumn'],
    loses: ['app.thing.n'],
  },
  {
    name: "a schema is renamed, and a sequence that a column owns stays the column's",
    before: { app, thing: app.table('thing', { n: integer() }), extra: app.sequence('extra') },
    drift: ['alter sequence app.extra owned by app.thing.n'],
    after: { billing, thing: billing.table('thing', { n: integer() }), extra: billing.sequence('extra', { cache: 5 }) },
    renames: { app: 'billing' },
    expect: ['renameSchema', 'alterSequence'],
    wanted: ['alter schema app rename to billing', 'alter sequence billing.extra cache 5'],
  },
  {
    name: 'a schema with quotes, a dot, a capital and a letter beyond ASCII',
    before: {},
    after: {
      odd,
      mood: odd.enum('Mood. "x"', ['so so', "it's"]),
      thing: odd.table('Thing. "x"', { id: integer('Id. "x"').generatedAlwaysAsIdentity().primaryKey() }),
    },
  },
  {
    name: 'tables of the same name in two schemas, one changes',
    before: {
      app,
      inApp: app.table('thing', { name: varchar({ length: 10 }) }),
      inPublic: pgTable('thing', { name: varchar({ length: 10 }) }),
    },
    after: {
      app,
      inApp: app.table('thing', { name: varchar({ length: 20 }) }),
      inPublic: pgTable('thing', { name: varchar({ length: 10 }) }),
    },
    rows: ["insert into app.thing values ('a')", "insert into thing values ('b')"],
    expect: ['alterColumn'],
    wanted: ['alter table app.thing alter name type varchar(20)'],
  },
  {
    name: 'foreign keys from schema to schema',
    before: { app, billing },
    after: () => {
      const account = app.table('account', { id: integer().primaryKey() });
      const invoice = billing.table(
        'invoice',
        { account: integer().references(() => account.id), payer: integer() },
        (t) => [foreignKey({ name: 'fk_payer', columns: [t.payer], foreignColumns: [account.id] })],
      );
      return { app, billing, account, invoice };
    },
  },
  {
    name: "somebody else's schema is left alone",
    setup: ['create schema hr', 'create table hr.salary (id int primary key, amount numeric)'],
    before: { org: pgTable('org', { name: text() }) },
    rows: ['insert into hr.salary values (1, 10)'],
    after: { org: pgTable('org', { name: text() }) },
    expect: [],
    wanted: [],
  },
  {
    name: 'a comment and a grant on a schema, made by hand, stay',
    before: { app, thing: app.table('thing', { name: text() }) },
    drift: ["comment on schema app is 'the application'", 'grant usage on schema app to public'],
    after: { app, thing: app.table('thing', { name: text() }) },
    expect: [],
    wanted: [],
  },
];
