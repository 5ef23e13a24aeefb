import { customType, integer, pgEnum, pgSchema, pgTable } from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';
import { comment, compositeType, domain, type CompositeTypeOptions } from '../../declare/index.js';

const of = (name: string) => customType<{ data: string }>({ dataType: () => name });

/** People who live somewhere, and lived elsewhere. */
function people(attributes: CompositeTypeOptions['attributes'], lists = true): Models {
  return {
    address: compositeType('address', { attributes }),
    person: pgTable('person', { id: integer(), home: of('address')(), ...(lists ? { past: of('address[]')() } : {}) }),
  };
}

const usual = { street: 'text', zip: 'integer' };
const rows = [`insert into person values (1, row('Elm', 5), array[row('Oak', 6)::address]), (2, null, null)`];
const oneRow = [`insert into person values (1, row('Elm', 5)), (2, null), (3, row(null, null))`];

/** Changes of composite types. */
export const cases: readonly Case[] = [
  {
    name: 'a composite type is added, with collation and comment',
    before: {},
    after: {
      address: compositeType('address', {
        attributes: { street: { type: 'varchar(20)', collation: '"C"', comment: 'with number' }, zip: 'int' },
      }),
    },
    expect: ['createCompositeType'],
    wanted: [
      'create type address as (street varchar(20) collate "C", zip int)',
      "comment on column address.street is 'with number'",
    ],
  },
  {
    name: 'a composite type is dropped with its table, and comes back with all that was said of it',
    before: people(usual),
    drift: [
      "comment on column address.zip is 'five digits'",
      "comment on type address is 'a place'",
      'revoke all on type address from public',
    ],
    rows,
    after: {},
    loses: ['person'],
    expect: ['dropTable', 'dropCompositeType'],
    wanted: ['drop table person', 'drop type address'],
  },
  {
    name: 'an attribute gets a type that PostgreSQL has no cast to, under a column',
    before: people(usual, false),
    rows: oneRow,
    after: people({ ...usual, zip: 'date' }, false),
    fails: /composite_type:public\.address: PostgreSQL has no cast from integer to date/,
  },
  {
    name: 'an attribute is added at the end, under a column and a list',
    before: people(usual),
    rows,
    after: people({ ...usual, country: 'text' }),
    expect: ['alterCompositeType'],
    wanted: ['alter type address add attribute country text'],
    survives: [
      {
        query: 'select home, past from person order by id',
        gives: [
          ['(Elm,5,)', '{"(Oak,6,)"}'],
          [null, null],
        ],
      },
    ],
  },
  {
    name: 'an attribute is dropped',
    before: people(usual),
    rows,
    after: people({ street: 'text' }),
    expect: ['alterCompositeType'],
    wanted: ['alter type address drop attribute zip'],
    loses: ['person.home', 'person.past'],
  },
  {
    name: 'an attribute is renamed',
    before: people(usual),
    rows,
    after: people({ road: 'text', zip: 'integer' }),
    renames: { 'address.street': 'road' },
    expect: ['alterCompositeType'],
    wanted: ['alter type address rename attribute street to road'],
  },
  {
    name: 'an attribute changes its type, where no column has the type',
    before: { address: compositeType('address', { attributes: usual }) },
    after: { address: compositeType('address', { attributes: { street: 'text', zip: 'text' } }) },
    expect: ['alterCompositeType'],
    wanted: ['alter type address alter attribute zip type text'],
  },
  {
    name: 'an attribute changes its type under a column, another comes and one gets a comment',
    before: people(usual, false),
    rows: oneRow,
    after: people({ street: { type: 'text', comment: 'with number' }, zip: 'bigint', country: 'text' }, false),
    expect: ['alterCompositeType'],
    survives: [
      {
        query: 'select home, home is distinct from null from person order by id',
        gives: [
          ['(Elm,5,)', 'true'],
          [null, 'false'],
          ['(,,)', 'true'],
        ],
      },
    ],
  },
  {
    name: 'an attribute changes its type under a list',
    before: people(usual),
    rows,
    after: people({ street: 'text', zip: 'text' }),
    expect: ['alterCompositeType'],
    survives: [
      {
        query: 'select (past[1]).zip, pg_typeof((past[1]).zip)::text from person where id = 1',
        gives: [['6', 'text']],
      },
    ],
  },
  {
    name: 'an attribute changes its type under a view and a function that speak of the type',
    before: people(usual, false),
    drift: [
      'create view homes as select id, home, (home).zip from person',
      'create function zip_of(a address) returns text language sql as $$ select (a).zip::text $$',
    ],
    rows: oneRow,
    after: people({ street: 'text', zip: 'bigint' }, false),
    survives: [
      { query: 'select zip from homes where id = 1', gives: [['5']] },
      { query: 'select zip_of(home) from person where id = 1', gives: [['5']] },
    ],
  },
  {
    name: 'a cast, which is of no kind, is not lost: a type that it hangs on is not made anew',
    before: people(usual, false),
    drift: [
      'create function as_text(a address) returns text language sql as $$ select (a).street $$',
      'create cast (address as text) with function as_text(address)',
    ],
    rows: oneRow,
    after: people({ street: 'text', zip: 'bigint' }, false),
    fails: /cast from address to text hangs on it/,
  },
  {
    name: 'attributes are put in another order under a column',
    before: people(usual, false),
    rows: oneRow,
    after: people({ zip: 'integer', street: 'text' }, false),
    expect: ['alterCompositeType'],
    survives: [{ query: 'select home from person where id = 1', gives: [['(5,Elm)']] }],
  },
  {
    name: 'attributes in another order under a list are refused',
    before: people(usual),
    rows,
    after: people({ zip: 'integer', street: 'text' }),
    fails: /its attributes cannot be put in another order/,
  },
  {
    name: 'an enum and a domain within it are made again, and it with them',
    before: () => nested(['draft', 'live', 'gone'], 'integer'),
    rows: [
      `insert into post values (row('live', 3), array[row('draft', 4)::version], row(row('live', 5)::version, 'x'))`,
    ],
    after: () => nested(['draft', 'live'], 'bigint'),
    expect: ['alterEnum', 'alterDomain'],
    survives: [{ query: 'select a, b, c from post', gives: [['(live,3)', '{"(draft,4)"}', '("(live,5)",x)']] }],
  },
  {
    name: 'a composite type in a schema, with names that need quotes',
    before: {},
    after: () => ({
      app: pgSchema('My app'),
      odd: compositeType('Ty "pe" ü', {
        schema: 'My app',
        attributes: { 'a "b" ü': 'text', ['x'.repeat(63)]: 'numeric(5,2)' },
      }),
      t: pgTable('t', { v: of('"My app"."Ty ""pe"" ü"')(), w: of('"My app"."Ty ""pe"" ü"')().array() }),
    }),
    expect: ['createSchema', 'createCompositeType', 'createTable'],
  },
  {
    name: 'a composite type is renamed and gets a comment',
    before: people(usual),
    rows,
    after: () => {
      const place = compositeType('place', { attributes: usual });
      return {
        place,
        said: comment(place, 'where one lives'),
        person: pgTable('person', { id: integer(), home: of('place')(), past: of('place[]')() }),
      };
    },
    renames: { address: 'place' },
    expect: ['renameCompositeType', 'alterCompositeType'],
    wanted: ['alter type address rename to place', "comment on type place is 'where one lives'"],
  },
  {
    name: 'a composite type that no model knows is left alone',
    setup: ['create type foreign_kind as (a int)', 'create table foreign_app (k foreign_kind)'],
    before: {},
    after: {},
    expect: [],
    wanted: [],
  },
];

/** A composite type of an enum and a domain, in a column, a list and another composite type. */
function nested(states: readonly [string, ...string[]], number: string): Models {
  return {
    state: pgEnum('state', [...states]),
    counter: domain('counter', { type: number, checks: { counted: 'VALUE > 0' } }),
    version: compositeType('version', { attributes: { state: 'state', number: 'counter' } }),
    edition: compositeType('edition', { attributes: { version: 'version', name: 'text' } }),
    post: pgTable('post', { a: of('version')(), b: of('version[]')(), c: of('edition')() }),
  };
}
