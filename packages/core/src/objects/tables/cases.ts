import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgSchema,
  pgRole,
  pgTable,
  pgTableCreator,
  type PgTableExtraConfigValue,
  primaryKey,
  serial,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';
import { comment, grant, partitioned, type PartitionedOptions } from '../../declare/index.js';

const app = pgSchema('app');
const tstzrange = customType<{ data: string }>({ dataType: () => 'tstzrange' });

const org = () => pgTable('org', { id: integer().primaryKey(), name: varchar({ length: 50 }).notNull() });

/** A table with something of every kind in it. */
function person(): Models {
  const status = pgEnum('status', ['draft', 'active', 'archived']);
  const orgs = org();
  return {
    status,
    org: orgs,
    person: pgTable(
      'person',
      {
        id: bigint({ mode: 'number' }).generatedByDefaultAsIdentity(),
        orgId: integer('org_id'),
        email: text().notNull(),
        first: text(),
        last: text(),
        display: text().generatedAlwaysAs(sql`first || ' ' || last`),
        age: integer(),
        st: status().notNull().default('draft'),
        deletedAt: timestamp('deleted_at', { withTimezone: true }),
        data: jsonb(),
        tid: uuid().defaultRandom(),
      },
      (t) => [
        primaryKey({ name: 'pk_person', columns: [t.id] }),
        foreignKey({ name: 'fk_person_org', columns: [t.orgId], foreignColumns: [orgs.id] }).onDelete('cascade'),
        check('ck_person_age', sql`${t.age} >= 0`),
        index('ix_person_data').using('gin', t.data.op('jsonb_path_ops')),
        index('ix_person_first').on(t.first),
        index('ix_person_last_expr').on(sql`lower(${t.last}) desc nulls last`),
        uniqueIndex('uq_person_email_live')
          .on(sql`lower(${t.email})`)
          .where(sql`${t.deletedAt} is null`),
      ],
    ),
  };
}

const personRows = [
  "insert into org values (1, 'Acme')",
  "insert into person (org_id, email, first, last, age, st) values (1, 'A@x.y', 'Al', 'Bo', 3, 'active'), (null, 'b@x.y', null, 'Co', null, 'archived')",
];

const booking = () =>
  pgTable(
    'booking',
    { id: serial().notNull(), room: integer().notNull(), during: tstzrange().notNull(), kind: text() },
    (t) => [primaryKey({ name: 'pk_booking', columns: [t.id] })],
  );

/** A table with something of each kind that is named after it, and one that refers to it. */
function team(name: string, owner: string): Models {
  const org = pgTable(
    name,
    {
      id: serial().primaryKey(),
      no: integer().generatedAlwaysAsIdentity(),
      slug: text().unique(),
      seats: integer(),
      owner: integer(owner),
    },
    (t) => [
      foreignKey({ columns: [t.owner], foreignColumns: [t.id] }),
      check(`${name}_seats_check`, sql`${t.seats} > 0`),
      index().on(t.owner),
      index().on(sql`lower(${t.slug})`),
    ],
  );
  return { org, post: pgTable('post', { org: integer().references(() => org.id) }) };
}

const teamRows = ["insert into org (slug, seats) values ('a', 1)", 'insert into post values (1)'];

/** A table that was made by hand. */
const handmade = (name: string) =>
  pgTable(name, { id: integer().primaryKey(), slug: text().unique(), zip: text(), up: integer() }, (t) => [
    foreignKey({ columns: [t.up], foreignColumns: [t.id] }),
    index().on(t.zip),
    index('org_zip_idx2').on(t.zip, t.slug),
  ]);

const years: PartitionedOptions['partitions'] = {
  evt_2026: { from: ['2026-01-01'], to: ['2027-01-01'] },
  'Evt "old" 1': { from: [sql`minvalue`], to: ['2026-01-01'] },
  evt_rest: 'default',
};

/** A table that is partitioned by range. */
function event(partitions: NonNullable<PartitionedOptions['partitions']>, name = 'evt', key = 'at') {
  const evt = pgTable(name, { at: integer(key), kind: integer() });
  return { evt, partitioned: partitioned(evt, { by: 'range', key: [evt.at], partitions }) };
}

