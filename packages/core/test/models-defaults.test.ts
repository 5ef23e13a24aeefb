import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as root from 'drizzle-orm';
import { sql } from 'drizzle-orm';
import * as pgCore from 'drizzle-orm/pg-core';
import {
  bigint,
  bit,
  boolean,
  char,
  cidr,
  customType,
  date,
  doublePrecision,
  geometry,
  halfvec,
  inet,
  integer,
  interval,
  json,
  jsonb,
  line,
  macaddr,
  macaddr8,
  numeric,
  pgEnum,
  pgTable,
  point,
  real,
  smallint,
  sparsevec,
  text,
  time,
  timestamp,
  uuid,
  varchar,
  vector,
} from 'drizzle-orm/pg-core';
import { readModels } from '../src/models.ts';

const status = pgEnum('status', ['draft', "it's"]);
const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const upper = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => value.toUpperCase(),
});
const computed = customType<{ data: string }>({ dataType: () => 'text', toDriver: (value) => sql`lower(${value})` });
const moment = customType<{ data: Date }>({ dataType: () => 'timestamptz' });
const list = customType<{ data: number[] }>({ dataType: () => 'integer[]' });
const at = new Date('2024-01-02T03:04:05.678Z');

type Row = readonly [name: string, build: () => pgCore.PgColumnBuilderBase, expected: string, stored?: string | null];

