import { customType, integer, pgSchema, pgTable } from 'drizzle-orm/pg-core';
import type { Case, Models } from '../../case.js';
import { rangeType, type RangeTypeOptions } from '../../declare/index.js';

const of = (name: string) => customType<{ data: string }>({ dataType: () => name });

/** Sensors, with their limits as a range, a list of it, and its multirange. */
function sensors(options: RangeTypeOptions): Models {
  return {
    floatRange: rangeType('floatrange', options),
    sensor: pgTable('sensor', {
      id: integer(),
      limits: of('floatrange')(),
      past: of('floatrange[]')(),
      gaps: of('floatmultirange')(),
    }),
  };
}

const rows = ["insert into sensor values (1, '[1,2)', '{\"[3,4)\"}', '{[5,6),[7,8)}'), (2, null, null, null)"];
const survives = [
  { query: 'select limits, past, gaps from sensor where id = 1', gives: [['[1,2)', '{"[3,4)"}', '{[5,6),[7,8)}']] },
];

/** Changes of range types. */
export const cases: readonly Case[] = [
  {
    name: 'a range type is added',
    before: {},
    after: { floatRange: rangeType('floatrange', { subtype: 'float8', subtypeDiff: 'float8mi' }) },
    expect: ['createRangeType'],
    wanted: ['create type floatrange as range (subtype = float8, subtype_diff = float8mi)'],
  },
  {
    name: 'a range type with an operator class, a collation and a name for its multirange',
    before: {},
    after: {
      words: rangeType('words', {
        subtype: 'text',
        opclass: 'text_pattern_ops',
        collation: '"C"',
        multirange: 'Word lists',
      }),
    },
    wanted: [
      'create type words as range (subtype = text, subtype_opclass = text_pattern_ops, collation = "C", multirange_type_name = "Word lists")',
    ],
  },
  {
    name: 'a range type with a canonical function, which it would have to be there before',
    before: {},
    after: { words: rangeType('words', { subtype: 'integer', canonical: 'words_canonical' }) },
    fails:
      /words: PostgreSQL does not take this range type: cannot specify a canonical function without a pre-created shell type/,
  },
  {
    name: 'a range type with a canonical function comes by hand and stays',
    setup: [
      'create type days',
      "create function days_canonical(days) returns days language internal strict immutable as 'daterange_canonical'",
      'create type days as range (subtype = date, canonical = days_canonical)',
    ],
    before: { stay: pgTable('stay', { id: integer(), at: of('days')() }) },
    rows: ["insert into stay values (1, '[2020-01-01,2020-01-03]')"],
    after: { stay: pgTable('stay', { id: integer() }) },
    expect: ['dropColumn'],
    wanted: ['alter table stay drop at'],
    loses: ['stay.at'],
  },
  {
    name: 'a range type is dropped with its table',
    before: sensors({ subtype: 'float8', subtypeDiff: 'float8mi' }),
    drift: ["comment on type floatrange is 'from and to'", 'revoke all on type floatrange from public'],
    rows,
    after: {},
    loses: ['sensor'],
    expect: ['dropTable', 'dropRangeType'],
    wanted: ['drop table sensor', 'drop type floatrange'],
  },
  {
    name: 'a range type of another subtype is made anew under its columns',
    before: sensors({ subtype: 'float8', subtypeDiff: 'float8mi' }),
    drift: ["comment on type floatrange is 'from and to'", 'revoke all on type floatrange from public'],
    rows,
    after: sensors({ subtype: 'numeric' }),
    expect: ['alterRangeType'],
    survives,
  },
  {
    name: 'a multirange gets another name',
    before: { floatRange: rangeType('floatrange', { subtype: 'float8' }) },
    after: { floatRange: rangeType('floatrange', { subtype: 'float8', multirange: 'gaps' }) },
    expect: ['alterRangeType'],
    wanted: ['alter type floatmultirange rename to gaps'],
  },
  {
    name: 'a range type is renamed, and its multirange keeps its name',
    before: { floatRange: rangeType('floatrange', { subtype: 'float8' }) },
    after: { floatRange: rangeType('limits', { subtype: 'float8' }) },
    renames: { floatrange: 'limits' },
    expect: ['renameRangeType'],
    wanted: ['alter type floatrange rename to limits'],
  },
  {
    name: 'a range type in a schema, with names that need quotes',
    before: {},
    after: () => ({
      app: pgSchema('My app'),
      odd: rangeType('Ra "nge" ü', { schema: 'My app', subtype: 'integer', multirange: 'Ra "nges"' }),
      long: rangeType('x'.repeat(63), { subtype: 'integer' }),
      t: pgTable('t', { v: of('"My app"."Ra ""nge"" ü"')(), w: of('"My app"."Ra ""nges"""')() }),
    }),
    expect: ['createSchema', 'createRangeType', 'createRangeType', 'createTable'],
  },
  {
    name: 'a range type that no model knows is left alone',
    setup: ['create type foreign_kind as range (subtype = int4)', 'create table foreign_app (k foreign_kind)'],
    before: {},
    after: {},
    expect: [],
    wanted: [],
  },
];
