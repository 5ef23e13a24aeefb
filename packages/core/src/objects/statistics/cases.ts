import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text() });

const rows = ["insert into org (id, name) values (1, 'Acme'), (2, 'Beta')"];
const onName = [
  'create statistics org_stats (ndistinct, mcv) on id, name from org',
  'alter statistics org_stats set statistics 500',
  "comment on statistics org_stats is 'why'",
];

/** Extended statistics made by hand, under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'all sorts come back with their table',
    since: 14,
    before: { org: org() },
    drift: [
      ...onName,
      'create statistics "a ""b"" FROM c" on zip, lower(name), (id + 1) from org',
      'create statistics one on lower(name) from org',
      'alter statistics one set statistics 0',
      'create statistics every on id, name, zip from org',
    ],
    rows,
    after: {},
    expect: ['dropStatistics', 'dropStatistics', 'dropStatistics', 'dropStatistics', 'dropTable'],
    wanted: ['drop table org'],
    loses: ['org'],
  },
  {
    name: 'those of a column step aside for its new type, and keep their target',
    before: { org: org() },
    drift: onName,
    rows,
    after: { org: pgTable('org', { id: integer(), name: text(), zip: text() }) },
    expect: ['dropStatistics', 'alterColumn', 'createStatistics'],
    survives: [{ query: 'select count(*) from pg_statistic_ext', gives: [['1']] }],
  },
  {
    name: 'table and column get other names, and the column another type',
    before: { org: org() },
    drift: onName,
    rows,
    after: { org: pgTable('organisation', { id: integer(), title: text(), zip: text() }) },
    renames: { org: 'organisation', 'org.name': 'title' },
    expect: ['renameColumn', 'renameTable', 'dropStatistics', 'alterColumn', 'createStatistics'],
  },
  {
    name: 'they go with a column, and come back',
    before: { org: org() },
    drift: onName,
    rows,
    after: { org: pgTable('org', { id: integer(), zip: text() }) },
    expect: ['dropStatistics', 'dropColumn'],
    wanted: ['alter table org drop name'],
    loses: ['org.name'],
  },
  {
    name: "in a schema that is not their table's, they stop the drop of the table",
    setup: ['create schema app'],
    before: { org: org() },
    drift: ['create statistics app.org_stats on id, name from org'],
    rows,
    after: {},
    fails: /statistics object app\.org_stats hangs on it/,
  },
];
