import { integer, pgSchema, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import type { Case } from '../../case.js';

const org = () => pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text() });
const withText = () => pgTable('org', { id: integer(), name: text(), zip: text() });

const rows = ["insert into org (id, name) values (1, 'Acme'), (2, 'Beta')"];

/** Everything a function can be, in one list. */
const allSorts: readonly string[] = [
  `create function add(a integer, b integer default 1, c text default 'it''s, (a) DEFAULT') returns integer language sql immutable strict leakproof parallel safe cost 7.5 as 'select a + b'`,
  `create function add(bigint, bigint) returns bigint language sql return $1 + $2`,
  `create function "It's ""A"".Größe$"(in "Ein x" integer, out y integer, inout z text, variadic rest text[]) returns record language plpgsql stable as $x$ begin y := 1; z := E'\\\\ \\n $$ '''; end $x$`,
  `create procedure clear(inout n integer, keep boolean default false) language plpgsql security definer set search_path to app, "My Schema", pg_temp set work_mem to '64MB' as $$ begin delete from nowhere; end $$`,
  `create function rows_of(n integer) returns table (id integer, name text) language sql rows 10 parallel restricted as 'select id, name::text from org limit n'`,
  `create function numbered() returns bigint language internal window immutable strict as 'window_row_number'`,
  `create function total(org[]) returns setof org language sql begin atomic select * from unnest($1); end`,
  `create function touch() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$`,
  `comment on function add(bigint, bigint) is 'big'`,
  `revoke execute on function touch() from public`,
];

/** Functions: those that the models declare, and those made by hand. */
export const cases: readonly Case[] = [
  {
    name: 'what was made by hand is left alone while its table changes',
    before: { org: org() },
    setup: ['set check_function_bodies = off; create schema app; create schema "My Schema"'],
    drift: allSorts,
    rows,
    after: { org: pgTable('org', { id: integer(), name: varchar({ length: 20 }), zip: text(), code: text() }) },
    expect: ['addColumn'],
  },
  {
    name: 'one whose body PostgreSQL reads steps aside for a new type of its column, and comes back whole',
    before: { org: org() },
    drift: [
      `create function "Name of"(n integer, "x y" text default 'a, b') returns text language sql stable begin atomic select name from org where id = n; end`,
      `comment on function "Name of" is 'why'`,
      `revoke execute on function "Name of" from public`,
      `create function text_of(n integer) returns text language sql stable as 'select name from org where id = n'`,
      `create policy org_read on org using ("Name of"(id) <> 'none')`,
    ],
    rows,
    after: { org: withText() },
    expect: ['dropPolicy', 'dropFunction', 'alterColumn', 'createFunction', 'createPolicy'],
    survives: [{ query: `select "Name of"(1), text_of(2)`, gives: [['Acme', 'Beta']] }],
  },
  {
    name: 'a body that PostgreSQL reads follows new names, a text does not',
    before: { org: org() },
    drift: [
      `create function id_of(text) returns integer language sql stable begin atomic select org.id from org where org.name = $1; end`,
      `create function text_of(n integer) returns text language sql stable as 'select name from org where id = n'`,
      `create function row_of(org) returns org language sql stable as 'select $1'`,
    ],
    rows,
    after: { organisation: pgTable('organisation', { id: integer(), title: text(), zip: text() }) },
    renames: { org: 'organisation', 'org.name': 'title' },
    expect: ['renameColumn', 'renameTable', 'dropFunction', 'alterColumn', 'createFunction'],
    survives: [{ query: `select id_of('Beta')`, gives: [['2']] }],
  },
  {
    name: 'one that takes a row of a table stops the drop of the table',
    before: { org: org() },
    drift: ['create function row_of(org) returns integer language sql as $$ select $1.id $$'],
    after: {},
    fails: /table:public\.org cannot be dropped: function:public\.row_of\(org\) needs it and stays/,
  },
  {
    name: 'one that reads a column stops the drop of the column',
    before: { org: org() },
    drift: ['create function zips() returns setof text language sql begin atomic select zip from org; end'],
    after: { org: pgTable('org', { id: integer(), name: varchar({ length: 20 }) }) },
    fails: /column:public\.org\.zip cannot be dropped: function:public\.zips\(\) needs it and stays/,
  },
  {
    name: 'the function of an event trigger is left alone',
    before: { org: org() },
    drift: [
      'create function audit() returns event_trigger language plpgsql as $$ begin end $$',
      'create event trigger audit_ddl on ddl_command_end execute function audit()',
    ],
    after: { org: withText() },
    expect: ['alterColumn'],
  },
  {
    name: 'the schema gets another name, and a column in it another type',
    before: () => {
      const app = pgSchema('app');
      return { app, org: app.table('org', { id: integer(), name: varchar({ length: 20 }) }) };
    },
    drift: [
      'create function app.name_of(app.org) returns text language sql begin atomic select org.name from app.org where org.id = $1.id; end',
      'create function app.touch() returns trigger language plpgsql as $$ begin return new; end $$',
      'create trigger org_touch before update of name on app.org for each row execute function app.touch()',
    ],
    after: () => {
      const shop = pgSchema('shop');
      return { shop, org: shop.table('org', { id: integer(), name: text() }) };
    },
    renames: { app: 'shop' },
  },
];
