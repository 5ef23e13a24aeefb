import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text() }).enableRLS();

const rows = ["insert into org (id, name) values (1, 'Acme'), (2, 'Beta')"];
const onName = "create policy org_named on org using (name in ('x', 'y')) with check (name <> 'z')";

/** Policies made by hand, under changes of the models. */
export const cases: readonly Case[] = [
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
    fails: /column:public\.org\.name cannot be dropped: policy org_named on org/,
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
