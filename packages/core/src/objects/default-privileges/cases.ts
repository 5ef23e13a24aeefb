import { integer, pgTable, serial } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer() });

/** Default privileges that somebody set, under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'default privileges stay, and hold for what is new',
    roles: ['sluice_default_1'],
    setup: [
      'create role sluice_default_1',
      'alter default privileges grant select on tables to sluice_default_1',
      'alter default privileges in schema public grant usage on sequences to sluice_default_1',
      'alter default privileges for role sluice_default_1 revoke execute on functions from public',
    ],
    before: {},
    after: { org: org(), item: pgTable('item', { id: serial() }) },
    expect: ['createTable', 'createTable'],
    wanted: ['create table item (id serial not null)', 'create table org (id integer)'],
  },
  {
    name: 'a table comes back without what default privileges grant on it',
    roles: ['Sluice "default". 2'],
    setup: ['create role "Sluice ""default"". 2"'],
    before: { org: org() },
    drift: [
      'grant insert on org to public',
      'alter default privileges grant select on tables to "Sluice ""default"". 2", public',
    ],
    after: {},
    expect: ['dropTable'],
    wanted: ['drop table org'],
  },
];
