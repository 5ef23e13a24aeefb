import { sql } from 'drizzle-orm';
import { customType, index, integer, pgEnum, pgSchema, pgTable, text } from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';
import { comment, domain, type DomainOptions } from '../../declare/index.js';

const of = (name: string) => customType<{ data: string }>({ dataType: () => name });
const email = of('email');
const emails = of('email[]');
const posint = customType<{ data: number }>({ dataType: () => 'posint' });

const positive = domain('posint', { type: 'integer', checks: { posint_check: sql`VALUE > 0` } });

/** People with an address of a domain. */
function people(options: DomainOptions, extra: Models = {}): Models {
  return {
    ...extra,
    emailDomain: domain('email', options),
    person: pgTable('person', { id: integer(), email: email() }),
  };
}

const withAt: DomainOptions = { type: 'text', checks: { email_at: sql`VALUE ~ '@'` } };
const twoPeople = ["insert into person values (1, 'ada@example.com'), (2, 'grace@example.com'), (3, null)"];
const addresses = 'select email from person order by id';
const survives = [{ query: addresses, gives: [['ada@example.com'], ['grace@example.com'], [null]] }];

/** What speaks of a column of a domain, and of the domain. */
const spoken = [
  'create view many as select seats, (seats + 1)::posint as more from org',
  "comment on view many is 'all of them'",
  'create view more as select more from many',
  'create function twice(n posint) returns posint language sql immutable as $$ select (n * 2)::posint $$',
  'create policy few on org using (seats < 100::posint)',
  'create function noop() returns trigger language plpgsql as $$ begin return new; end $$',
  'create trigger seats_touch before update of seats on org for each row when (old.seats > 1) execute function noop()',
];