/** A default, its text, and what PostgreSQL stores in a row that takes it; the last is left out for types of extensions. */
const rows: readonly Row[] = [
  ['integer', () => integer().default(42), '42', '42'],
  ['integer, zero', () => integer().default(0), '0', '0'],
  ['integer, negative', () => integer().default(-5), '-5', '-5'],
  ['smallint', () => smallint().default(7), '7', '7'],
  [
    'bigint, mode number',
    () => bigint({ mode: 'number' }).default(9007199254740991),
    '9007199254740991',
    '9007199254740991',
  ],
  [
    'bigint, mode bigint',
    () => bigint({ mode: 'bigint' }).default(9007199254740993n),
    '9007199254740993',
    '9007199254740993',
  ],
  ['real', () => real().default(1.5), '1.5', '1.5'],
  ['double precision, large', () => doublePrecision().default(1e21), '1e+21', '1e+21'],
  ['double precision, NaN', () => doublePrecision().default(NaN), `'NaN'`, 'NaN'],
  ['double precision, infinite', () => doublePrecision().default(-Infinity), `'-Infinity'`, '-Infinity'],
  ['numeric, a text', () => numeric({ precision: 10, scale: 2 }).default('10.50'), `'10.50'`, '10.50'],
  ['numeric, mode number', () => numeric({ mode: 'number' }).default(-10.5), '-10.5', '-10.5'],
  [
    'numeric, mode bigint',
    () => numeric({ mode: 'bigint' }).default(12345678901234567890n),
    '12345678901234567890',
    '12345678901234567890',
  ],
  ['boolean, true', () => boolean().default(true), 'true', 'true'],
  ['boolean, false', () => boolean().default(false), 'false', 'false'],
  ['text', () => text().default('x'), `'x'`, 'x'],
  ['text, empty', () => text().default(''), `''`, ''],
  [
    'text with quotes and a backslash',
    () => text().default(`it's "quoted" \\ back`),
    `E'it''s "quoted" \\\\ back'`,
    `it's "quoted" \\ back`,
  ],
  ['text of more than one line', () => text().default('a\nb'), `'a\nb'`, 'a\nb'],
  ['text that reads null', () => text().default('null'), `'null'`, 'null'],
  ['varchar', () => varchar({ length: 3 }).default('abc'), `'abc'`, 'abc'],
  ['char', () => char({ length: 2 }).default('ab'), `'ab'`, 'ab'],
  [
    'uuid',
    () => uuid().default('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
    `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`,
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  ],
  ['uuid by function', () => uuid().defaultRandom(), 'gen_random_uuid()'],
  ['timestamp, a date', () => timestamp().default(at), `'2024-01-02T03:04:05.678Z'`, '2024-01-02 03:04:05.678'],
  [
    'timestamp with time zone, a date',
    () => timestamp({ withTimezone: true }).default(at),
    `'2024-01-02T03:04:05.678Z'`,
    '2024-01-02 03:04:05.678+00',
  ],
  [
    'timestamp, a text',
    () => timestamp({ mode: 'string' }).default('2024-01-02 03:04:05'),
    `'2024-01-02 03:04:05'`,
    '2024-01-02 03:04:05',
  ],
  ['timestamp, now', () => timestamp().defaultNow(), 'now()'],
  ['date, a date', () => date({ mode: 'date' }).default(at), `'2024-01-02T03:04:05.678Z'`, '2024-01-02'],
  ['date, a text', () => date().default('2024-01-02'), `'2024-01-02'`, '2024-01-02'],
  ['time', () => time().default('10:00'), `'10:00'`, '10:00:00'],
  ['interval', () => interval().default('1 day'), `'1 day'`, '1 day'],
  ['jsonb, an object', () => jsonb().default({ b: 1, a: "it's" }), `'{"b":1,"a":"it''s"}'`, `{"a": "it's", "b": 1}`],
  ['jsonb, a list', () => jsonb().default([1, 'x']), `'[1,"x"]'`, '[1, "x"]'],
  ['jsonb, a text', () => jsonb().default('x'), `'"x"'`, '"x"'],
  ['jsonb, a number', () => jsonb().default(5), `'5'`, '5'],
  [
    'jsonb with a backslash',
    () => jsonb().default({ a: 'b\\c"d' }),
    `E'{"a":"b\\\\\\\\c\\\\"d"}'`,
    '{"a": "b\\\\c\\"d"}',
  ],
  ['jsonb, null', () => jsonb().default(null), "'null'", 'null'],
  ['json', () => json().default({}), `'{}'`, '{}'],
  ['inet', () => inet().default('10.0.0.1'), `'10.0.0.1'`, '10.0.0.1/32'],
  ['cidr', () => cidr().default('10.0.0.0/8'), `'10.0.0.0/8'`, '10.0.0.0/8'],
  ['macaddr', () => macaddr().default('08:00:2b:01:02:03'), `'08:00:2b:01:02:03'`, '08:00:2b:01:02:03'],
  [
    'macaddr8',
    () => macaddr8().default('08:00:2b:01:02:03:04:05'),
    `'08:00:2b:01:02:03:04:05'`,
    '08:00:2b:01:02:03:04:05',
  ],
  ['point, a tuple', () => point().default([1, 2]), `'(1,2)'`, '(1,2)'],
  ['point, an object', () => point({ mode: 'xy' }).default({ x: 1, y: 2 }), `'(1,2)'`, '(1,2)'],
  ['line, a tuple', () => line().default([1, 2, 3]), `'{1,2,3}'`, '{1,2,3}'],
  ['line, an object', () => line({ mode: 'abc' }).default({ a: 1, b: 2, c: 3 }), `'{1,2,3}'`, '{1,2,3}'],
  ['bit', () => bit({ dimensions: 3 }).default('101'), `'101'`, '101'],
  ['vector', () => vector({ dimensions: 3 }).default([1, 2, 3]), `'[1,2,3]'`],
  ['halfvec', () => halfvec({ dimensions: 3 }).default([1, 2, 3]), `'[1,2,3]'`],
  ['sparsevec', () => sparsevec({ dimensions: 3 }).default('{1:1}/3'), `'{1:1}/3'`],
  ['geometry', () => geometry().default([1, 2]), `'point(1 2)'`],
  ['enum', () => status().default("it's"), `'it''s'`, "it's"],
  ['custom type', () => upper().default('x'), `'X'`, 'X'],
  ['custom type that makes SQL', () => computed().default('X'), `lower('X')`, 'x'],
  ['custom type of bytes', () => bytes().default(Uint8Array.of(1, 255)), `E'\\\\x01ff'`, '\\x01ff'],
  ['custom type of dates', () => moment().default(at), `'2024-01-02T03:04:05.678Z'`, '2024-01-02 03:04:05.678+00'],
  ['custom type of lists', () => list().default([1, 2]), `'{1,2}'`, '{1,2}'],
  ['array, empty', () => integer().array().default([]), `'{}'`, '{}'],
  ['array of integers', () => integer().array().default([1, -2]), `'{1,-2}'`, '{1,-2}'],
  [
    'array of bigints',
    () => bigint({ mode: 'bigint' }).array().default([1n, 9007199254740993n]),
    `'{1,9007199254740993}'`,
    '{1,9007199254740993}',
  ],
  [
    'array of arrays',
    () =>
      integer()
        .array()
        .array()
        .default([
          [1, 2],
          [3, 4],
        ]),
    `'{{1,2},{3,4}}'`,
    '{{1,2},{3,4}}',
  ],
  [
    'array of texts',
    () => text().array().default(['a', 'b c', 'd,e', '', 'NULL']),
    `'{"a","b c","d,e","","NULL"}'`,
    '{a,"b c","d,e","","NULL"}',
  ],
  [
    'array of texts with quotes',
    () => text().array().default([`it's`, 'say "x"', 'a\\b', '{}']),
    `E'{"it''s","say \\\\"x\\\\"","a\\\\\\\\b","{}"}'`,
    `{it's,"say \\"x\\"","a\\\\b","{}"}`,
  ],
  ['array of booleans', () => boolean().array().default([true, false]), `'{true,false}'`, '{t,f}'],
  ['array of numerics', () => numeric().array().default(['1.50', '2']), `'{"1.50","2"}'`, '{1.50,2}'],
  [
    'array of timestamps',
    () => timestamp().array().default([at]),
    `'{"2024-01-02T03:04:05.678Z"}'`,
    '{"2024-01-02 03:04:05.678"}',
  ],
  [
    'array of jsonb',
    () =>
      jsonb()
        .array()
        .default([{ a: 1 }, [1], 'x', null]),
    `E'{"{\\\\"a\\\\":1}","[1]","\\\\"x\\\\"",NULL}'`,
    `{"{\\"a\\": 1}",[1],"\\"x\\"",NULL}`,
  ],
  [
    'array of points',
    () =>
      point()
        .array()
        .default([[1, 2]]),
    `'{"(1,2)"}'`,
    '{"(1,2)"}',
  ],
  ['array of enums', () => status().array().default(['draft', "it's"]), `'{"draft","it''s"}'`, `{draft,it's}`],
  [
    'array of bytes',
    () =>
      bytes()
        .array()
        .default([Uint8Array.of(1)]),
    `E'{"\\\\\\\\x01"}'`,
    '{"\\\\x01"}',
  ],
  ['array of uuids, empty', () => uuid().array().default([]), `'{}'`, '{}'],
  ['sql', () => integer().default(sql`1 + ${2}`), '1 + 2', '3'],
  ['sql that says null', () => integer().default(sql`null`), 'null', null],
  [
    'sql with an array',
    () =>
      integer()
        .array()
        .default(sql`ARRAY[]::integer[]`),
    'ARRAY[]::integer[]',
    '{}',
  ],
  [
    'sql with a date',
    () => timestamp().default(sql`${at}::timestamp`),
    `'2024-01-02T03:04:05.678Z'::timestamp`,
    '2024-01-02 03:04:05.678',
  ],
];

let database: PGlite;
beforeAll(async () => {
  database = await PGlite.create();
  await database.exec(`set time zone 'UTC'; create type status as enum ('draft', 'it''s')`);
});
afterAll(() => database.close());

function readColumn(column: pgCore.PgColumnBuilderBase) {
  const { objects } = readModels([{ name: 't', value: pgTable('t', { a: column }) }], { root, pgCore }, {});
  const found = objects.find(({ kind }) => kind === 'column');
  return { type: String(found?.attributes['type']), default: found?.attributes['default'] };
}

describe('a default', () => {
  test.each(rows.map((row) => ({ name: row[0], row })))('$name', async ({ row: [, build, expected, stored] }) => {
    const column = readColumn(build());
    expect(column.default).toBe(expected);
    if (stored !== undefined) expect(await store(column.type, expected)).toBe(stored);
  });

  test('that its column does not take is told, with its column', () => {
    const broken: Date = JSON.parse('"now"');
    expect(() => readColumn(timestamp().default(broken))).toThrow(/^t\.a cannot be read: /);
  });
});

/** What a row that takes the default holds, as text. */
async function store(type: string, text: string): Promise<unknown> {
  await database.exec(
    `drop table if exists t; create table t (a ${type} default ${text}); insert into t default values`,
  );
  const { rows } = await database.query<{ a: string | null }>('select a::text from t');
  return rows[0]?.a;
}
