import { sql } from 'drizzle-orm';
import { check, integer, pgEnum, pgSchema, pgTable, text, varchar, type PgTable } from 'drizzle-orm/pg-core';
import { comment, sqlFunction, trigger, type TriggerDefinition } from '../../declare/index.js';
import type { Case, Models } from '../../case.js';

const org = () => pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text() });

const touch = 'create function touch() returns trigger language plpgsql as $$ begin return new; end $$';
const rows = ["insert into org (id, name) values (1, 'Acme'), (2, 'Beta')"];
const onName =
  "create trigger org_touch before update of id, name on org for each row when (old.name is distinct from new.name and new.name <> 'x') execute function touch()";

const late: Partial<TriggerDefinition> = { when: 'after', constraint: { initiallyDeferred: true } };

const checked = (name: string): PgTable =>
  pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text() }, ({ id }) => [
    check(name, sql`${id} > 0`),
  ]);

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
    name: 'one that is disabled on a partitioned table, and on its partitions, comes back with it',
    before: { event: pgTable('event', { id: integer() }) },
    drift: [
      'drop table event',
      'create table event (id int) partition by range (id)',
      'create table event_rest partition of event default',
      'create function noop() returns trigger language plpgsql as $$ begin return new; end $$',
      'create trigger touch before update on event for each row execute function noop()',
      'alter table event disable trigger touch',
    ],
    after: {},
    loses: ['event'],
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
  {
    name: 'one is declared on a new table, with its function',
    before: {},
    after: () => declared({}),
    expect: ['createFunction', 'createTable'],
    wanted: [
      'create table org (id integer, name varchar(20), zip text)',
      `create function "Touch it"() returns trigger language plpgsql as 'begin return new; end'`,
      'create trigger org_touch before update on org for each row execute function "Touch it"()',
    ],
  },
  {
    name: 'one that was dropped by hand comes back',
    row: 186,
    before: () => declared({}),
    drift: ['drop trigger org_touch on org'],
    rows,
    after: () => declared({}),
    expect: ['createTrigger'],
    wanted: ['create trigger org_touch before update on org for each row execute function "Touch it"()'],
  },
  {
    name: 'one that is declared no more is dropped, and its function too',
    before: () => declared({}),
    rows,
    after: { org: org() },
    expect: ['dropTrigger', 'dropFunction'],
  },
  {
    name: 'a table is dropped with what is declared on it',
    before: () => declared({}),
    rows,
    after: {},
    expect: ['dropTable', 'dropFunction'],
    loses: ['org'],
  },
  {
    name: 'a table goes with the function that its trigger runs, and with one that gives its rows',
    before: () => ({
      ...declared({}),
      rows: sqlFunction({ name: 'A "rows"', returns: 'setof org', body: 'select * from org' }),
    }),
    rows,
    after: {},
    expect: ['dropFunction', 'dropTable', 'dropFunction'],
    loses: ['org'],
  },
  {
    name: 'everything that can be said, and its comment',
    before: { org: org(), other: pgTable('Other "x"', { id: integer() }) },
    rows,
    after: () => {
      const table = org();
      const other = pgTable('Other "x"', { id: integer() });
      const touch = sqlFunction({
        name: 'touch',
        returns: 'trigger',
        language: 'plpgsql',
        body: 'begin return new; end',
      });
      const one = trigger(table, {
        name: 'A "one" ON it',
        when: 'after',
        events: [{ update: [table.zip, 'name'] }, 'delete', 'insert'],
        forEach: 'row',
        condition: sql`pg_trigger_depth() < 2`,
        execute: touch,
        arguments: ["it's", '\\', ' ON public.org '],
        fires: 'always',
      });
      return {
        table,
        other,
        touch,
        one,
        why: comment(one, 'why'),
        two: trigger(table, {
          name: 'two',
          when: 'after',
          events: ['insert'],
          forEach: 'row',
          execute: 'public.touch',
          constraint: { initiallyDeferred: true, from: other },
        }),
        three: trigger(table, {
          name: 'three',
          when: 'after',
          events: ['update'],
          referencing: { old: 'before', new: 'after it' },
          execute: touch,
        }),
        four: trigger(table, { name: 'four', when: 'before', events: ['truncate'], execute: touch, fires: 'never' }),
      };
    },
    wanted: [
      `create function touch() returns trigger language plpgsql as 'begin return new; end'`,
      `create trigger "A ""one"" ON it" after insert or delete or update of zip, name on org for each row when (pg_trigger_depth() < 2) execute function touch('it''s', '\\', ' ON public.org ')`,
      'alter table org enable always trigger "A ""one"" ON it"',
      `comment on trigger "A ""one"" ON it" on org is 'why'`,
      'create constraint trigger two after insert on org from "Other ""x""" deferrable initially deferred for each row execute function touch()',
      'create trigger three after update on org referencing old table as before new table as "after it" execute function touch()',
      'create trigger four before truncate on org execute function touch()',
      'alter table org disable trigger four',
    ],
  },
  {
    name: 'one made by hand is declared as it is, in other words: no difference',
    before: { org: org() },
    drift: [
      `create function "Touch it"() returns trigger language plpgsql as 'begin return new; end'`,
      `create trigger org_touch before update of name on org for each row when (old.name is distinct from new.name) execute function "Touch it"()`,
    ],
    after: () => declared({ events: [{ update: ['name'] }], condition: 'OLD.name IS DISTINCT FROM (NEW."name")' }),
    expect: [],
  },
  {
    name: 'it waits for something else',
    before: () => declared({}),
    rows,
    after: () => declared({ events: ['delete', { update: ['zip'] }], when: 'after' }),
    expect: ['dropTrigger', 'createTrigger'],
    wanted: [
      'drop trigger org_touch on org',
      'create trigger org_touch after delete or update of zip on org for each row execute function "Touch it"()',
    ],
  },
  {
    name: 'its function changes, the trigger stays',
    before: () => declared({}),
    rows,
    after: () => declared({}, 'begin new.zip := 1; return new; end'),
    expect: ['alterFunction'],
  },
  {
    name: 'it gets another name',
    before: () => declared({}),
    drift: ["comment on trigger org_touch on org is 'why'"],
    rows,
    after: () => declared({ name: 'org_touched' }),
    expect: ['renameTrigger'],
  },
  {
    name: 'a constraint trigger gets another name, and so does its constraint, whose name a check takes',
    before: () => declared({ ...late, name: 'A "one"' }),
    rows,
    after: () => declared({ ...late, name: `it's "two"` }, undefined, checked('A "one"')),
    expect: ['renameTrigger', 'addCheck'],
    survives: [
      {
        query: `select conname from pg_constraint where conrelid = 'org'::regclass and contype in ('c', 't') order by 1`,
        gives: [['A "one"'], [`it's "two"`]],
      },
    ],
    returns: [
      {
        query: `select conname from pg_constraint where conrelid = 'org'::regclass and contype in ('c', 't') order by 1`,
        gives: [['A "one"']],
      },
    ],
  },
  {
    name: 'its column goes, and it waits for another',
    before: () => declared({ events: [{ update: ['name'] }] }),
    rows,
    after: () => declared({ events: [{ update: ['zip'] }] }, undefined, pgTable('org', { id: integer(), zip: text() })),
    loses: ['org.name'],
  },
  {
    name: 'it stops, and its column goes',
    before: () => declared({ events: [{ update: ['name'] }] }),
    rows,
    after: { org: pgTable('org', { id: integer(), zip: text() }) },
    loses: ['org.name'],
  },
  {
    name: 'it executes a function that is not there',
    before: { org: org() },
    after: () => {
      const table = org();
      return {
        table,
        touch: trigger(table, { name: 'touch', when: 'before', events: ['insert'], execute: 'nothing' }),
      };
    },
    fails: /touch: PostgreSQL does not take this trigger: function nothing\(\) does not exist/,
  },
  {
    name: 'a constraint trigger has the name of a check',
    before: { org: org() },
    after: () => declared(late, undefined, checked('org_touch')),
    fails: /would both be named "org_touch" among the constraints of public\.org/,
  },
  {
    name: 'a constraint trigger gives its name to a check',
    before: () => declared(late),
    rows,
    after: { org: checked('org_touch') },
    expect: ['dropTrigger', 'addCheck', 'dropFunction'],
    wanted: [
      'drop trigger org_touch on org',
      'drop function "Touch it"()',
      'alter table org add constraint org_touch check (id > 0)',
    ],
  },
  {
    name: 'another trigger may have the name of a check',
    before: { org: checked('org_touch') },
    rows,
    after: () => declared({}, undefined, checked('org_touch')),
    expect: ['createFunction', 'createTrigger'],
  },
];

/** A table with a trigger and the function that it executes. */
function declared(more: Partial<TriggerDefinition>, body = 'begin return new; end', table: PgTable = org()): Models {
  const touch = sqlFunction({ name: 'Touch it', returns: 'trigger', language: 'plpgsql', body });
  const onTouch = trigger(table, {
    name: 'org_touch',
    when: 'before',
    events: ['update'],
    forEach: 'row',
    execute: touch,
    ...more,
  });
  return { table, touch, onTouch };
}
