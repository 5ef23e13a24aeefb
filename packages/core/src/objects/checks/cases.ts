import { type SQL, sql } from 'drizzle-orm';
import { check, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';

/** Organisations with these checks. */
const org = (checks: Readonly<Record<string, SQL>> = {}): Models => ({
  org: pgTable('org', { slug: text().notNull(), seats: integer(), at: timestamp() }, () =>
    Object.entries(checks).map(([name, expression]) => check(name, expression)),
  ),
});

const rows = ["insert into org values ('acme', 3), ('beta', null)"];
const long = () => org({ ck_org_slug: sql`char_length(slug) > 1` });

/** Another way to say it: there is nothing to do. */
const same = (name: string, before: SQL, after: SQL): Case => ({
  name: `no difference: ${name}`,
  before: org({ ck: before }),
  after: org({ ck: after }),
  expect: [],
  wanted: [],
});

/** Changes of check constraints. */
export const cases: readonly Case[] = [
  {
    name: 'a check is added',
    row: [134, 135],
    before: org(),
    rows,
    after: org({ ck_org_seats: sql`seats >= 0` }),
    expect: ['addCheck'],
    wanted: ['alter table org add constraint ck_org_seats check (seats >= 0)'],
  },
  {
    name: 'a check cannot be added over rows that break it',
    before: org(),
    rows,
    after: org({ ck_org_seats: sql`seats > 100` }),
    fails: /ck_org_seats/,
  },
  {
    name: 'a check is dropped, with its comment',
    row: 136,
    before: long(),
    drift: ["comment on constraint ck_org_slug on org is 'why'"],
    rows,
    after: org(),
    expect: ['dropCheck'],
    wanted: ['alter table org drop constraint ck_org_slug'],
  },
  {
    name: 'the expression of a check changes, its comment stays',
    row: 137,
    before: long(),
    drift: ["comment on constraint ck_org_slug on org is 'why'"],
    rows,
    after: org({ ck_org_slug: sql`char_length(slug) > 2` }),
    expect: ['dropCheck', 'addCheck'],
    wanted: [
      'alter table org drop constraint ck_org_slug',
      'alter table org add constraint ck_org_slug check (char_length(slug) > 2)',
      "comment on constraint ck_org_slug on org is 'why'",
    ],
  },
  {
    name: 'a check is renamed',
    row: 138,
    before: long(),
    rows,
    after: org({ org_slug_ck: sql`char_length(slug) > 1` }),
    renames: { 'org.ck_org_slug': 'org_slug_ck' },
    expect: ['renameCheck'],
    wanted: ['alter table org rename constraint ck_org_slug to org_slug_ck'],
  },
  {
    name: 'NOT VALID, made by hand, stays',
    row: 191,
    before: long(),
    drift: [
      'alter table org drop constraint ck_org_slug',
      'alter table org add constraint ck_org_slug check (char_length(slug) > 1) not valid',
    ],
    after: long(),
    expect: [],
    wanted: [],
  },
  {
    name: 'NO INHERIT, made by hand, stays when the expression changes',
    before: long(),
    drift: [
      'alter table org drop constraint ck_org_slug',
      'alter table org add constraint ck_org_slug check (char_length(slug) > 1) no inherit',
    ],
    after: org({ ck_org_slug: sql`char_length(slug) > 2` }),
    expect: ['dropCheck', 'addCheck'],
    wanted: [
      'alter table org drop constraint ck_org_slug',
      'alter table org add constraint ck_org_slug check (char_length(slug) > 2) no inherit',
    ],
  },
  {
    name: 'checks with parameters, quotes, a semicolon, a dollar, a date, a regular expression and a CASE',
    before: org(),
    after: org({
      ck_parameter: sql`seats > ${10}`,
      ck_text: sql`slug <> ${'it\'s "x" \\ ü'}`,
      ck_semicolon: sql`slug <> ';' and slug <> '$1' and slug <> '$$' and slug not like '--%'`,
      ck_list: sql`slug in ('a', 'b')`,
      ck_not_list: sql`seats not in (1, 2, 3)`,
      ck_between: sql`seats between 1 and 9`,
      ck_regexp: sql`slug ~ E'^[a-z\\d]+$' or slug ~* '\\.x'`,
      ck_case: sql`case when seats is null then slug = 'x' else seats > 0 end`,
      ck_date: sql`at > '2020-01-01' and at < date '2030-01-01' and at <> now()`,
      ck_cast: sql`seats::text <> slug::varchar(5) and cast(seats as bigint) > 0`,
      ck_array: sql`slug = any (array['a', 'b']) and array[seats] && '{1,2}'::int[]`,
      ck_json: sql`(slug::jsonb ->> 'a') is not null and slug::jsonb ? 'a'`,
      ck_is: sql`(seats is distinct from 1) is not true`,
      'ck "odd". Ü': sql`coalesce(seats, 0) >= 0`,
    }),
  },
  {
    name: 'a check with comments in it, the last to the end of the line',
    before: org(),
    rows,
    after: org({ ck: sql`seats > 0 /* ' */ -- "` }),
    expect: ['addCheck'],
    wanted: ['alter table org add constraint ck check (seats > 0)'],
  },
  {
    name: 'a check over a column of the model, whose name has quotes',
    before: {},
    after: { t: pgTable('T "x"', { a: integer('A "b".') }, (t) => [check('ck', sql`${t.a} > 0`)]) },
    expect: ['createTable'],
    wanted: ['create table "T ""x""" ("A ""b""." integer, constraint ck check ("A ""b""." > 0))'],
  },
  same('IN and = ANY', sql`slug in ('a', 'b')`, sql`slug = any (array['a', 'b'])`),
  same('BETWEEN and two comparisons', sql`seats between 1 and 9`, sql`seats >= 1 and seats <= 9`),
  same('brackets, blanks and capitals', sql`seats > 0 or seats < -1`, sql`((SEATS>0) OR ("seats" < (-1)))`),
  same('<> and !=', sql`slug <> 'x'`, sql`slug != 'x'::text`),
  {
    name: 'two checks swap their names',
    before: org({ ck_a: sql`seats > 0`, ck_b: sql`slug <> ''` }),
    rows,
    after: org({ ck_b: sql`seats > 0`, ck_a: sql`slug <> ''` }),
  },
  {
    name: 'a check goes with its column, another over two columns changes',
    before: org({ ck_seats: sql`seats > 0`, ck_both: sql`seats > char_length(slug) - 9` }),
    rows,
    after: {
      org: pgTable('org', { slug: text().notNull(), at: timestamp() }, () => [
        check('ck_both', sql`char_length(slug) < 9`),
      ]),
    },
    loses: ['org.seats'],
  },
  {
    name: 'a check calls a function of the application',
    setup: ["create function is_slug(text) returns boolean language sql immutable as $$ select $1 ~ '^[a-z]+$' $$"],
    before: org(),
    rows,
    after: org({ ck_slug: sql`is_slug(slug)` }),
    expect: ['addCheck'],
    wanted: ['alter table org add constraint ck_slug check (is_slug(slug))'],
  },
  {
    name: 'a table is renamed that has a column of its old name, which a check reads',
    before: {
      zip: pgTable('zip', { id: integer(), zip: integer() }, () => [
        check('ck_zip', sql`zip in (1, 2) or zip is null`),
      ]),
    },
    rows: ['insert into zip values (1, 2)'],
    after: { place: pgTable('place', { id: integer() }) },
    renames: { zip: 'place' },
    expect: ['renameTable', 'dropCheck', 'dropColumn'],
    loses: ['zip.zip'],
  },
  {
    name: 'NOT VALID comes back with its table',
    before: { org: pgTable('org', { id: integer() }) },
    drift: ['alter table org add constraint ck_org check (id > 0) not valid'],
    after: {},
    expect: ['dropTable'],
    wanted: ['drop table org'],
    loses: ['org'],
  },
];
