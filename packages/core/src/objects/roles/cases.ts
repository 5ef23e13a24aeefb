import { sql } from 'drizzle-orm';
import { integer, pgPolicy, pgRole, pgTable, text } from 'drizzle-orm/pg-core';
import { grant } from '../../declare/index.js';
import type { Case } from '../../case.js';

/** Roles, which rows share with all others that run on the same cluster. */
export const cases: readonly Case[] = [
  {
    name: 'roles of all sorts are made',
    roles: ['sluice role made', 'Sluice "role". Ü'],
    before: {},
    after: {
      made: pgRole('sluice role made'),
      odd: pgRole('Sluice "role". Ü', { createDb: true, createRole: true, inherit: false }),
    },
    expect: ['createRole', 'createRole'],
    wanted: ['create role "sluice role made"', 'create role "Sluice ""role"". Ü" createdb createrole noinherit'],
  },
  {
    name: 'a role leaves the models, and all of it comes back',
    roles: ['sluice_role_gone', 'sluice_role_group', 'sluice_role_member'],
    setup: ['create role sluice_role_group', 'create role sluice_role_member'],
    before: { gone: pgRole('sluice_role_gone', { createDb: true }) },
    drift: [
      'alter role sluice_role_gone login connection limit 5',
      "comment on role sluice_role_gone is 'why'",
      'grant sluice_role_group to sluice_role_gone with admin option',
      'grant sluice_role_gone to sluice_role_member',
    ],
    after: {},
    expect: ['dropRole'],
    wanted: ['drop role sluice_role_gone'],
  },
  {
    name: 'what a model says of a role changes, and ends',
    roles: ['sluice_role_changed'],
    before: { changed: pgRole('sluice_role_changed', { createDb: true }) },
    drift: ['alter role sluice_role_changed login createrole'],
    after: { changed: pgRole('sluice_role_changed', { inherit: false }) },
    expect: ['alterRole'],
    wanted: ['alter role sluice_role_changed nocreatedb noinherit'],
  },
  {
    name: 'a role that is there already is taken as it is',
    roles: ['sluice_role_there'],
    setup: ['create role sluice_role_there login createdb'],
    before: {},
    after: { there: pgRole('sluice_role_there', { createRole: true }) },
    expect: ['alterRole'],
    wanted: ['alter role sluice_role_there createrole'],
  },
  {
    name: 'a role that somebody else made is not dropped',
    roles: ['sluice_role_else'],
    setup: ['create role sluice_role_else'],
    before: { there: pgRole('sluice_role_else') },
    after: {},
    expect: [],
  },
  {
    name: 'roles that exist are nobody else’s business',
    before: {},
    after: { anon: pgRole('sluice_role_nowhere').existing() },
    expect: [],
  },
  {
    name: 'a role gets another name',
    roles: ['sluice_role_old', 'sluice_role_new'],
    before: {
      role: pgRole('sluice_role_old'),
      org: pgTable('org', { id: integer() }, () => [pgPolicy('p', { to: 'sluice_role_old' })]),
    },
    after: {
      role: pgRole('sluice_role_new'),
      org: pgTable('org', { id: integer() }, () => [pgPolicy('p', { to: 'sluice_role_new' })]),
    },
    renames: { sluice_role_old: 'sluice_role_new' },
    expect: ['renameRole'],
    wanted: ['alter role sluice_role_old rename to sluice_role_new'],
  },
  {
    name: 'one that this history made is marked as existing: it stays as it is',
    roles: ['sluice_role_existing'],
    before: { it: pgRole('sluice_role_existing', { createDb: true }) },
    after: { it: pgRole('sluice_role_existing').existing() },
    expect: [],
  },
  {
    name: 'a role goes with what was granted to it, and with what it granted',
    roles: ['sluice_role_granted', 'sluice_role_other'],
    setup: ['create role sluice_role_other'],
    before: () => {
      const [role, org] = [pgRole('sluice_role_granted'), pgTable('org', { id: integer(), name: text() })];
      return { role, org, read: grant(org, { to: role, privileges: ['select'], grantable: true }) };
    },
    drift: [
      'set role sluice_role_granted',
      'grant select on org to sluice_role_other',
      'reset role',
      'grant update (name) on org to sluice_role_granted, sluice_role_other',
      'create view names as select name from org',
      'grant select on names to sluice_role_granted',
      'create function one() returns integer language sql return 1',
      'grant execute on function one to sluice_role_granted',
    ],
    after: { org: pgTable('org', { id: integer(), name: text() }) },
    wanted: [
      'revoke select on org from sluice_role_granted cascade',
      'revoke update (name) on org from sluice_role_granted',
      'revoke select on names from sluice_role_granted',
      'revoke execute on function one from sluice_role_granted',
      'drop role sluice_role_granted',
    ],
  },
  {
    name: 'a role and the policy and table that name it, made and dropped together',
    roles: ['sluice_role_policy'],
    before: {},
    after: () => {
      const role = pgRole('sluice_role_policy');
      return { org: pgTable('org', { id: integer() }, (t) => [pgPolicy('p', { to: role, using: sql`${t.id} > 0` })]) };
    },
    expect: ['createRole', 'createTable'],
  },
  {
    name: 'a role gets another name, and what is granted to it stays',
    roles: ['sluice_role_granted', 'sluice_role_given'],
    before: { role: pgRole('sluice_role_granted'), org: pgTable('org', { id: integer() }) },
    drift: [
      'grant select on org to sluice_role_granted with grant option',
      'grant insert (id) on org to sluice_role_granted',
      'alter default privileges in schema public grant select on tables to sluice_role_granted',
    ],
    after: { role: pgRole('sluice_role_given'), org: pgTable('org', { id: integer(), more: integer() }) },
    renames: { sluice_role_granted: 'sluice_role_given' },
    expect: ['renameRole', 'addColumn'],
    wanted: ['alter role sluice_role_granted rename to sluice_role_given', 'alter table org add more integer'],
  },
  {
    name: 'a role to which something is granted gets another name, and the table goes',
    roles: ['sluice_role_granted_2', 'sluice_role_given_2'],
    before: {
      role: pgRole('sluice_role_granted_2'),
      org: pgTable('org', { id: integer(), n: integer().generatedAlwaysAsIdentity() }),
    },
    drift: [
      'grant usage on sequence org_n_seq to sluice_role_granted_2',
      'grant select on org to sluice_role_granted_2',
      'grant insert (id) on org to sluice_role_granted_2',
      'alter table org owner to sluice_role_granted_2',
      'alter default privileges grant update on tables to sluice_role_granted_2',
    ],
    after: { role: pgRole('sluice_role_given_2') },
    renames: { sluice_role_granted_2: 'sluice_role_given_2' },
    expect: ['renameRole', 'dropTable'],
    loses: ['org'],
  },
];
