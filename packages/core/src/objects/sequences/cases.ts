import { sql } from 'drizzle-orm';
import { integer, pgEnum, pgSchema, pgSequence, pgTable, text } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const app = pgSchema('app');

/** Changes of sequences that stand for themselves. */
export const cases: readonly Case[] = [
  {
    name: 'a sequence is added',
    row: 179,
    before: {},
    after: { orderNo: pgSequence('order_no_seq', { startWith: 1000 }) },
    expect: ['createSequence'],
    wanted: ['create sequence order_no_seq start 1000'],
  },
  {
    name: 'a sequence goes, and an enum comes under its name',
    before: { seq: pgSequence('one_name') },
    after: { kind: pgEnum('one_name', ['a', 'b']) },
    wanted: ['drop sequence one_name', "create type one_name as enum ('a', 'b')"],
  },
  {
    name: 'a sequence with every option',
    before: {},
    after: {
      seq: pgSequence('seq', { startWith: '50', increment: 5, minValue: '10', maxValue: 1000, cache: 20, cycle: true }),
    },
    wanted: ['create sequence seq increment 5 minvalue 10 maxvalue 1000 start 50 cache 20 cycle'],
  },
  {
    name: 'a sequence that counts down',
    before: {},
    after: { seq: pgSequence('seq', { increment: -1 }) },
    wanted: ['create sequence seq increment -1'],
  },
  {
    name: 'options that are the defaults, written out, are no difference',
    before: { seq: pgSequence('seq') },
    after: {
      seq: pgSequence('seq', {
        startWith: 1,
        increment: '1',
        minValue: 1,
        maxValue: '9223372036854775807',
        cache: 1,
        cycle: false,
      }),
    },
    expect: [],
    wanted: [],
  },
  {
    name: 'START and INCREMENT change',
    row: 180,
    before: { seq: pgSequence('invoice_seq') },
    rows: ["select nextval('invoice_seq')"],
    after: { seq: pgSequence('invoice_seq', { startWith: 5, increment: 5 }) },
    expect: ['alterSequence'],
    wanted: ['alter sequence invoice_seq start 5 increment 5'],
    survives: [{ query: "select nextval('invoice_seq')", gives: [['6']] }],
  },
  {
    name: 'every option changes back to the default',
    before: {
      seq: pgSequence('seq', { startWith: 50, increment: 5, minValue: 10, maxValue: 1000, cache: 20, cycle: true }),
    },
    after: { seq: pgSequence('seq') },
    expect: ['alterSequence'],
    wanted: ['alter sequence seq start 1 increment 1 no minvalue no maxvalue cache 1 no cycle'],
  },
  {
    name: 'a sequence turns round',
    before: { seq: pgSequence('seq', { startWith: -5, minValue: -100, maxValue: 100 }) },
    after: { seq: pgSequence('seq', { startWith: -5, increment: -1, minValue: -100, maxValue: 100 }) },
    expect: ['alterSequence'],
    wanted: ['alter sequence seq increment -1'],
  },
  {
    name: 'a sequence is renamed, and goes on counting',
    before: { seq: pgSequence('invoice_seq') },
    rows: ["select nextval('invoice_seq')"],
    after: { seq: pgSequence('bill_seq') },
    renames: { invoice_seq: 'bill_seq' },
    expect: ['renameSequence'],
    wanted: ['alter sequence invoice_seq rename to bill_seq'],
    survives: [{ query: "select nextval('bill_seq')", gives: [['2']] }],
  },
  {
    name: 'a sequence is dropped',
    before: { seq: pgSequence('Invoice "seq".', { startWith: 7 }) },
    drift: [`comment on sequence "Invoice ""seq""." is 'numbers of invoices'`],
    after: {},
    expect: ['dropSequence'],
    wanted: ['drop sequence "Invoice ""seq""."'],
  },
  {
    name: 'a sequence that was dropped by hand is made again',
    row: 199,
    before: { seq: pgSequence('invoice_seq') },
    drift: ['drop sequence invoice_seq'],
    after: { seq: pgSequence('invoice_seq') },
    expect: ['createSequence'],
    wanted: ['create sequence invoice_seq'],
  },
  {
    name: 'a column is added whose default is the next value of a new sequence',
    row: 24,
    before: { org: pgTable('org', { name: text() }) },
    rows: ["insert into org values ('Acme'), ('Beta')"],
    after: {
      seq: pgSequence('org_num_seq'),
      org: pgTable('org', {
        name: text(),
        num: integer()
          .notNull()
          .default(sql`nextval('org_num_seq')`),
      }),
    },
    expect: ['createSequence', 'addColumn'],
    wanted: ['create sequence org_num_seq', "alter table org add num int not null default nextval('org_num_seq')"],
    survives: [{ query: 'select num from org order by name', gives: [['1'], ['2']] }],
  },
  {
    name: 'a sequence and the default that draws from it go away together',
    before: {
      seq: pgSequence('org_num_seq'),
      org: pgTable('org', { name: text(), num: integer().default(sql`nextval('org_num_seq')`) }),
    },
    rows: ["insert into org (name) values ('Acme')"],
    after: { org: pgTable('org', { name: text(), num: integer() }) },
    wanted: ['alter table org alter num drop default', 'drop sequence org_num_seq'],
    survives: [{ query: 'select num from org', gives: [['1']] }],
    returns: [{ query: "select nextval('org_num_seq')", gives: [['2']] }],
  },
  {
    name: 'two columns with rows draw from one new sequence, and it goes on after both',
    before: {
      app,
      org: pgTable('org', { no: integer() }),
      bill: app.table('Bill "1"', { 'No. "x"': integer() }),
    },
    rows: ['insert into org values (3)', 'insert into app."Bill ""1""" values (9)'],
    after: () => {
      const next = () => integer().default(sql`nextval('app."no. of all"')`);
      return {
        app,
        seq: app.sequence('no. of all', { startWith: 5, increment: 10 }),
        org: pgTable('org', { no: next() }),
        bill: app.table('Bill "1"', { 'No. "x"': next() }),
      };
    },
    expect: ['createSequence', 'alterColumn', 'alterColumn'],
    survives: [{ query: `select nextval('app."no. of all"')`, gives: [['19']] }],
  },
  {
    name: 'a default draws from another sequence, which is new, and draws from the old one again',
    before: { a: pgSequence('a'), org: pgTable('org', { no: integer().default(sql`nextval('a')`) }) },
    rows: ['insert into org default values', 'insert into org default values'],
    after: {
      b: pgSequence('b', { increment: -1, maxValue: 5 }),
      org: pgTable('org', { no: integer().default(sql`nextval('b')`) }),
    },
    drops: ['a'],
    survives: [{ query: "select nextval('b')", gives: [['0']] }],
    returns: [{ query: "select nextval('a')", gives: [['3']] }],
  },
  {
    name: "nextval('s') and nextval('public.s') are the same default",
    row: 205,
    before: {
      seq: pgSequence('invoice_seq'),
      org: pgTable('org', { name: text(), rank: integer().default(sql`nextval('invoice_seq')`) }),
    },
    after: {
      seq: pgSequence('invoice_seq'),
      org: pgTable('org', { name: text(), rank: integer().default(sql`nextval('public.invoice_seq'::regclass)`) }),
    },
    expect: [],
    wanted: [],
    survives: [{ query: "select nextval('invoice_seq')", gives: [['1']] }],
  },
  {
    name: 'a default draws from a sequence in another schema',
    before: { app, seq: app.sequence('Order. no') },
    after: {
      app,
      seq: app.sequence('Order. no'),
      org: pgTable('org', { num: integer().default(sql`nextval('app."Order. no"')`) }),
    },
    wanted: [`create table org (num int default nextval('app."Order. no"'))`],
  },
  {
    name: 'a type that a model cannot say stays as it is in the database',
    before: { seq: pgSequence('invoice_seq') },
    drift: ['drop sequence invoice_seq', 'create sequence invoice_seq as integer'],
    after: { seq: pgSequence('invoice_seq') },
    expect: [],
    wanted: [],
  },
  {
    name: 'a sequence that no model knows is left alone',
    setup: ['create sequence foreign_seq'],
    before: { org: pgTable('org', { name: text() }) },
    after: { org: pgTable('org', { name: text() }) },
    expect: [],
    wanted: [],
  },
];
