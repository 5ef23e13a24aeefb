import { integer, pgSchema, pgTable, serial, smallint, smallserial } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer() });
const counted = () =>
  pgTable('counted', { id: integer().generatedAlwaysAsIdentity(), old: smallserial().notNull(), plain: integer() });
const uncounted = () => pgTable('counted', { id: integer().notNull(), old: smallint().notNull(), plain: integer() });
const onSequences = (role: string) => [
  `grant select on sequence counted_old_seq to ${role}`,
  `alter default privileges in schema public grant usage on sequences to ${role}, public`,
  'alter default privileges grant select on tables to public',
];

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
  {
    name: 'the sequences of a table come back without what default privileges grant on them',
    roles: ['sluice_default_3'],
    setup: ['create role sluice_default_3'],
    before: { counted: counted() },
    drift: onSequences('sluice_default_3'),
    after: {},
    expect: ['dropTable'],
    wanted: ['drop table counted'],
  },
  {
    name: 'the sequence of a column comes back without what default privileges grant on it',
    roles: ['sluice_default_4'],
    setup: ['create role sluice_default_4'],
    before: { counted: counted() },
    drift: onSequences('sluice_default_4'),
    after: { counted: pgTable('counted', { plain: integer() }) },
    expect: ['dropColumn', 'dropColumn'],
    wanted: ['alter table counted drop column id, drop column old'],
  },
  {
    name: 'an identity and a serial come back without what default privileges grant on their sequences',
    roles: ['sluice_default_5'],
    setup: ['create role sluice_default_5'],
    before: { counted: counted() },
    drift: onSequences('sluice_default_5'),
    rows: ['insert into counted default values'],
    after: { counted: uncounted() },
    expect: ['alterColumn', 'alterColumn'],
    wanted: [
      'alter table counted alter column id drop identity',
      'alter table counted alter column old drop default',
      'drop sequence counted_old_seq',
    ],
  },
  {
    name: 'the sequence of a new identity has what default privileges grant on it',
    roles: ['sluice_default_6'],
    setup: ['create role sluice_default_6', ...onSequences('sluice_default_6').slice(1)],
    before: { counted: uncounted() },
    after: {
      counted: pgTable('counted', {
        id: integer().generatedAlwaysAsIdentity(),
        old: smallint().notNull(),
        plain: integer(),
        more: serial(),
      }),
    },
    expect: ['alterColumn', 'addColumn'],
    wanted: [
      'alter table counted alter column id add generated always as identity',
      'alter table counted add column more serial',
    ],
  },
  {
    name: 'a schema with default privileges gets another name, and a table in it comes back without what they grant',
    roles: ['sluice_default_7'],
    setup: ['create role sluice_default_7'],
    before: () => {
      const app = pgSchema('app');
      return { app, org: app.table('org', { id: integer() }) };
    },
    drift: ['alter default privileges in schema app grant select on tables to sluice_default_7'],
    after: { app: pgSchema('Of bob') },
    renames: { app: 'Of bob' },
    expect: ['renameSchema', 'dropTable'],
    wanted: ['drop table app.org', 'alter schema app rename to "Of bob"'],
    loses: ['app.org'],
  },
];