/** Changes of domains. */
export const cases: readonly Case[] = [
  {
    name: 'a domain is added, with all that it can say',
    before: {},
    after: {
      code: domain('code', {
        type: 'varchar(10)',
        collation: '"C"',
        notNull: true,
        default: sql`'x'`,
        checks: { code_short: 'length(VALUE) < 10', code_any: sql`VALUE <> ${'y'}` },
      }),
    },
    expect: ['createDomain'],
    wanted: [
      `create domain code as varchar(10) collate "C" default 'x' not null constraint code_any check (value <> 'y') constraint code_short check (length(value) < 10)`,
    ],
  },
  {
    name: 'a column of a new domain is added',
    row: 25,
    before: { org: pgTable('org', { id: integer() }) },
    rows: ['insert into org values (1)'],
    after: { positive, org: pgTable('org', { id: integer(), seats: posint() }) },
    expect: ['createDomain', 'addColumn'],
    wanted: [
      'create domain posint as integer constraint posint_check check (value > 0)',
      'alter table org add seats posint',
    ],
  },
  {
    name: 'a domain is dropped with its table, with owner, privileges and comments',
    before: people(withAt),
    drift: [
      'do $$ begin create role "types Owner"; exception when duplicate_object then null; end $$',
      'alter domain email owner to "types Owner"',
      'revoke all on domain email from public',
      "comment on domain email is 'where they are reached'",
      "comment on constraint email_at on domain email is 'a sign of life'",
    ],
    rows: twoPeople,
    after: {},
    loses: ['person'],
    expect: ['dropTable', 'dropDomain'],
    wanted: ['drop table person', 'drop domain email'],
  },
  {
    name: 'a check of a domain is changed',
    row: 61,
    before: people(withAt),
    rows: twoPeople,
    after: people({ type: 'text', checks: { email_at: sql`VALUE ~ '@' AND length(VALUE) < 100` } }),
    expect: ['alterDomain'],
    wanted: [
      'alter domain email drop constraint email_at',
      "alter domain email add constraint email_at check (value ~ '@' and length(value) < 100)",
    ],
    survives,
  },
  {
    name: 'a check of a domain gets another name',
    before: people(withAt),
    rows: twoPeople,
    after: people({ type: 'text', checks: { email_has_at: sql`VALUE ~ '@'` } }),
    expect: ['alterDomain'],
    wanted: ['alter domain email rename constraint email_at to email_has_at'],
  },
  {
    name: 'a check that rows break stops the migration',
    before: people({ type: 'text' }),
    rows: ["insert into person values (1, 'nobody')"],
    after: people(withAt),
    fails: /violates check constraint|contains values that violate/,
  },
  {
    name: 'a check that was dropped by hand comes back',
    row: 196,
    before: people(withAt),
    drift: ['alter domain email drop constraint email_at'],
    after: people(withAt),
    expect: ['alterDomain'],
    wanted: ["alter domain email add constraint email_at check (value ~ '@')"],
  },
  {
    name: 'a check that was not valid is validated',
    before: people(withAt),
    drift: [
      'alter domain email drop constraint email_at',
      "alter domain email add constraint email_at check (value ~ '@') not valid",
    ],
    rows: twoPeople,
    after: people(withAt),
    expect: ['alterDomain'],
    wanted: ['alter domain email validate constraint email_at'],
  },
  {
    name: 'a default comes, changes nothing else, and goes back',
    before: people(withAt),
    after: people({ ...withAt, default: sql`'nobody@example.com'` }),
    expect: ['alterDomain'],
    wanted: ["alter domain email set default 'nobody@example.com'"],
  },
  {
    name: 'NOT NULL comes to a domain',
    before: people(withAt),
    rows: ["insert into person values (1, 'ada@example.com')"],
    after: people({ ...withAt, notNull: true }),
    expect: ['alterDomain'],
    wanted: ['alter domain email set not null'],
  },
  {
    name: 'NOT NULL of a name of its own keeps it',
    since: 18,
    before: people({ ...withAt, notNull: true }),
    drift: ['alter domain email rename constraint email_not_null to email_given'],
    after: people(withAt),
    expect: ['alterDomain'],
    wanted: ['alter domain email drop not null'],
  },
  {
    name: 'the comment of NOT NULL goes with it, and comes back',
    since: 17,
    before: people({ ...withAt, notNull: true }),
    drift: [
      'alter domain email rename constraint email_not_null to "Given ""by"" hand"',
      `comment on constraint "Given ""by"" hand" on domain email is 'it''s why'`,
    ],
    after: people(withAt),
    expect: ['alterDomain'],
    wanted: ['alter domain email drop not null'],
  },
  {
    name: 'the comment of NOT NULL stays with another type, and comes back with the domain',
    since: 17,
    before: people({ ...withAt, notNull: true }),
    drift: ["comment on constraint email_not_null on domain email is 'why'"],
    after: people({ ...withAt, notNull: true, type: 'varchar(90)' }),
    survives: [
      {
        query: `select obj_description(oid, 'pg_constraint') from pg_constraint where contypid = 'email'::regtype and contype = 'n'`,
        gives: [['why']],
      },
    ],
  },
  {
    name: 'a domain of text becomes one of varchar, under a list, an index and a default',
    before: () => ({
      emailDomain: domain('email', withAt),
      person: pgTable('person', { id: integer(), email: email().default('a@b'), past: emails() }, (t) => [
        index('person_email').on(t.email),
      ]),
    }),
    drift: [
      "comment on domain email is 'where they are reached'",
      "comment on constraint email_at on domain email is 'a sign of life'",
      'revoke all on domain email from public',
    ],
    rows: ["insert into person values (1, 'ada@example.com', '{a@b,c@d}')"],
    after: () => ({
      emailDomain: domain('email', { ...withAt, type: 'varchar(100)' }),
      person: pgTable('person', { id: integer(), email: email().default('a@b'), past: emails() }, (t) => [
        index('person_email').on(t.email),
      ]),
    }),
    survives: [{ query: 'select email, past from person', gives: [['ada@example.com', '{a@b,c@d}']] }],
  },
  {
    name: 'a domain of another type, with a domain on it, a list and a default',
    before: () => numbers('integer'),
    drift: ["comment on domain posint is 'more than nothing'", 'revoke all on domain posint from public'],
    rows: ["insert into org values (1, 2, 3, '{4,5}')"],
    after: () => numbers('bigint'),
    // The check of the other compares what is a bigint now.
    expect: ['alterDomain', 'alterDomain'],
    survives: [
      { query: 'select a, b, c, d from org', gives: [['1', '2', '3', '{4,5}']] },
      {
        query: "select pg_typeof(a)::text, format_type(typbasetype, null) from org, pg_type where typname = 'posint'",
        gives: [['posint', 'bigint']],
      },
    ],
  },
  {
    name: 'a domain of another type under views, a function, a policy, a trigger and a check that speak of it',
    before: { positive, org: pgTable('org', { seats: posint() }) },
    drift: spoken,
    rows: ['insert into org values (1), (2)'],
    after: {
      positive: domain('posint', { type: 'bigint', checks: { posint_check: sql`VALUE > 0` } }),
      org: pgTable('org', { seats: posint() }),
    },
    survives: [
      { query: 'select seats from many order by 1', gives: [['1'], ['2']] },
      { query: 'select twice(2)', gives: [['4']] },
    ],
  },
  {
    name: 'a domain whose values PostgreSQL cannot cast is refused',
    before: { positive, org: pgTable('org', { seats: posint() }) },
    rows: ['insert into org values (1)'],
    after: { positive: domain('posint', { type: 'uuid' }), org: pgTable('org', { seats: posint() }) },
    fails: /PostgreSQL has no cast from integer to uuid/,
  },
  {
    name: 'a domain whose values PostgreSQL cannot cast, as is said, there and back',
    before: { born: domain('born', { type: 'integer' }), org: pgTable('org', { born: of('born')() }) },
    rows: ['insert into org values (20261120), (null)'],
    after: { born: domain('born', { type: 'date' }), org: pgTable('org', { born: of('born')() }) },
    usings: { born: "to_date(VALUE::text, 'YYYYMMDD')" },
    usingsBack: { born: "to_char(VALUE, 'YYYYMMDD')::integer" },
    expect: ['alterDomain'],
    survives: [{ query: 'select born from org order by 1', gives: [['2026-11-20'], [null]] }],
  },
  {
    name: 'rows that cannot come along stop the migration',
    before: people({ type: 'text' }),
    rows: ["insert into person values (1, 'nobody')"],
    after: people({ type: 'integer' }),
    fails: /invalid input syntax for type integer/,
  },
  {
    name: 'a check comes to a domain that stands in a list',
    before: {
      positive: domain('posint', { type: 'integer' }),
      org: pgTable('org', { seats: of('posint[]')() }),
    },
    rows: ["insert into org values ('{1,2}')"],
    after: { positive, org: pgTable('org', { seats: of('posint[]')() }) },
    expect: ['alterDomain'],
    survives: [{ query: 'select seats from org', gives: [['{1,2}']] }],
  },
  {
    name: 'a domain over an enum that loses a value is made again with it',
    before: () => moods(['sad', 'ok', 'happy']),
    rows: ["insert into person values ('happy', '{ok}', 'ok')"],
    after: () => moods(['ok', 'happy']),
    expect: ['alterEnum'],
    survives: [{ query: 'select a, b, c from person', gives: [['happy', '{ok}', 'ok']] }],
  },
  {
    name: 'a domain in a schema, with names that need quotes',
    before: {},
    after: () => {
      const odd = of('"My app"."E ""mail"" ü"');
      return {
        app: pgSchema('My app'),
        odd: domain('E "mail" ü', { schema: 'My app', type: 'text', checks: { 'is "it"?': sql`VALUE <> ''` } }),
        long: domain('x'.repeat(63), { type: 'text', notNull: true, checks: { ['y'.repeat(63)]: 'true' } }),
        person: pgTable('person', { email: odd().default("it's"), all: odd().array() }),
      };
    },
    expect: ['createSchema', 'createDomain', 'createDomain', 'createTable'],
  },
  {
    name: 'a domain is renamed, and what speaks of it follows',
    before: people(withAt),
    rows: twoPeople,
    after: () => {
      const mail = of('mail');
      return { emailDomain: domain('mail', withAt), person: pgTable('person', { id: integer(), email: mail() }) };
    },
    renames: { email: 'mail' },
    expect: ['renameDomain'],
    wanted: ['alter domain email rename to mail'],
  },
  {
    name: "a domain gets the name of one of PostgreSQL's own types, and a column becomes text",
    before: { ...people(withAt), other: pgTable('other', { mail: email() }) },
    rows: twoPeople,
    after: () => {
      const named = of('public.name');
      return {
        emailDomain: domain('name', withAt),
        person: pgTable('person', { id: integer(), email: text() }),
        other: pgTable('other', { mail: named() }),
      };
    },
    renames: { email: 'name' },
    expect: ['renameDomain', 'alterColumn'],
    survives,
  },
  {
    name: 'a domain gets a comment',
    before: people(withAt),
    after: () => {
      const emailDomain = domain('email', withAt);
      return { ...people(withAt), emailDomain, said: comment(emailDomain, 'where they are reached') };
    },
    expect: ['alterDomain'],
    wanted: ["comment on domain email is 'where they are reached'"],
  },
  {
    name: 'a column of text becomes one of a domain',
    before: { person: pgTable('person', { id: integer(), email: text() }) },
    rows: twoPeople,
    after: people(withAt),
    expect: ['createDomain', 'alterColumn'],
    survives,
  },
  {
    name: 'a domain that no model knows is left alone',
    setup: ['create domain foreign_kind as text', 'create table foreign_app (k foreign_kind)'],
    before: {},
    after: {},
    expect: [],
    wanted: [],
  },
];

/** A column of a domain, one of a domain over it, a default, and a list. */
function numbers(type: string): Models {
  return {
    positive: domain('posint', { type, checks: { posint_check: sql`VALUE > 0` } }),
    small: domain('smallish', { type: 'posint', checks: { small: sql`VALUE < 100` } }),
    org: pgTable('org', { a: of('posint')(), b: of('smallish')(), c: posint().default(7), d: of('posint[]')() }),
  };
}

function moods(values: readonly [string, ...string[]]): Models {
  return {
    mood: pgEnum('mood', [...values]),
    good: domain('good', { type: 'mood', default: "'ok'", checks: { good: "VALUE <> 'ok' OR true" } }),
    person: pgTable('person', { a: of('good')(), b: of('good[]')(), c: of('mood')() }),
  };
}
