import { sql } from 'drizzle-orm';
import { integer, pgPolicy, pgRole, pgSchema, pgTable, pgView, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text() }).enableRLS();

const rows = ["insert into org (id, name) values (1, 'Acme'), (2, 'Beta')"];
const onName = "create policy org_named on org using (name in ('x', 'y')) with check (name <> 'z')";

const named = (name: string, config: Parameters<typeof pgPolicy>[1] = {}) => ({
  org: pgTable('org', { id: integer(), name: text() }, () => [pgPolicy(name, config)]),
});
const app = pgSchema('app');

/** Policies that models say, and those made by hand under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'policies of all sorts in the models',
    before: {},
    after: {
      org: pgTable('org', { id: integer(), name: text() }, (t) => [
        pgPolicy('everything'),
        pgPolicy('a_read', { as: 'restrictive', for: 'select', to: 'pg_monitor', using: sql`${t.id} > 0` }),
        pgPolicy('a_insert', {
          for: 'insert',
          to: ['pg_monitor', 'current_user'],
          withCheck: sql`${t.name} in ('x', 'y')`,
        }),
        pgPolicy('a_update', { for: 'update', using: sql`${t.id} > ${0}`, withCheck: sql`true` }),
        pgPolicy('A "delete". Ü', {
          for: 'delete',
          to: 'public',
          using: sql`exists (select from org o where o.id > ${t.id})`,
        }),
        pgPolicy('mine', { to: ['session_user', pgRole('pg_read_all_data').existing()] }),
      ]),
    },
    expect: ['createTable'],
    wanted: [
      'create table org (id integer, name text)',
      'alter table org enable row level security',
      'create policy everything on org',
      'create policy a_read on org as restrictive for select to pg_monitor using (id > 0)',
      `create policy a_insert on org for insert to pg_monitor, current_user with check (name in ('x', 'y'))`,
      'create policy a_update on org for update using (id > 0) with check (true)',
      'create policy "A ""delete"". Ü" on org for delete using (exists (select from org o where o.id > org.id))',
      'create policy mine on org to session_user, pg_read_all_data',
    ],
  },
  {
    name: 'a policy on a table of which a view in another schema has the name',
    before: { app },
    after: () => {
      const member = app.table('member', { id: integer() }, (t) => [pgPolicy('some', { using: sql`${t.id} > 0` })]);
      return { app, member, view: pgView('member').as((qb) => qb.select({ id: member.id }).from(member)) };
    },
    expect: ['createTable', 'createView'],
  },
  {
    name: 'a policy comes to a table, and turns row-level security on',
    before: { org: pgTable('org', { id: integer(), name: text() }) },
    after: named('named', { using: sql`name = current_user` }),
    expect: ['alterTable', 'createPolicy'],
    wanted: ['alter table org enable row level security', 'create policy named on org using (name = current_user)'],
  },
  {
    name: 'a policy leaves the models, and row-level security with it',
    before: named('named', { using: sql`name = current_user` }),
    drift: ["comment on policy named on org is 'why'", 'alter table org force row level security'],
    after: { org: pgTable('org', { id: integer(), name: text() }) },
    expect: ['dropPolicy', 'alterTable'],
    wanted: ['drop policy named on org', 'alter table org disable row level security'],
  },
  {
    name: 'the condition of a policy changes in place',
    before: named('named', { using: sql`id > 0` }),
    drift: ["comment on policy named on org is 'why'"],
    after: named('named', { using: sql`id > 1`, to: 'pg_monitor' }),
    expect: ['alterPolicy'],
    wanted: ['alter policy named on org to pg_monitor using (id > 1)'],
  },
  {
    name: 'the statements that a policy is for change',
    before: named('named', { using: sql`id > 0` }),
    drift: ["comment on policy named on org is 'why'"],
    after: named('named', { for: 'select', using: sql`id > 0` }),
    expect: ['dropPolicy', 'createPolicy'],
  },
  {
    name: 'a policy gets another name',
    before: named('named', { using: sql`name in ('a', 'b')` }),
    drift: ["comment on policy named on org is 'why'"],
    after: named('by name', { using: sql`name in ('a', 'b')` }),
    expect: ['renamePolicy'],
    wanted: ['alter policy named on org rename to "by name"'],
  },
  {
    name: 'one made by hand stays beside those of the models',
    before: named('named', { using: sql`id > 0` }),
    drift: ['create policy by_hand on org using (true)'],
    after: { org: pgTable('org', { id: integer(), name: text() }).enableRLS() },
    expect: ['dropPolicy'],
    wanted: ['drop policy named on org'],
  },
  {
    name: 'one that was dropped by hand comes back',
    row: 185,
    before: named('named', { for: 'select', using: sql`id > 0` }),
    drift: ['drop policy named on org'],
    after: named('named', { for: 'select', using: sql`id > 0` }),
    expect: ['createPolicy'],
    wanted: ['create policy named on org for select using (id > 0)'],
  },
  {
    name: 'row-level security turned on by hand stays on',
    before: { org: pgTable('org', { id: integer() }) },
    drift: ['alter table org enable row level security'],
    after: { org: pgTable('org', { id: integer() }) },
    expect: [],
  },
  {
    name: "policies that speak of each other's new tables",
    before: {},
    after: () => {
      const org = app.table('org', { id: integer(), owner: text() }, (t) => [
        pgPolicy('members', { using: sql`exists (select from member where member.org_id = ${t.id})` }),
      ]);
      const member = pgTable('member', { id: integer(), orgId: integer('org_id') }, (t) => [
        pgPolicy('owners', {
          using: sql`${t.orgId} in (select ${org.id} from ${org} where ${org.owner} = current_user)`,
        }),
      ]);
      return { org, member };
    },
    wanted: [
      'create schema app',
      'create table app.org (id integer, owner text)',
      'create table member (id integer, org_id integer)',
      'alter table app.org enable row level security',
      'alter table member enable row level security',
      'create policy members on app.org using (exists (select from member where member.org_id = org.id))',
      'create policy owners on member using (org_id in (select org.id from app.org where org.owner = current_user))',
    ],
  },
  {
    name: 'a policy speaks of a new column of another table',
    before: { ...named('named', { using: sql`id > 0` }), member: pgTable('member', { id: integer() }) },
    after: () => {
      const member = pgTable('member', { id: integer(), orgId: integer('org_id') });
      const using = sql`exists (select from ${member} where ${member.orgId} = org.id)`;
      return { member, ...named('named', { using }) };
    },
    expect: ['addColumn', 'alterPolicy'],
  },
  {
    name: "a policy on somebody else's table, by a function of theirs",
    setup: [
      'create schema auth',
      'create table auth.users (id integer, email text)',
      'create function auth.uid() returns integer language sql stable as $$ select 1 $$',
      'create policy theirs on auth.users using (true)',
    ],
    before: () => ({
      own: pgPolicy('own row', { using: sql`(select auth.uid()) = id` }).link(
        pgSchema('auth').table('users', { id: integer() }),
      ),
    }),
    after: {},
    expect: ['dropPolicy'],
    wanted: ['drop policy "own row" on auth.users'],
  },
  {
    name: 'a linked policy turns on the row-level security of a table of the models',
    before: {},
    after: () => {
      const org = pgTable('org', { id: integer() });
      return { org, own: pgPolicy('own', { using: sql`${org.id} > 0` }).link(org) };
    },
    expect: ['createTable'],
    wanted: [
      'create table org (id integer)',
      'alter table org enable row level security',
      'create policy own on org using (id > 0)',
    ],
  },
  {
    name: 'all sorts come back with their table',
    before: { org: org() },
    drift: [
      onName,
      "comment on policy org_named on org is 'why'",
      'create policy everything on org',
      'create policy a_read on org as restrictive for select to pg_monitor, current_user using (id > 0)',
      'create policy a_insert on org for insert with check (id > 0)',
      'create policy a_update on org for update using (id > 0) with check (id > 1)',
      'create policy "A ""delete""" on org for delete using (exists (select from org other where other.id > org.id))',
    ],
    rows,
    after: {},
    expect: ['dropTable'],
    wanted: ['drop table org'],
    loses: ['org'],
  },
  {
    name: 'one that reads a column steps aside for its new type',
    before: { org: org() },
    drift: [onName, "comment on policy org_named on org is 'why'"],
    rows,
    after: { org: pgTable('org', { id: integer(), name: text(), zip: text() }).enableRLS() },
    expect: ['dropPolicy', 'alterColumn', 'createPolicy'],
  },
  {
    name: 'table and column get other names, and the column another type',
    before: { org: org() },
    drift: [onName],
    rows,
    after: { org: pgTable('organisation', { id: integer(), title: text(), zip: text() }).enableRLS() },
    renames: { org: 'organisation', 'org.name': 'title' },
    expect: ['renameColumn', 'renameTable', 'dropPolicy', 'alterColumn', 'createPolicy'],
  },
  {
    name: 'one that reads a column stops the drop of the column',
    before: { org: org() },
    drift: [onName],
    rows,
    after: { org: pgTable('org', { id: integer(), zip: text() }).enableRLS() },
    fails: /column:public\.org\.name cannot be dropped: policy org_named on org .*: --drop org\.org_named$/,
  },
  {
    name: 'one that reads a column goes with the column where that is said',
    before: { org: org() },
    drift: [onName],
    rows,
    after: { org: pgTable('org', { id: integer(), zip: text() }).enableRLS() },
    drops: ['org.org_named'],
    expect: ['dropPolicy', 'dropColumn'],
    wanted: ['drop policy org_named on org', 'alter table org drop name'],
    loses: ['org.name'],
  },
  {
    name: 'one that reads another table stops the drop of that table',
    before: { org: org(), other: pgTable('other', { id: integer() }) },
    drift: ['create policy by_other on org using (exists (select from other))'],
    after: { org: org() },
    fails: /table:public\.other cannot be dropped: policy by_other on org/,
  },
  {
    name: 'two tables are dropped whose policies read each other',
    before: { a: pgTable('a', { id: integer() }).enableRLS(), b: pgTable('b', { id: integer() }).enableRLS() },
    drift: [
      'create policy by_b on a using (exists (select from b where b.id = a.id))',
      'create policy by_a on b using (exists (select from a where b.id = a.id))',
    ],
    after: {},
    wanted: ['drop table a, b cascade'],
  },
];
