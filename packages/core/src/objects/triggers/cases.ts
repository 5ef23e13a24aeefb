import { sql } from 'drizzle-orm';
import { integer, pgEnum, pgSchema, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text() });

const touch = 'create function touch() returns trigger language plpgsql as $$ begin return new; end $$';
const rows = ["insert into org (id, name) values (1, 'Acme'), (2, 'Beta')"];
const onName =
  "create trigger org_touch before update of id, name on org for each row when (old.name is distinct from new.name and new.name <> 'x') execute function touch()";

/** Triggers made by hand, under changes of the models. */
export const cases: readonly Case[] = [
  {
    name: 'all sorts come back with their table',
    setup: [touch],
    before: { org: org() },
    drift: [
      onName,
      "comment on trigger org_touch on org is 'why'",
      'create trigger a_never before insert on org for each row execute function touch()',
      'alter table org disable trigger a_never',
      'create trigger a_replica before insert on org for each row execute function touch()',
      'alter table org enable replica trigger a_replica',
      'create trigger a_always after truncate on org execute function touch()',
      'alter table org enable always trigger a_always',
      'create constraint trigger a_late after insert or delete on org deferrable initially deferred for each row execute function touch()',
      "comment on trigger a_late on org is 'at the end'",
      'create trigger a_rows after update on org referencing old table as before new table as after for each statement execute function touch()',
      `create trigger "A ""b"" ON it" before update of "zip" on org for each row execute function touch('it''s', '\\', ' ON public.org ')`,
    ],
    rows,
    after: {},
    expect: ['dropTable'],
    wanted: ['drop table org'],
    loses: ['org'],
  },
  {
    name: 'a table with a policy, a rule, statistics, an exclusion and a trigger is dropped',
    setup: [touch],
    before: { org: org() },
    drift: [
      onName,
      'alter table org enable row level security',
      "create policy org_read on org for select using (name <> 'x')",
      'create rule org_keep as on delete to org do instead nothing',
      'create statistics org_stats on id, name from org',
      'alter table org add constraint ex_org exclude using btree (id with =)',
    ],
    rows,
    after: {},
    expect: ['dropStatistics', 'dropTable'],
    wanted: ['drop table org'],
    loses: ['org'],
  },
  {
    name: 'a table with a policy, a rule, statistics, an exclusion and a trigger changes a type',
    setup: [touch],
    before: { org: org().enableRLS() },
    drift: [
      onName,
      "create policy org_read on org for select using (name <> 'x')",
      'create rule org_keep as on delete to org where old.name is null do instead nothing',
      'create statistics org_stats on id, name from org',
      'alter table org add constraint ex_org exclude using btree (id with =, name with =)',
    ],
    rows,
    after: { org: pgTable('org', { id: integer(), name: text(), zip: text() }).enableRLS() },
    wanted: [
      'drop trigger org_touch on org',
      'drop policy org_read on org',
      'drop rule org_keep on org',
      'alter table org alter name type text',
      "create policy org_read on org for select using (name <> 'x')",
      'create rule org_keep as on delete to org where old.name is null do instead nothing',
      onName,
    ],
  },
  {
    name: 'a table with a policy, a rule, statistics, an exclusion and a trigger changes otherwise',
    setup: [touch],
    before: { org: org().enableRLS() },
    drift: [
      onName,
      "create policy org_read on org for select using (name <> 'x')",
      'create rule org_keep as on delete to org do instead nothing',
      'create statistics org_stats on id, name from org',
      'alter table org add constraint ex_org exclude using btree (id with =)',
    ],
    rows,
    after: {
      org: pgTable('org', { id: integer(), name: varchar({ length: 20 }).notNull(), code: text() }).enableRLS(),
    },
    drops: ['org.zip'],
    expect: ['alterColumn', 'addColumn', 'dropColumn'],
    wanted: ['alter table org alter name set not null, add code text, drop zip'],
    loses: ['org.zip'],
  },
  {
    name: 'one that waits for a column steps aside for its new type, disabled as it is',
    setup: [touch],
    before: { org: org() },
    drift: [onName, "comment on trigger org_touch on org is 'why'", 'alter table org disable trigger org_touch'],
    rows,
    after: { org: pgTable('org', { id: integer(), name: text(), zip: text() }) },
    expect: ['dropTrigger', 'alterColumn', 'createTrigger'],
  },
  {
    name: 'one that waits for another column stays',
    setup: [touch],
    before: { org: org() },
    drift: [onName],
    rows,
    after: { org: pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: varchar({ length: 5 }) }) },
    expect: ['alterColumn'],
  },
  {
    name: 'table and column get other names, and the column another type',
    setup: [touch],
    before: { org: org() },
    drift: [onName],
    rows,
    after: { org: pgTable('organisation', { id: integer(), title: text(), zip: text() }) },
    renames: { org: 'organisation', 'org.name': 'title' },
    expect: ['renameColumn', 'renameTable', 'dropTrigger', 'alterColumn', 'createTrigger'],
  },
  {
    name: 'the schema of table and function gets another name, and the column another type',
    before: () => {
      const app = pgSchema('app');
      return { app, org: app.table('org', { id: integer(), name: varchar({ length: 20 }) }) };
    },
    drift: [
      'create function app.touch() returns trigger language plpgsql as $$ begin return new; end $$',
      'create trigger org_touch before update of name on app.org for each row execute function app.touch()',
      "create policy org_read on app.org using (name <> 'x')",
      'create rule org_keep as on delete to app.org do instead update app.org set name = null where org.id = old.id',
      'create statistics app.org_stats on id, name from app.org',
      'alter table app.org add constraint ex_org exclude using btree (id with =, name with =)',
    ],
    after: () => {
      const shop = pgSchema('shop');
      return { shop, org: shop.table('org', { id: integer(), name: text() }) };
    },
    renames: { app: 'shop' },
  },
  {
    name: 'one that waits for a column stops the drop of the column',
    setup: [touch],
    before: { org: org() },
    drift: [onName],
    rows,
    after: { org: pgTable('org', { id: integer(), zip: text() }) },
    fails: /column:public\.org\.name cannot be dropped: trigger org_touch on org .*: --drop org\.org_touch$/,
  },
  {
    name: 'one that waits for a column goes with the column where that is said',
    setup: [touch],
    before: { org: org() },
    drift: [onName, "comment on trigger org_touch on org is 'kept'"],
    rows,
    after: { org: pgTable('org', { id: integer(), zip: text() }) },
    drops: ['trigger:org.org_touch'],
    expect: ['dropTrigger', 'dropColumn'],
    wanted: ['drop trigger org_touch on org', 'alter table org drop name'],
    loses: ['org.name'],
  },
  {
    name: 'one that mentions a value of an enum steps aside while the enum loses another',
    setup: [touch],
    before: () => {
      const status = pgEnum('status', ['a', 'b', 'c']);
      return { status, org: pgTable('org', { id: integer(), status: status() }) };
    },
    drift: [
      "create trigger org_touch before update of status on org for each row when (new.status = 'a') execute function touch()",
      'create trigger org_any before update of status on org for each row execute function touch()',
    ],
    rows: ["insert into org values (1, 'a')"],
    after: () => {
      const status = pgEnum('status', ['a', 'b']);
      return { status, org: pgTable('org', { id: integer(), status: status() }) };
    },
    expect: ['dropTrigger', 'dropTrigger', 'alterEnum', 'createTrigger', 'createTrigger'],
  },
  {
    name: 'a constraint trigger between two tables, both dropped',
    setup: [touch],
    before: { a: pgTable('a', { id: integer() }), b: pgTable('b', { id: integer() }) },
    drift: [
      'create constraint trigger of_b after insert on a from b deferrable for each row execute function touch()',
      'create constraint trigger of_a after insert on b from a for each row execute function touch()',
    ],
    after: {},
    wanted: ['drop table a, b'],
  },
  {
    name: 'one on a table with a generated column that is made anew',
    setup: [touch],
    before: {
      org: pgTable('org', {
        id: integer(),
        low: integer().generatedAlwaysAs(sql`id + 1`),
      }),
    },
    drift: ['create trigger org_touch after update of low on org for each row execute function touch()'],
    rows: ['insert into org values (1)'],
    after: {
      org: pgTable('org', {
        id: integer(),
        low: integer().generatedAlwaysAs(sql`id + 2`),
      }),
    },
  },
];
