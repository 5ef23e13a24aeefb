import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, pgPolicy, pgSchema, pgTable, pgView, text, varchar } from 'drizzle-orm/pg-core';
import { comment, sqlFunction, type FunctionDefinition } from '../../declare/index.js';
import type { Case, Models } from '../../case.js';

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

/** What was made by hand and uses the function of the models. */
const users: readonly string[] = [
  `create function not_good(a integer) returns boolean language sql return not is_good(a)`,
  `create rule org_keep as on delete to org where is_good(old.id) do instead nothing`,
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
    name: 'one comes that is given rows of a table that is renamed',
    before: { org: org() },
    rows,
    after: {
      organisation: pgTable('organisation', { id: integer(), name: varchar({ length: 20 }), zip: text() }),
      nameOf: sqlFunction({
        name: 'name_of',
        arguments: 'one organisation',
        returns: 'text',
        standardBody: sql`return one.name`,
      }),
    },
    renames: { org: 'organisation' },
    expect: ['renameTable', 'createFunction'],
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
    fails: /table:public\.org cannot be dropped: function row_of\(org\) speaks of it/,
  },
  {
    name: 'one that reads a column stops the drop of the column',
    before: { org: org() },
    drift: ['create function zips() returns setof text language sql begin atomic select zip from org; end'],
    after: { org: pgTable('org', { id: integer(), name: varchar({ length: 20 }) }) },
    fails: /column:public\.org\.zip cannot be dropped: function zips\(\) speaks of it/,
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
  {
    name: 'one is declared',
    before: { org: org() },
    after: { org: org(), add: add() },
    expect: ['createFunction'],
    wanted: [
      `create function add(a integer, b integer default 1) returns integer language sql immutable as 'select a + b'`,
    ],
  },
  {
    name: 'one that is declared no more is dropped',
    before: { add: add() },
    drift: [`comment on function add is 'why'`, 'revoke execute on function add from public'],
    after: {},
    expect: ['dropFunction'],
  },
  {
    name: 'one made by hand is declared as it is, in other words: no difference',
    before: {},
    drift: [
      `create function "Ä ""b"".c"(a int, b varchar(5) = 'x, y', c timestamptz[] default null) returns setof text language SQL stable return a || b`,
    ],
    after: {
      one: sqlFunction({
        name: 'Ä "b".c',
        arguments: "a int4, b character varying(20) default ('x, y'), c timestamp with time zone[] = null",
        returns: 'setof text',
        volatility: 'stable',
        standardBody: 'return (a || b)',
      }),
    },
    expect: [],
  },
  {
    name: 'the body changes in place, under all that uses it',
    before: used({ body: 'select a > 0' }),
    drift: users,
    rows: ['insert into org (id) values (1)'],
    after: used({ body: 'select a >= 0 /* $$ \\ */' }),
    expect: ['alterFunction'],
    wanted: [
      `create or replace function is_good(a integer) returns boolean language sql immutable as 'select a >= 0 /* $$ \\ */'`,
    ],
  },
  {
    name: 'properties change in place, and those no more said are the defaults again',
    before: {
      add: add({ strict: true, cost: 5, set: { search_path: 'app, "My Schema"', work_mem: '64MB' } }),
    },
    drift: ['revoke execute on function add from public'],
    after: {
      add: add({
        volatility: 'stable',
        leakproof: true,
        parallel: 'safe',
        set: { search_path: '""', jit: 'off' },
        cost: 6,
      }),
    },
    expect: ['alterFunction'],
    wanted: [
      `alter function add stable called on null input leakproof parallel safe cost 6 set search_path to '' set jit to off reset work_mem`,
    ],
  },
  {
    name: 'the cost is the default again',
    before: { add: add({ cost: 5 }) },
    after: { add: add() },
    expect: ['alterFunction'],
    wanted: ['alter function add cost 100'],
  },
  {
    name: 'an argument gets a default in place',
    before: { add: add({ arguments: 'a integer, b integer' }) },
    after: { add: add({ arguments: `a integer, b integer default length('a, b) DEFAULT ')` }) },
    expect: ['alterFunction'],
  },
  {
    name: 'an argument gets another name: it is made again, with all that uses it',
    before: used({ arguments: 'a integer' }),
    drift: users,
    rows: ['insert into org (id) values (1)'],
    after: used({ arguments: 'number integer', body: 'select number > 0' }),
  },
  {
    name: 'the result has another type: it is made again, and columns get their default again',
    before: { first: first('integer'), org: withDefault() },
    drift: ['create function twice() returns integer language sql return first() * 2'],
    rows: ['insert into org values (default)'],
    after: { first: first('bigint'), org: withDefault() },
    expect: ['alterColumn', 'dropFunction', 'dropFunction', 'createFunction', 'createFunction', 'alterColumn'],
    survives: [{ query: 'select id from org', gives: [['1']] }],
  },
  {
    name: 'a column has a new default, and one function takes the place of another',
    before: {
      first: first('integer'),
      org: pgTable('org', { id: integer().default(sql`first()`), name: text() }),
    },
    rows: ['insert into org values (default)'],
    after: {
      second: sqlFunction({ name: 'second', returns: 'integer', body: 'select 2' }),
      org: pgTable('org', { id: integer().default(sql`second()`), name: text() }),
    },
    wanted: [
      `create function second() returns integer language sql as 'select 2'`,
      'alter table org alter id set default second()',
      'drop function first()',
    ],
  },
  {
    name: 'overloads are told apart by what they take',
    before: { one: add(), two: add({ arguments: 'text, text', body: 'select 1' }) },
    after: {
      two: add({ arguments: 'text, text', body: 'select 2' }),
      three: add({ arguments: 'numeric(4,2)', body: 'select 3' }),
    },
    expect: ['createFunction', 'alterFunction', 'dropFunction'],
  },
  {
    name: 'one that takes a new enum and gives rows of a new table',
    before: {},
    after: () => {
      const state = pgEnum('state', ['a', 'b']);
      const item = pgTable('item', { id: integer(), state: state() });
      const items = sqlFunction({
        name: 'items',
        arguments: `which state default 'a'`,
        returns: 'setof item',
        standardBody: sql`begin atomic select * from ${item} where ${item.state} = which; end`,
      });
      return { items, item, state };
    },
    expect: ['createEnum', 'createTable', 'createFunction'],
  },
  {
    name: 'one that gives rows of a new view, which stands on another',
    before: { org: org() },
    after: () => {
      const table = org();
      const inner = pgView('inner one').as((qb) => qb.select({ id: table.id, name: table.name }).from(table));
      const outer = pgView('outer', {}).as(sql`select name from ${inner}`);
      return {
        table,
        inner,
        outer,
        all: sqlFunction({ name: 'all', arguments: 'a "inner one"', returns: 'setof outer', body: 'select null' }),
        first: sqlFunction({ name: 'first', returns: 'text', standardBody: sql`return (select name from ${outer})` }),
      };
    },
    expect: ['createView', 'createView', 'createFunction', 'createFunction'],
  },
  {
    name: 'one that bears the name of the table on which its view stands',
    before: {},
    after: () => {
      const table = org();
      const view = pgView('view', {}).as(sql`select ${table.id} from ${table}`);
      return { table, view, org: sqlFunction({ name: 'org', returns: 'setof view', body: 'select * from view' }) };
    },
    expect: ['createTable', 'createView', 'createFunction'],
  },
  {
    name: 'a new table uses a new function everywhere',
    before: {},
    after: used({}),
  },
  {
    name: 'a table and the function that it uses are dropped',
    before: used({}),
    after: {},
    loses: ['org'],
  },
  {
    name: 'a procedure, and its comment',
    before: {},
    after: () => {
      const clear = sqlFunction({
        name: 'clear',
        routine: 'procedure',
        arguments: 'inout n integer, keep boolean default false',
        language: 'plpgsql',
        securityDefiner: true,
        body: '\nbegin\n  n := 1;\nend\n',
      });
      return { clear, why: comment(clear, `it's "why"`) };
    },
    wanted: [
      'create procedure clear(inout n integer, keep boolean default false) language plpgsql security definer as $$\nbegin\n  n := 1;\nend\n$$',
      `comment on procedure clear is 'it''s "why"'`,
    ],
  },
  {
    name: 'one that a policy made by hand uses is not dropped',
    before: { org: org(), first: first('integer') },
    drift: ['create policy org_read on org using (id = first())'],
    after: { org: org() },
    fails: /function:public\.first\(\) cannot be dropped: policy org_read on org speaks of it/,
  },
  {
    name: 'one on which a partitioned table is divided cannot be made again',
    before: {
      first: sqlFunction({
        name: 'part',
        arguments: 'n integer',
        returns: 'integer',
        volatility: 'immutable',
        body: 'select n',
      }),
    },
    drift: ['create table parts (id integer) partition by list (part(id))'],
    after: {
      first: sqlFunction({
        name: 'part',
        arguments: 'n integer',
        returns: 'bigint',
        volatility: 'immutable',
        body: 'select n',
      }),
    },
    fails: /function:public\.part\(integer\) cannot be dropped and made again/,
  },
  {
    name: 'PostgreSQL does not know a type',
    before: {},
    after: { first: first('nothing') },
    fails: /first: PostgreSQL does not take this function: type "nothing" does not exist/,
  },
];

function add(more: Partial<FunctionDefinition> = {}) {
  return sqlFunction({
    name: 'add',
    arguments: 'a int, b int default 1',
    returns: 'int',
    volatility: 'immutable',
    body: 'select a + b',
    ...more,
  });
}

function first(returns: string) {
  return sqlFunction({ name: 'first', returns, body: 'select 1' });
}

function withDefault() {
  return pgTable('org', { id: integer().default(sql`first()`) });
}

/** A function that a check, a generated column, an index and a policy use. */
function used(more: Partial<FunctionDefinition>): Models {
  const isGood = sqlFunction({
    name: 'is_good',
    arguments: 'a integer',
    returns: 'boolean',
    volatility: 'immutable',
    body: 'select a > 0',
    ...more,
  });
  const table = pgTable(
    'org',
    {
      id: integer(),
      good: text().generatedAlwaysAs(sql`is_good(id)::text`),
      low: integer().default(sql`is_good(1)::int`),
    },
    (t) => [
      check('org_good', sql`is_good(${t.id})`),
      index('org_good_ix')
        .on(t.id)
        .where(sql`is_good(${t.id})`),
      pgPolicy('org_read', { using: sql`is_good(${t.id})` }),
    ],
  );
  return { isGood, table };
}