/** Changes of whole tables. */
export const cases: readonly Case[] = [
  {
    name: 'a privilege that is declared and was revoked by hand comes back',
    row: 187,
    before: () => {
      const orgs = org();
      return { orgs, read: grant(orgs, { to: ['public'], privileges: ['select'] }) };
    },
    drift: ['revoke select on org from public'],
    after: () => {
      const orgs = org();
      return { orgs, read: grant(orgs, { to: ['public'], privileges: ['select'] }) };
    },
    expect: ['alterTable'],
    wanted: ['grant select on org to public'],
  },
  {
    name: 'privileges that are declared are exactly those, and others stay',
    roles: ['Sluice "grants". 1', 'sluice_grants_2', 'sluice_grants_3'],
    setup: ['create role sluice_grants_2', 'create role sluice_grants_3'],
    before: () => {
      const [role, org] = [pgRole('Sluice "grants". 1'), pgTable('org', { id: integer(), name: text() })];
      return { role, org, read: grant(org, { to: role, privileges: ['select', 'insert'] }) };
    },
    drift: [
      'grant select, update on org to sluice_grants_2 with grant option',
      'set role sluice_grants_2',
      'grant update on org to sluice_grants_3',
      'reset role',
      'grant delete on org to "Sluice ""grants"". 1"',
    ],
    after: () => {
      const [role, org] = [pgRole('Sluice "grants". 1'), pgTable('org', { id: integer(), name: text() })];
      return {
        role,
        org,
        read: grant(org, { to: role, privileges: ['SELECT', 'update'] }),
        pass: grant(org, { to: role, privileges: ['references'], grantable: true }),
        all: grant(org.name, { to: ['public'], privileges: ['all'] }),
      };
    },
    expect: ['alterTable', 'alterColumn'],
    wanted: [
      'revoke insert, delete on org from "Sluice ""grants"". 1"',
      'grant update on org to "Sluice ""grants"". 1"',
      'grant references on org to "Sluice ""grants"". 1" with grant option',
      'grant all (name) on org to public',
    ],
  },
  {
    name: 'privileges of one role are said in several places, and none of another',
    roles: ['sluice_grants_7'],
    before: {},
    after: () => {
      const [role, org] = [pgRole('sluice_grants_7'), pgTable('org', { id: integer() })];
      return {
        role,
        org,
        a: grant(org, { to: 'public', privileges: ['update'] }),
        b: grant(org, { to: 'public', privileges: ['select', 'insert'] }),
        none: grant(org, { to: role, privileges: [] }),
        c: grant(org, { to: [role, 'public'], privileges: ['delete'] }),
        d: grant(org, { to: role, privileges: ['delete', 'select'], grantable: true }),
      };
    },
    wanted: [
      'create role sluice_grants_7',
      'create table org (id integer)',
      'grant update, select, insert, delete on org to public',
      'grant delete, select on org to sluice_grants_7 with grant option',
    ],
  },
  {
    name: 'no privileges, said of a table, are those that a new one has',
    before: {},
    after: () => {
      const org = pgTable('org', { id: integer() });
      return { org, none: grant(org, { to: 'public', privileges: [] }) };
    },
    wanted: ['create table org (id integer)'],
  },
  {
    name: 'privileges of all sorts come back with their table',
    roles: ['sluice_grants_4', 'sluice_grants_5', 'sluice_grants_6'],
    setup: ['create role sluice_grants_4', 'create role sluice_grants_5', 'create role sluice_grants_6'],
    before: { org: pgTable('org', { id: integer(), name: text() }), bare: pgTable('bare', { id: integer() }) },
    drift: [
      'grant select on org to sluice_grants_4 with grant option',
      'grant update on org to sluice_grants_4',
      'set role sluice_grants_4',
      'grant select on org to sluice_grants_5',
      'grant select on org to sluice_grants_6',
      'reset role',
      'revoke insert on org from current_user',
      'grant select (name) on org to public',
      'revoke all on bare from current_user',
    ],
    after: {},
    expect: ['dropTable', 'dropTable'],
    wanted: ['drop table org', 'drop table bare'],
  },
  {
    name: 'a table with something of every kind in it',
    row: 1,
    since: 15,
    before: { org: org() },
    after: () => {
      const kind = pgEnum('inv_kind', ['a', 'b']);
      const orgs = org();
      const invoice = pgTable(
        'invoice',
        {
          id: bigint({ mode: 'bigint' }).generatedAlwaysAsIdentity(),
          orgId: integer('org_id').notNull(),
          kind: kind().notNull().default('a'),
          total: numeric({ precision: 10, scale: 2 }),
          meta: jsonb().default({}),
          dbl: numeric().generatedAlwaysAs(sql`total * 2`),
          during: tstzrange(),
        },
        (t) => [
          primaryKey({ name: 'pk_invoice', columns: [t.id] }),
          check('ck_inv_total', sql`${t.total} >= 0`),
          foreignKey({ name: 'fk_inv_org', columns: [t.orgId], foreignColumns: [orgs.id] }).onDelete('cascade'),
          unique('uq_inv').on(t.orgId, t.kind).nullsNotDistinct(),
          index('ix_invoice_org_id').on(t.orgId),
          index('ix_inv_part')
            .on(t.total.desc().nullsLast())
            .where(sql`${t.kind} = 'a'`),
        ],
      );
      return { kind, org: orgs, invoice };
    },
    wanted: [
      "create type inv_kind as enum ('a', 'b')",
      `create table invoice (
        id bigint generated always as identity not null, org_id integer not null, kind inv_kind default 'a' not null,
        total numeric(10,2), meta jsonb default '{}'::jsonb, dbl numeric generated always as (total * 2) stored, during tstzrange,
        constraint ck_inv_total check (total >= 0),
        constraint fk_inv_org foreign key (org_id) references org (id) on delete cascade,
        constraint pk_invoice primary key (id), constraint uq_inv unique nulls not distinct (org_id, kind))`,
      'create index ix_invoice_org_id on invoice (org_id)',
      "create index ix_inv_part on invoice (total desc nulls last) where kind = 'a'",
    ],
  },
  {
    name: 'a table that uses an enum which is there already',
    row: 2,
    before: () => ({ status: pgEnum('status', ['draft', 'active']) }),
    after: () => {
      const status = pgEnum('status', ['draft', 'active']);
      return { status, invoice: pgTable('invoice', { id: integer(), st: status() }) };
    },
    expect: ['createTable'],
    wanted: ['create table invoice (id integer, st status)'],
  },
  {
    name: 'two tables that share a new enum',
    row: 3,
    before: {},
    after: () => {
      const kk = pgEnum('kk', ['a', 'b']);
      return { kk, t1: pgTable('t1', { k: kk() }), t2: pgTable('t2', { k: kk() }) };
    },
    expect: ['createEnum', 'createTable', 'createTable'],
    wanted: ["create type kk as enum ('a', 'b')", 'create table t1 (k kk)', 'create table t2 (k kk)'],
  },
  {
    name: 'a table without a column',
    before: {},
    after: { nothing: pgTable('nothing', {}) },
    wanted: ['create table nothing ()'],
  },
  {
    name: 'a table with a serial and an unnamed primary key',
    before: {},
    after: { thing: pgTable('thing', { id: serial().primaryKey() }) },
    expect: ['createTable'],
    wanted: ['create table thing (id serial primary key)'],
  },
  {
    name: 'two tables with foreign keys to each other',
    row: 6,
    before: {},
    after: () => {
      const ca = pgTable('ca', { id: integer().primaryKey(), bId: integer('b_id') }, (t): PgTableExtraConfigValue[] => [
        foreignKey({ name: 'fk_ca_cb', columns: [t.bId], foreignColumns: [cb.id] }),
      ]);
      const cb = pgTable('cb', { id: integer().primaryKey(), aId: integer('a_id') }, (t): PgTableExtraConfigValue[] => [
        foreignKey({ name: 'fk_cb_ca', columns: [t.aId], foreignColumns: [ca.id] }),
      ]);
      return { ca, cb };
    },
    wanted: [
      'create table ca (id integer primary key, b_id integer)',
      'create table cb (id integer primary key, a_id integer, constraint fk_cb_ca foreign key (a_id) references ca (id))',
      'alter table ca add constraint fk_ca_cb foreign key (b_id) references cb (id)',
    ],
  },
  {
    name: 'a ring of three tables, all dropped',
    before: () => {
      const a = pgTable('a', { id: integer().primaryKey(), b: integer() }, (t): PgTableExtraConfigValue[] => [
        foreignKey({ name: 'fk_a', columns: [t.b], foreignColumns: [b.id] }),
      ]);
      const b = pgTable('b', { id: integer().primaryKey(), c: integer() }, (t): PgTableExtraConfigValue[] => [
        foreignKey({ name: 'fk_b', columns: [t.c], foreignColumns: [c.id] }),
      ]);
      const c = pgTable('c', { id: integer().primaryKey(), a: integer() }, (t): PgTableExtraConfigValue[] => [
        foreignKey({ name: 'fk_c', columns: [t.a], foreignColumns: [a.id] }),
      ]);
      return { a, b, c };
    },
    rows: [
      'insert into a values (1, null)',
      'insert into c values (1, 1)',
      'insert into b values (1, 1)',
      'update a set b = 1',
    ],
    after: {},
    loses: ['a', 'b', 'c'],
  },
  {
    name: 'a table with something of every kind in it is dropped, and its enum',
    row: 7,
    before: person,
    drift: [
      "comment on table person is 'people'",
      "comment on column person.email is 'the address'",
      "comment on index ix_person_first is 'hot'",
      "comment on constraint ck_person_age on person is 'why'",
      'alter table person alter email set storage external, alter email set statistics 500',
      'alter table person set (fillfactor = 70)',
    ],
    rows: personRows,
    after: { org: org() },
    wanted: ['drop table person', 'drop type status'],
    loses: ['person'],
  },
  {
    name: 'a table with a serial, a trigger, row security, a policy and a grant is dropped',
    row: 8,
    setup: [
      'create function touch() returns trigger language plpgsql as $$ begin return new; end $$',
      'create extension btree_gist',
    ],
    before: () => ({ booking: booking() }),
    drift: [
      'alter table booking add constraint ex_booking exclude using gist (room with =, during with &&)',
      'create trigger booking_touch before update on booking for each row execute function touch()',
      'alter table booking enable row level security',
      'create policy booking_all on booking for select using (room > 0)',
      'grant select on booking to public',
    ],
    rows: ["insert into booking (room, during, kind) values (1, '[2020-01-01,2020-01-02)', 'y')"],
    after: {},
    wanted: ['drop table booking'],
    loses: ['booking'],
  },
  {
    name: 'a table with privileges on it, on a column and on its sequences is dropped',
    before: () => ({
      booking: pgTable('booking', { id: serial(), no: integer().generatedAlwaysAsIdentity(), kind: text() }),
    }),
    drift: [
      'grant select, insert on booking to pg_monitor',
      'grant update on booking to pg_read_all_data with grant option',
      'grant select on booking to public',
      'grant update (kind) on booking to public',
      'grant usage on sequence booking_id_seq to pg_monitor',
      'grant usage, select on sequence booking_no_seq to public',
    ],
    rows: ["insert into booking (kind) values ('y')"],
    after: {},
    wanted: ['drop table booking'],
    loses: ['booking'],
  },
  {
    name: 'privileges granted by hand stay when the table changes',
    before: { booking: pgTable('booking', { id: serial(), kind: text() }) },
    drift: [
      'grant select on booking to public',
      'grant update (kind) on booking to pg_monitor',
      'grant usage on sequence booking_id_seq to pg_monitor',
      'revoke delete on booking from current_user',
    ],
    after: { booking: pgTable('booking', { id: serial(), kind: varchar(), extra: integer() }) },
    wanted: ['alter table booking add extra integer', 'alter table booking alter kind type varchar'],
  },
  {
    name: 'a table is renamed, and gets an index and a foreign key and loses others at the same time',
    before: () => {
      const org = pgTable('org', { id: integer().primaryKey(), a: integer(), b: integer() }, (t) => [
        index('by_a').on(t.a),
        foreignKey({ name: 'to_a', columns: [t.a], foreignColumns: [t.id] }),
      ]);
      return { org };
    },
    rows: ['insert into org values (1, 1, 1), (2, 1, null)'],
    after: () => {
      const club = pgTable('club', { id: integer().primaryKey(), a: integer(), b: integer() }, (t) => [
        index('by_b').on(t.b),
        foreignKey({ name: 'to_b', columns: [t.b], foreignColumns: [t.id] }),
      ]);
      return { club };
    },
    renames: { org: 'club' },
    survives: [
      {
        query: 'select id, a, b from club order by id',
        gives: [
          ['1', '1', '1'],
          ['2', '1', null],
        ],
      },
    ],
  },
  {
    name: 'a schema is renamed, and an index in it comes while another goes',
    before: () => ({
      old: pgSchema('old'),
      org: pgSchema('old').table('org', { id: integer().primaryKey(), a: integer() }, (t) => [index('by_a').on(t.a)]),
    }),
    rows: ['insert into old.org values (1, 1)'],
    after: () => ({
      fresh: pgSchema('fresh'),
      org: pgSchema('fresh').table('org', { id: integer().primaryKey(), a: integer() }, (t) => [
        index('by_both').on(t.a, t.id),
      ]),
    }),
    renames: { 'schema:old': 'fresh' },
    survives: [{ query: 'select id, a from fresh.org', gives: [['1', '1']] }],
  },
  {
    name: 'a table is renamed, and what is named after it goes along',
    row: 9,
    before: () => team('org', 'owner_id'),
    rows: teamRows,
    after: () => team('organisation', 'owner_id'),
    renames: { org: 'organisation' },
    renameAlong: true,
    wanted: [
      'alter table org rename to organisation',
      'alter sequence org_id_seq rename to organisation_id_seq',
      'alter sequence org_no_seq rename to organisation_no_seq',
      'alter table organisation rename constraint org_pkey to organisation_pkey',
      'alter table organisation rename constraint org_slug_unique to organisation_slug_unique',
      'alter table organisation rename constraint org_owner_id_org_id_fk to organisation_owner_id_organisation_id_fk',
      'alter table organisation rename constraint org_seats_check to organisation_seats_check',
      'alter index org_owner_id_index rename to organisation_owner_id_index',
      'alter index org_expr_index rename to organisation_expr_index',
      'alter table post rename constraint post_org_org_id_fk to post_org_organisation_id_fk',
    ],
  },
  {
    name: 'a table is renamed, and what is named after it stays where nobody wants more',
    before: () => team('org', 'owner_id'),
    rows: teamRows,
    after: () => team('organisation', 'owner_id'),
    renames: { org: 'organisation' },
    expect: ['renameTable', 'renameCheck'],
    wanted: [
      'alter table org rename to organisation',
      'alter table organisation rename constraint org_seats_check to organisation_seats_check',
    ],
  },
  {
    name: 'a column is renamed, and what is named after it goes along',
    before: () => team('org', 'owner_id'),
    rows: teamRows,
    after: () => team('org', 'boss_id'),
    renames: { 'org.owner_id': 'boss_id' },
    renameAlong: true,
    expect: ['renameIndex', 'renameForeignKey', 'renameColumn'],
    wanted: [
      'alter table org rename owner_id to boss_id',
      'alter table org rename constraint org_owner_id_org_id_fk to org_boss_id_org_id_fk',
      'alter index org_owner_id_index rename to org_boss_id_index',
    ],
  },
  {
    name: 'names that PostgreSQL made go along in its own way, those that somebody chose stay',
    setup: [
      'create table org (id integer constraint org_key primary key, slug text unique, zip text, up integer references org)',
      'create index on org (zip)',
      'create index org_zip_idx2 on org (zip, slug)',
      'create sequence org_zip_seq owned by org.zip',
    ],
    before: () => ({ org: handmade('org') }),
    after: () => ({ org: handmade('Organisation "1"') }),
    renames: { org: 'Organisation "1"' },
    renameAlong: true,
    wanted: [
      'alter table org rename to "Organisation ""1"""',
      'alter table "Organisation ""1""" rename constraint org_slug_key to "Organisation ""1""_slug_key"',
      'alter table "Organisation ""1""" rename constraint org_up_fkey to "Organisation ""1""_up_fkey"',
      'alter index org_zip_idx rename to "Organisation ""1""_zip_idx"',
      'alter sequence org_zip_seq rename to "Organisation ""1""_zip_seq"',
    ],
  },
  {
    name: 'a name that something else has is not taken along',
    setup: ['create table taken (id integer constraint organisation_slug_unique unique)'],
    before: { org: pgTable('org', { slug: text().unique() }) },
    after: { org: pgTable('organisation', { slug: text().unique() }) },
    renames: { org: 'organisation' },
    renameAlong: true,
    expect: ['renameTable'],
  },
  {
    name: 'two tables swap their names, and what is named after them too',
    before: { a: pgTable('a', { x: text().unique() }), b: pgTable('b', { y: text(), x: integer().unique() }) },
    rows: ["insert into a values ('1')", 'insert into b (x) values (2)'],
    after: { a: pgTable('b', { x: text().unique() }), b: pgTable('a', { y: text(), x: integer().unique() }) },
    renames: { a: 'b', b: 'a' },
    renameAlong: true,
    survives: [{ query: 'select x from b', gives: [['1']] }],
  },
  {
    name: 'a table with a child is renamed, and what is named after it goes along',
    before: { event: pgTable('event', { id: serial().primaryKey(), at: text().notNull() }) },
    drift: ['create table event_child () inherits (event)'],
    after: { event: pgTable('occasion', { id: serial().primaryKey(), at: text().notNull() }) },
    renames: { event: 'occasion' },
    renameAlong: true,
  },
  {
    name: 'a table is renamed, and keeps its rows',
    row: 9,
    before: {
      org: pgTable('org', { id: uuid(), name: text().notNull() }, (t) => [
        primaryKey({ name: 'pk_org', columns: [t.id] }),
      ]),
    },
    rows: ["insert into org values ('00000000-0000-0000-0000-000000000001', 'Acme')"],
    after: {
      org: pgTable('organisation', { id: uuid(), name: text().notNull() }, (t) => [
        primaryKey({ name: 'pk_org', columns: [t.id] }),
      ]),
    },
    renames: { org: 'organisation' },
    expect: ['renameTable'],
    wanted: ['alter table org rename to organisation'],
    survives: [{ query: 'select name from organisation', gives: [['Acme']] }],
  },
  {
    name: 'a table with identity and serial columns and unnamed constraints is renamed, and goes on counting',
    before: {
      org: pgTable(
        'org',
        {
          id: integer().generatedAlwaysAsIdentity().primaryKey(),
          no: serial(),
          code: text().unique(),
          parent: integer(),
        },
        (t) => [index().on(t.code, t.no), foreignKey({ columns: [t.parent], foreignColumns: [t.id] })],
      ),
    },
    rows: ["insert into org (code) values ('a'), ('b')"],
    after: {
      org: pgTable(
        'organisation',
        {
          id: integer().generatedAlwaysAsIdentity().primaryKey(),
          no: serial(),
          code: text().unique(),
          parent: integer(),
        },
        (t) => [index().on(t.code, t.no), foreignKey({ columns: [t.parent], foreignColumns: [t.id] })],
      ),
    },
    renames: { org: 'organisation' },
    survives: [
      {
        query: 'select id, no, code from organisation order by id',
        gives: [
          ['1', '1', 'a'],
          ['2', '2', 'b'],
        ],
      },
      { query: "select nextval(pg_get_serial_sequence('organisation', 'id'))", gives: [['3']] },
      { query: "select nextval(pg_get_serial_sequence('organisation', 'no'))", gives: [['3']] },
    ],
  },
  {
    name: 'a table that another one and itself refer to is renamed, and one of its columns too, with a new type',
    before: () => {
      const orgs = pgTable('org', { id: integer().primaryKey(), parent: integer() }, (t) => [
        foreignKey({ name: 'fk_parent', columns: [t.parent], foreignColumns: [t.id] }),
        check('ck_parent', sql`${t.parent} <> ${t.id}`),
      ]);
      const people = pgTable('person', { org: integer() }, (t) => [
        foreignKey({ name: 'fk_org', columns: [t.org], foreignColumns: [orgs.id] }),
      ]);
      return { orgs, people };
    },
    rows: ['insert into org values (1, null), (2, 1)', 'insert into person values (2)'],
    after: () => {
      const orgs = pgTable('organisation', { id: integer().primaryKey(), above: bigint({ mode: 'number' }) }, (t) => [
        foreignKey({ name: 'fk_parent', columns: [t.above], foreignColumns: [t.id] }),
        check('ck_parent', sql`${t.above} <> ${t.id}`),
      ]);
      const people = pgTable('person', { org: integer() }, (t) => [
        foreignKey({ name: 'fk_org', columns: [t.org], foreignColumns: [orgs.id] }),
      ]);
      return { orgs, people };
    },
    renames: { org: 'organisation', 'org.parent': 'above' },
    survives: [
      {
        query: 'select id, above from organisation order by id',
        gives: [
          ['1', null],
          ['2', '1'],
        ],
      },
    ],
  },
  {
    name: 'two tables swap their names',
    before: { a: pgTable('a', { x: integer() }), b: pgTable('b', { y: text() }) },
    rows: ['insert into a values (1)', "insert into b values ('two')"],
    after: { a: pgTable('b', { x: integer() }), b: pgTable('a', { y: text() }) },
    renames: { a: 'b', b: 'a' },
    survives: [
      { query: 'select y from a', gives: [['two']] },
      { query: 'select x from b', gives: [['1']] },
    ],
  },
  {
    name: 'answers speak of names of more than 63 bytes as the models do',
    before: {
      gone: pgTable('g'.repeat(70), { id: integer() }),
      old: pgTable('o'.repeat(70), { ['c'.repeat(70)]: integer() }),
    },
    after: { renamed: pgTable('r'.repeat(70), { ['d'.repeat(70)]: integer() }) },
    renames: { ['o'.repeat(70)]: 'r'.repeat(70), [`public.${'o'.repeat(70)}.${'c'.repeat(70)}`]: 'd'.repeat(70) },
    drops: [`table:public.${'g'.repeat(70)}`],
    expect: ['renameColumn', 'renameTable', 'dropTable'],
  },
  {
    name: 'a table is renamed to the name of one that goes',
    before: {
      a: pgTable('a', { id: integer().primaryKey(), x: integer() }),
      b: pgTable('b', { id: integer().primaryKey(), y: text() }),
    },
    rows: ['insert into a values (1, 1)', "insert into b values (2, 'two')"],
    after: { a: pgTable('b', { id: integer().primaryKey(), x: integer() }) },
    renames: { a: 'b' },
    drops: ['b'],
    loses: ['b'],
    expect: ['renameTable', 'renameTable', 'dropTable'],
    survives: [{ query: 'select id, x from b', gives: [['1', '1']] }],
  },
  {
    name: 'a partitioned table that refers to itself is renamed, and what is named after it, and its key is made anew',
    before: () => {
      const t = pgTable('t', { id: integer().notNull(), up: integer() }, (own) => [
        unique('t_key').on(own.id),
        unique('t_other').on(own.id),
        foreignKey({ columns: [own.up], foreignColumns: [own.id] }),
      ]);
      return {
        t,
        parts: partitioned(t, { by: 'hash', key: [t.id], partitions: { t0: { modulus: 1, remainder: 0 } } }),
      };
    },
    rows: ['insert into t values (1, null), (2, 1)'],
    after: () => {
      const t = pgTable('s', { id: integer().notNull(), up: integer() }, (own) => [
        unique('t_key').on(own.id),
        foreignKey({ columns: [own.up], foreignColumns: [own.id] }).onDelete('cascade'),
      ]);
      return {
        t,
        parts: partitioned(t, { by: 'hash', key: [t.id], partitions: { t0: { modulus: 1, remainder: 0 } } }),
      };
    },
    renames: { t: 's' },
    renameAlong: true,
  },
  {
    name: 'a table is renamed to the name of an index that goes',
    before: {
      a: pgTable('a', { x: integer() }),
      b: pgTable('b', { y: integer() }, (t) => [unique('c').on(t.y)]),
    },
    rows: ['insert into a values (1)', 'insert into b values (2)'],
    after: { a: pgTable('c', { x: integer() }), b: pgTable('b', { y: integer() }) },
    renames: { a: 'c' },
    expect: ['renameUnique', 'renameTable', 'dropUnique'],
    wanted: ['alter table b drop constraint c', 'alter table a rename to c'],
  },
  {
    name: 'a table is renamed to the name of something else that stays',
    before: { a: pgTable('a', { x: integer() }) },
    drift: ['create view c as select 1 as one'],
    after: { a: pgTable('c', { x: integer() }) },
    renames: { a: 'c' },
    fails: /--rename a:c: there is a c already, which keeps its name/,
  },
  {
    name: 'storage parameters, comments and UNLOGGED, made by hand, stay',
    row: [10, 11, 175, 176, 177, 178],
    before: { org: org() },
    drift: [
      'alter table org set (fillfactor = 70, autovacuum_enabled = false)',
      'alter table org set unlogged',
      "comment on table org is 'the organisations'",
      'comment on column org.name is \'how it is called; "so"\'',
    ],
    rows: ["insert into org values (1, 'Acme')"],
    after: { org: org() },
    expect: [],
    wanted: [],
  },
  {
    name: 'row security is switched on',
    before: { org: org() },
    after: { org: pgTable('org', { id: integer().primaryKey(), name: varchar({ length: 50 }).notNull() }).enableRLS() },
    expect: ['alterTable'],
    wanted: ['alter table org enable row level security'],
  },
  {
    name: 'row security that was switched off by hand is switched on again, FORCE stays',
    row: 184,
    before: { org: pgTable('org', { id: integer().primaryKey() }).enableRLS() },
    drift: ['alter table org disable row level security', 'alter table org force row level security'],
    after: { org: pgTable('org', { id: integer().primaryKey() }).enableRLS() },
    expect: ['alterTable'],
    wanted: ['alter table org enable row level security'],
  },
  {
    name: 'a table that no model knows is left alone',
    row: 188,
    setup: ['create table foreign_app (id int primary key, x text)', 'create index foreign_ix on foreign_app (x)'],
    before: { org: org() },
    rows: ["insert into foreign_app values (1, 'x')"],
    after: { org: org() },
    expect: [],
    wanted: [],
  },
  {
    name: 'a table that no model knows refers to one that is dropped',
    before: { org: org() },
    drift: ['create table foreign_app (org int references org (id))'],
    after: {},
    fails: /foreign_app.*: --drop foreign_app\.foreign_app_org_fkey$/,
  },
  {
    name: 'a table that no model knows loses its reference to one that is dropped, where that is said',
    before: { org: org() },
    drift: ['create table foreign_app (org int references org (id) on delete cascade)'],
    rows: ['insert into foreign_app values (null)'],
    after: {},
    drops: ['foreign_app.foreign_app_org_fkey'],
    expect: ['dropForeignKey', 'dropTable'],
    wanted: ['alter table foreign_app drop constraint foreign_app_org_fkey', 'drop table org'],
    loses: ['org'],
  },
  {
    name: 'a table that no migration made is dropped where that is said, and comes back whole',
    setup: [
      'create schema legacy',
      "create table legacy.bills (id int primary key, x text not null default 'a')",
      'create index bills_x on legacy.bills (x)',
      "comment on table legacy.bills is 'old'",
    ],
    before: { org: org() },
    rows: ['insert into legacy.bills values (1)'],
    after: { org: org() },
    drops: ['legacy.bills'],
    expect: ['dropIndex', 'dropTable'],
    wanted: ['drop table legacy.bills'],
    loses: ['legacy.bills'],
  },
  {
    name: 'one goes and one comes, and nobody says whether it is a rename: the likelier name is said first',
    before: { org: org(), person: pgTable('person', { id: integer(), name: text(), mail: text() }) },
    after: {
      users: pgTable('users', { id: integer(), name: text(), mail: text() }),
      orgs: pgTable('orgs', { id: integer().primaryKey() }),
    },
    fails:
      /table org goes\n +--rename org:orgs [^]*--rename org:users\n[^]*table person goes\n +--rename person:users [^]*--drop person /,
  },
  {
    name: 'one goes and one comes, and it is no rename',
    before: { org: org() },
    after: { bill: pgTable('bill', { id: integer() }) },
    drops: ['org'],
    expect: ['createTable', 'dropTable'],
    wanted: ['create table bill (id integer)', 'drop table org'],
    loses: ['org'],
  },
  {
    name: 'one that the models have is not said to go',
    before: { org: org() },
    after: { org: org() },
    drops: ['org'],
    fails: /--drop org: the models have org/,
  },
  {
    name: 'one that is not there is not said to go',
    before: { org: org() },
    after: { org: org() },
    drops: ['no such.table'],
    fails: /--drop 'no such\.table': there is no no such\.table/,
  },
  {
    name: 'a partitioned table by range is made, with partitions, a key and an index',
    row: 5,
    before: {},
    after: () => {
      const evt = pgTable('evt', { id: bigint({ mode: 'number' }), at: date().notNull() }, (t) => [
        primaryKey({ columns: [t.id, t.at] }),
        index().on(t.at),
      ]);
      return { evt, parts: partitioned(evt, { by: 'range', key: [evt.at], partitions: years }) };
    },
    wanted: [
      'create table evt (id bigint not null, at date not null, constraint evt_id_at_pk primary key (id, at)) partition by range (at)',
      'create index evt_at_index on evt (at)',
      "create table evt_2026 partition of evt for values from ('2026-01-01') to ('2027-01-01')",
      `create table "Evt ""old"" 1" partition of evt for values from (minvalue) to ('2026-01-01')`,
      'create table evt_rest partition of evt default',
    ],
    survives: [{ query: 'select tableoid::regclass::text from evt', gives: [] }],
  },
  {
    name: 'partitioned tables by list and by hash are made, of expressions, in a schema',
    before: { app },
    after: () => {
      const evt = app.table('evt', { id: bigint({ mode: 'number' }), kind: text('Kind'), on: boolean() });
      const log = pgTable('log', { id: uuid(), no: integer('no "1"') });
      return {
        app,
        evt,
        log,
        byKind: partitioned(evt, {
          by: 'list',
          key: [sql`lower(${evt.kind})`],
          partitions: { evt_a: { in: ['a', "it's", null] }, evt_b: { in: ['b'] } },
        }),
        byHash: partitioned(log, {
          by: 'hash',
          key: [log.id, log.no],
          partitions: { log_0: { modulus: 2, remainder: 0 }, log_1: { modulus: 2, remainder: 1 } },
        }),
      };
    },
    wanted: [
      'create table app.evt (id bigint, "Kind" text, "on" boolean) partition by list (lower("Kind"))',
      "create table app.evt_a partition of app.evt for values in ('a', 'it''s', null)",
      "create table app.evt_b partition of app.evt for values in ('b')",
      'create table log (id uuid, "no ""1""" integer) partition by hash (id, "no ""1""")',
      'create table log_0 partition of log for values with (modulus 2, remainder 0)',
      'create table log_1 partition of log for values with (modulus 2, remainder 1)',
    ],
  },
  {
    name: 'partitions come, go and get other bounds; those that are not declared, and what stands on any, stay',
    before: () => event({ evt_1: { from: [1], to: [10] }, evt_2: { from: [10], to: [20] } }),
    drift: [
      'create table evt_other partition of evt for values from (100) to (200)',
      'create index by_hand on evt_1 (kind)',
      'alter table evt_1 alter kind set default 1',
    ],
    rows: ['insert into evt values (1, 1), (12, 2), (150, 3)'],
    after: () => event({ evt_1: { from: [0], to: [10] }, evt_3: { from: [20], to: [30] } }),
    drops: ['evt_2'],
    expect: ['alterTable', 'createTable', 'dropTable', 'alterTable'],
    wanted: [
      'alter table evt detach partition evt_1',
      'alter table evt attach partition evt_1 for values from (0) to (10)',
      'create table evt_3 partition of evt for values from (20) to (30)',
      'drop table evt_2',
    ],
    loses: ['evt_2', 'evt'],
  },
  {
    name: 'a table that was partitioned by hand is what the models declare',
    before: {},
    drift: [
      'create table evt (at integer, kind integer) partition by range (at)',
      'create table evt_1 partition of evt for values from (1) to (10)',
    ],
    after: () => event({ evt_1: { from: [1], to: [10] } }),
    expect: [],
    wanted: [],
  },
  {
    name: 'the key of a partitioned table and the table get other names',
    before: () => event({ evt_1: { from: [1], to: [10] } }),
    rows: ['insert into evt values (1, 2)'],
    after: () => event({ evt_1: { from: [1], to: [10] } }, 'occasion', 'when'),
    renames: { evt: 'occasion', 'evt.at': 'when' },
    expect: ['renameColumn', 'renameTable'],
    wanted: ['alter table evt rename at to "when"', 'alter table evt rename to occasion'],
  },
  {
    name: 'a declaration that is taken away leaves the table partitioned, and its partitions',
    before: () => event({}),
    drift: ['create table evt_1 partition of evt for values from (1) to (10)'],
    after: () => ({ evt: event({}).evt }),
    expect: [],
    wanted: [],
  },
  {
    name: 'a plain table cannot become a partitioned one',
    before: () => ({ evt: event({}).evt }),
    rows: ['insert into evt values (1, 2)'],
    after: () => event({}),
    fails: /cannot change `partitionBy` of what exists/,
  },
  {
    name: 'a partitioned table cannot be partitioned by another column',
    row: 211,
    before: () => event({ evt_1: { from: [1], to: [10] } }),
    rows: ['insert into evt values (1, 2)'],
    after: () => {
      const { evt } = event({});
      return { evt, parts: partitioned(evt, { by: 'range', key: [evt.kind] }) };
    },
    fails: /cannot change `partitionBy` of what exists/,
  },
  {
    name: 'names that something else has already, which is taken away where that is said',
    before: { org: org() },
    drift: [
      'create view legacy as select id from org',
      "create type kind as enum ('a')",
      'create table other (id integer constraint kinds unique)',
      'create domain thing as integer',
    ],
    after: {
      org: org(),
      legacy: pgTable('legacy', { id: integer() }),
      kind: pgTable('kind', { id: integer() }),
      kinds: pgTable('kinds', { id: integer() }),
      thing: pgEnum('thing', ['a']),
    },
    drops: ['view:legacy', 'enum:kind', 'other', 'domain:thing'],
    wanted: [
      'drop view legacy',
      'drop type kind',
      'drop table other',
      'drop domain thing',
      'create table legacy (id integer)',
      'create table kind (id integer)',
      'create table kinds (id integer)',
      "create type thing as enum ('a')",
    ],
  },
  {
    name: 'an index has the name of one of a table that no model knows',
    before: { org: org() },
    drift: ['create table other (id integer)', 'create index org_name on other (id)'],
    after: {
      org: pgTable('org', { id: integer().primaryKey(), name: varchar({ length: 50 }).notNull() }, (t) => [
        index('org_name').on(t.name),
      ]),
    },
    fails: /index:.*org_name cannot be made: the database has the index other\.org_name/,
  },
  {
    name: 'a view that the models take for a table',
    row: 181,
    before: {},
    drift: ['create table legacy (id integer)', 'create view v_legacy as select id from legacy'],
    after: { legacy: pgTable('v_legacy', { id: integer() }) },
    fails: /table:public\.v_legacy cannot be made: the database has the view v_legacy, .*: --drop v_legacy$/,
  },
  {
    name: 'an identity column of a partitioned table needs PostgreSQL 17',
    until: 16,
    before: {},
    after: () => {
      const evt = pgTable('evt', { id: integer().generatedAlwaysAsIdentity(), at: date() });
      return { evt, parts: partitioned(evt, { by: 'range', key: [evt.at] }) };
    },
    fails:
      /evt\.id.*: PostgreSQL does not take this column: an identity column of a partitioned table needs PostgreSQL 17/,
  },
  {
    name: 'a column of a partitioned table becomes an identity: that needs PostgreSQL 17',
    until: 16,
    before: () => event({}),
    after: () => {
      const evt = pgTable('evt', { at: integer(), kind: integer().notNull().generatedAlwaysAsIdentity() });
      return { evt, parts: partitioned(evt, { by: 'range', key: [evt.at] }) };
    },
    fails: /evt\.kind.*: PostgreSQL does not take this column: an identity column of a partitioned table/,
  },
  {
    name: 'a partitioned table with an identity column',
    since: 17,
    before: {},
    after: () => {
      const evt = pgTable('evt', { id: integer().generatedAlwaysAsIdentity(), at: date() });
      return { evt, parts: partitioned(evt, { by: 'range', key: [evt.at], partitions: years }) };
    },
    expect: ['createTable', 'createTable', 'createTable', 'createTable'],
  },
  {
    name: 'a key of a partitioned table holds what that is partitioned by',
    before: {},
    after: () => {
      const evt = pgTable('evt', { id: integer().primaryKey(), at: date() });
      return { evt, parts: partitioned(evt, { by: 'range', key: [evt.at] }) };
    },
    fails: /PostgreSQL does not take this primary key: the table is partitioned by at, which a key of it must hold too/,
  },
  {
    name: 'partitions of a partitioned table that no model knows are left alone',
    row: [189, 210],
    setup: [
      'create table evtp (id int, at date) partition by range (at)',
      "create table evtp_1 partition of evtp for values from ('2020-01-01') to ('2021-01-01')",
    ],
    before: { org: org() },
    after: { org: org() },
    expect: [],
    wanted: [],
  },
  {
    name: 'a table that was partitioned by hand stays so, its partitions get the new column and index',
    before: {},
    drift: [
      'create table evt (id int, at date) partition by range (at)',
      "create table evt_2020 partition of evt for values from ('2020-01-01') to ('2021-01-01')",
    ],
    rows: ["insert into evt values (1, '2020-05-05')"],
    after: { evt: pgTable('evt', { id: integer(), at: date(), kind: text() }, (t) => [index('ix_evt_at').on(t.at)]) },
    expect: ['addColumn', 'createIndex'],
    wanted: ['alter table evt add kind text', 'create index ix_evt_at on evt (at)'],
  },
  {
    name: 'a child that inherits, made by hand, is left alone',
    row: 202,
    before: { legacy: pgTable('legacy', { id: integer(), val: text() }) },
    drift: ['create table legacy_child () inherits (legacy)'],
    rows: ["insert into legacy_child values (1, 'x')"],
    after: { legacy: pgTable('legacy', { id: integer(), val: text() }) },
    expect: [],
    wanted: [],
  },
  {
    name: 'a table and the foreign key of a kept table that points to it are dropped',
    row: 212,
    before: () => {
      const legacy = pgTable('legacy', { id: integer().primaryKey() });
      const rooms = pgTable('booking', { room: integer() }, (t) => [
        foreignKey({ name: 'fk_b', columns: [t.room], foreignColumns: [legacy.id] }),
      ]);
      return { legacy, rooms };
    },
    rows: ['insert into legacy values (1)'],
    after: { rooms: pgTable('booking', { room: integer() }) },
    expect: ['dropForeignKey', 'dropTable'],
    wanted: ['alter table booking drop constraint fk_b', 'drop table legacy'],
    loses: ['legacy'],
  },
  {
    name: 'two tables, one refers to the other, and an enum are dropped',
    row: 213,
    before: person,
    after: {},
    wanted: ['drop table person', 'drop table org', 'drop type status'],
  },
  {
    name: 'a table and the view over it, made by hand, which would go with it',
    row: 182,
    before: { legacy: pgTable('legacy', { id: integer(), val: text() }) },
    drift: ['create view v_legacy as select id, val from legacy'],
    after: {},
    fails: /v_legacy/,
  },
  {
    name: 'names that are keywords, have capitals, quotes, dots, blanks and 63 bytes',
    before: {},
    after: () => {
      const long = 'l'.repeat(63);
      const select = pgTable(
        'select',
        {
          user: integer().primaryKey(),
          order: text().notNull().default('group'),
          ['Table "of". ü;--']: text(`it's "a". ü;--`),
          [long]: boolean(),
        },
        (t) => [
          check('check', sql`${t.order} <> 'where'`),
          unique('Unique "it"').on(t.order, t['Table "of". ü;--']),
          index('in dex.').on(t.user, sql`lower(${t['Table "of". ü;--']})`),
          ...(t[long] ? [index('x'.repeat(63)).on(t[long])] : []),
        ],
      );
      const other = pgTable('Other. "Table"', { from: integer() }, (t) => [
        foreignKey({ name: `fk it's`, columns: [t.from], foreignColumns: [select.user] }),
      ]);
      return { select, other, long: pgTable(long, { a: integer() }) };
    },
  },
  {
    name: 'columns whose names are names of what every object has',
    before: {},
    after: {
      t: pgTable('constructor', {
        a: integer('hasOwnProperty'),
        b: text('toString'),
        c: integer('__proto__'),
        d: text('name'),
        e: text('table'),
        f: text('columns'),
        g: text('constructor'),
      }),
    },
  },
  {
    name: 'default names longer than 63 bytes, twice the same beginning',
    before: {},
    after: () => {
      const parent = pgTable('a_table_with_quite_a_long_name_for_a_parent', {
        first: integer('an_identifier_that_is_quite_long_too').primaryKey(),
        second: integer('an_identifier_that_is_quite_long_as_well').unique(),
      });
      const child = pgTable(
        'a_table_with_quite_a_long_name_for_a_child',
        {
          first: integer('a_reference_that_is_quite_long_number_one').references(() => parent.first),
          second: integer('a_reference_that_is_quite_long_number_two').references(() => parent.second),
        },
        (t) => [index().on(t.first, t.second)],
      );
      return { parent, child };
    },
  },
  {
    name: 'a prefix from a table creator',
    before: {},
    after: {
      t: pgTableCreator((name) => `shop_${name}`)('item', { id: integer().primaryKey(), code: text().unique() }),
    },
  },
  {
    name: 'a table moves to another schema: the old one goes, a new one comes',
    before: { app, thing: pgTable('thing', { name: text() }) },
    rows: ["insert into thing values ('x')"],
    after: { app, thing: app.table('thing', { name: text() }) },
    loses: ['thing'],
  },
  {
    name: 'a comment is declared beside the models',
    before: () => ({ org: org() }),
    after: () => {
      const orgs = org();
      return { orgs, about: comment(orgs, "it's an org"), aboutName: comment(orgs.name, 'as printed') };
    },
    expect: ['alterTable', 'alterColumn'],
    wanted: ["comment on table org is 'it''s an org'", "comment on column org.name is 'as printed'"],
  },
  {
    name: 'declared comments of a table and its columns change, and end',
    row: [175, 176, 177, 178],
    before: () => {
      const orgs = org();
      return { orgs, about: comment(orgs, 'the organisations'), aboutName: comment(orgs.name, 'as printed') };
    },
    after: () => {
      const orgs = org();
      return { orgs, about: comment(orgs, 'new'), aboutName: comment(orgs.name, null), id: comment(orgs.id, 'key') };
    },
    expect: ['alterTable', 'alterColumn', 'alterColumn'],
    wanted: [
      "comment on table org is 'new'",
      'comment on column org.name is null',
      "comment on column org.id is 'key'",
    ],
  },
  {
    name: 'an empty comment is none, as PostgreSQL has it',
    before: () => ({ orgs: org() }),
    drift: ["comment on table org is 'old'"],
    after: () => {
      const orgs = org();
      return { orgs, about: comment(orgs, ''), aboutName: comment(orgs.name, '') };
    },
    expect: ['alterTable'],
    wanted: ['comment on table org is null'],
  },
  {
    name: 'a declared comment is taken away, one that is not declared stays',
    before: () => {
      const orgs = org();
      return { orgs, about: comment(orgs, 'old') };
    },
    drift: ["comment on column org.name is 'by hand'"],
    after: () => {
      const orgs = org();
      return { orgs, about: comment(orgs, null) };
    },
    expect: ['alterTable'],
  },
  {
    name: 'comes back: replica identity, column options, comments of a key, its index and a sequence, clustered',
    before: {
      item: pgTable('Item "1"', { id: serial().primaryKey(), sort: text().notNull() }, (t) => [
        unique('u_sort').on(t.sort),
      ]),
    },
    drift: [
      'alter table "Item ""1""" replica identity full',
      'alter table "Item ""1""" alter sort set (n_distinct = 7)',
      'alter table "Item ""1""" cluster on u_sort',
      "comment on index u_sort is 'of the sort'",
      'comment on constraint u_sort on "Item ""1""" is \'one a sort\'',
      'comment on sequence "Item ""1""_id_seq" is \'counts\'',
    ],
    rows: ['insert into "Item ""1""" (sort) values (\'a\')'],
    after: {},
    expect: ['dropTable'],
    wanted: ['drop table "Item ""1"""'],
    loses: ['Item "1"'],
  },
  {
    name: 'the key that is its replica identity and order gets another column',
    before: {
      item: pgTable('item', { id: integer().notNull(), part: integer().notNull() }, (t) => [
        primaryKey({ name: 'item_pk', columns: [t.id] }),
      ]),
    },
    drift: ['alter table item replica identity using index item_pk, cluster on item_pk'],
    rows: ['insert into item values (1, 1)'],
    after: {
      item: pgTable('item', { id: integer().notNull(), part: integer().notNull() }, (t) => [
        primaryKey({ name: 'item_pk', columns: [t.id, t.part] }),
      ]),
    },
    expect: ['dropPrimaryKey', 'addPrimaryKey'],
  },
  {
    name: 'a column with options gets another type',
    before: { item: pgTable('item', { id: integer(), sort: varchar({ length: 9 }) }) },
    drift: ['alter table item alter sort set (n_distinct = 7, n_distinct_inherited = 9), alter sort set statistics 44'],
    rows: ["insert into item values (1, 'a')"],
    after: { item: pgTable('item', { id: integer(), sort: text() }) },
    expect: ['alterColumn'],
    wanted: ['alter table item alter sort type text'],
  },
];
