import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text() });
const log = () => pgTable('log', { id: integer(), what: text() });

const rows = ["insert into org (id, name) values (1, 'Acme'), (2, 'Beta')"];
const onName =
  "create rule org_named as on update to org where new.name <> 'z' do also insert into log values (old.id, new.name)";

/** Rewrite rules made by hand, under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'all sorts come back with their table',
    before: { org: org(), log: log() },
    drift: [
      onName,
      "comment on rule org_named on org is 'why'",
      'create rule a_nothing as on delete to org do instead nothing',
      'alter table org disable rule a_nothing',
      'create rule a_replica as on delete to org where old.id > 5 do instead nothing',
      'alter table org enable replica rule a_replica',
      'create rule a_notify as on update to org do also notify org',
      'create rule "A ""b"" TO it" as on insert to org do also (insert into log values (new.id, \';\'); update org set zip = \'x\' where org.id = new.id;)',
      'alter table org enable always rule "A ""b"" TO it"',
    ],
    rows,
    after: {},
    expect: ['dropTable', 'dropTable'],
    wanted: ['drop table org, log'],
    loses: ['org', 'log'],
  },
  {
    name: 'one that reads a column steps aside for its new type',
    before: { org: org(), log: log() },
    drift: [onName, "comment on rule org_named on org is 'why'"],
    rows,
    after: { org: pgTable('org', { id: integer(), name: text(), zip: text() }), log: log() },
    expect: ['dropRule', 'alterColumn', 'createRule'],
  },
  {
    name: 'one that writes to a column of another table steps aside for its new type',
    before: { org: org(), log: log() },
    drift: [onName],
    rows,
    after: { org: org(), log: pgTable('log', { id: integer(), what: varchar({ length: 20 }) }) },
    expect: ['dropRule', 'alterColumn', 'createRule'],
  },
  {
    name: 'table and column get other names, and the column another type',
    before: { org: org(), log: log() },
    drift: [
      onName,
      "create rule org_self as on insert to org where new.name = 'z' do also update org set zip = 'x' where org.name = new.name",
    ],
    rows,
    after: { org: pgTable('organisation', { id: integer(), title: text(), zip: text() }), log: log() },
    renames: { org: 'organisation', 'org.name': 'title' },
    expect: ['renameColumn', 'renameTable', 'dropRule', 'dropRule', 'alterColumn', 'createRule', 'createRule'],
  },
  {
    name: 'one that reads a column stops the drop of the column',
    before: { org: org(), log: log() },
    drift: [onName],
    rows,
    after: { org: pgTable('org', { id: integer(), zip: text() }), log: log() },
    fails: /column:public\.org\.name cannot be dropped: rule org_named on org/,
  },
  {
    name: 'one that writes to a table stops the drop of that table',
    before: { org: org(), log: log() },
    drift: [onName],
    rows,
    after: { org: org() },
    fails: /log\S* cannot be dropped: rule org_named on org/,
  },
];
