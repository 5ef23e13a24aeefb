import {
  bigint,
  bigserial,
  char,
  customType,
  date,
  geometry,
  halfvec,
  line as lineColumn,
  numeric,
  point,
  sparsevec,
  timestamp,
  varchar,
  vector,
} from 'drizzle-orm/pg-core';
import { bigint as nextBigint, bytea } from 'drizzle-orm-next/pg-core';

import type { DefaultData } from './fuzz/data.ts';
import { sql, value } from './fuzz/type.ts';
import { line } from './line.ts';

/** A type of column that settles: how to make it, and defaults. */
export interface SettleType {
  /** A column; of either line of Drizzle. */
  readonly make: (name: string) => unknown;
  readonly defaults: readonly DefaultData[];
  /** A value, as SQL, and PostgreSQL's type; none of a serial, which has a default already. */
  readonly sample?: { readonly sql: string; readonly stored: string };
}

const upper = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (text) => text.toUpperCase(),
});

/** What `fuzz/types.ts` has not got: other modes of the same types, and types of extensions. */
export const moreTypes: Readonly<Record<string, SettleType>> = {
  char: { make: (n) => char(n), defaults: [value('a')], sample: { sql: "'x'", stored: 'char' } },
  'numeric as number': {
    make: (n) => numeric(n, { precision: 12, scale: 4, mode: 'number' }),
    defaults: [value(0.1), value(-5), value(1e21)],
    sample: { sql: '1.5', stored: 'numeric(12,4)' },
  },
  'numeric as bigint': {
    make: (n) => numeric(n, { mode: 'bigint' }),
    defaults: [{ bigint: '123456789012345678901234567890' }],
    sample: { sql: '1', stored: 'numeric' },
  },
  'varchar(9) of some words': {
    make: (n) => varchar(n, { length: 9, enum: ['a', "it's"] }),
    defaults: [value("it's")],
    sample: { sql: "'a'", stored: 'varchar(9)' },
  },
  'bigserial as bigint': { make: (n) => bigserial(n, { mode: 'bigint' }), defaults: [] },
  'timestamptz(6)': {
    make: (n) => timestamp(n, { withTimezone: true, precision: 6 }),
    defaults: [{ date: '2024-02-29T23:59:59.999Z' }],
    sample: { sql: "'2024-01-01 10:00+00'", stored: 'timestamptz(6)' },
  },
  'date by its usual mode': {
    make: (n) => date(n),
    defaults: [value('2024-02-29')],
    sample: { sql: "'2024-01-01'", stored: 'date' },
  },
  'point as x and y': {
    make: (n) => point(n, { mode: 'xy' }),
    defaults: [value({ x: 1, y: -2.5 })],
    sample: { sql: "'(1,2)'", stored: 'point' },
  },
  'line as a, b and c': {
    make: (n) => lineColumn(n, { mode: 'abc' }),
    defaults: [value({ a: 1, b: 2, c: 3 })],
    sample: { sql: "'{1,2,3}'", stored: 'line' },
  },
  'a custom type that writes otherwise': {
    make: (n) => upper(n),
    defaults: [value("it's")],
    sample: { sql: "'x'", stored: 'text' },
  },
  'vector(90)': {
    make: (n) => vector(n, { dimensions: 90 }),
    defaults: [value([1, 2.5, -3])],
    sample: { sql: "'[1,2,3]'", stored: 'vector(90)' },
  },
  'halfvec(90)': {
    make: (n) => halfvec(n, { dimensions: 90 }),
    defaults: [value([1, 2.5, -3])],
    sample: { sql: "'[1,2,3]'", stored: 'halfvec(90)' },
  },
  'sparsevec(90)': {
    make: (n) => sparsevec(n, { dimensions: 90 }),
    defaults: [value('{1:1,3:2}/5')],
    sample: { sql: "'{1:1}/5'", stored: 'sparsevec(90)' },
  },
  geometry: {
    make: (n) => geometry(n),
    defaults: [value([1, -2.5])],
    sample: { sql: "'POINT(1 2)'", stored: 'geometry(point)' },
  },
  'geometry as x and y': {
    make: (n) => geometry(n, { mode: 'xy', srid: 4326 }),
    defaults: [value({ x: 1, y: -2.5 })],
    sample: { sql: "'POINT(1 2)'", stored: 'geometry(point)' },
  },
  ...(line === '1.0'
    ? {
        'bytea of its own': {
          make: (n: string) => bytea(n),
          defaults: [sql("'\\xdeadbeef'")],
          sample: { sql: "'\\x01'", stored: 'bytea' },
        },
        'bigint as text': {
          make: (n: string) => nextBigint(n, { mode: 'string' }),
          defaults: [value('9007199254740993')],
          sample: { sql: '1', stored: 'bigint' },
        },
      }
    : {
        'bigint list of the usual mode': {
          make: (n: string) => bigint(n, { mode: 'bigint' }).array(3),
          defaults: [],
          sample: { sql: "'{1,2}'", stored: 'bigint[]' },
        },
      }),
};

/**
 * Types by the names of those of pgvector and PostGIS, which take any text: as much as is asked of their columns here,
 * where nothing is ever computed with them.
 */
export const extensionTypes = ['vector', 'halfvec', 'sparsevec', 'geometry'].flatMap((name) => [
  `create type ${name}`,
  `create function ${name}_in(cstring, oid, integer) returns ${name} language internal immutable strict as '${name === 'geometry' ? 'textin' : 'varcharin'}'`,
  `create function ${name}_out(${name}) returns cstring language internal immutable strict as 'varcharout'`,
  ...(name === 'geometry'
    ? [
        `create function geometry_words(cstring[]) returns integer language internal immutable strict as 'array_cardinality'`,
        `create type geometry (input = geometry_in, output = geometry_out, typmod_in = geometry_words, typmod_out = varchartypmodout)`,
      ]
    : [
        `create type ${name} (input = ${name}_in, output = ${name}_out, typmod_in = varchartypmodin, typmod_out = varchartypmodout)`,
      ]),
]);
