import {
  bigint,
  bigserial,
  bit,
  boolean,
  char,
  cidr,
  customType,
  date,
  doublePrecision,
  inet,
  integer,
  interval,
  json,
  jsonb,
  line,
  macaddr,
  macaddr8,
  numeric,
  point,
  real,
  serial,
  smallint,
  smallserial,
  text,
  time,
  timestamp,
  uuid,
  varchar,
  type PgColumnBuilderBase,
} from 'drizzle-orm/pg-core';

import type { DefaultData, Method, TypeData } from './data.ts';

/** What may be computed with a value. */
export type Family = 'number' | 'text' | 'boolean' | 'time' | 'json' | 'array' | 'enum' | 'other';

/** A type of column: how to make it, and what it can do. */
export interface Type {
  /** A column of the type; `any` of drizzle-orm's own stands behind the name. */
  readonly make: (name: string) => PgColumnBuilderBase;
  readonly family: Family;
  /** PostgreSQL's type, by which columns refer to each other. */
  readonly stored: string;
  readonly defaults: readonly DefaultData[];
  /** Values for rows, as SQL. */
  readonly rows: readonly string[];
  /** The types that values of it may become. */
  readonly becomes: readonly string[];
  /** The operator classes by method, the usual one first. */
  readonly opclasses: Partial<Readonly<Record<Method, readonly string[]>>>;
  readonly serial?: true;
}

const custom = (type: string) => (name: string) => customType<{ data: string }>({ dataType: () => type })(name);
const value = (given: Extract<DefaultData, { value: unknown }>['value']): DefaultData => ({ value: given });
const sql = (text: string): DefaultData => ({ sql: text });

/** Text that is hard to quote. */
const texts = ['', "it's", 'a\\b', '"quoted"', 'Füße 🦆', 'two\nlines', "E'\\n'", '$$', '{a,b}', 'null', '%s :x ?', '`${x}`', '\t', "''", "\\'"];

const btree = (...more: readonly string[]): Type['opclasses'] => ({ btree: more, hash: [] });
const numbers = ['smallint', 'integer', 'bigint', 'numeric', 'numeric(10,2)', 'real', 'double precision', 'text', 'varchar(20)'];
const strings = ['text', 'varchar', 'varchar(20)', 'varchar(5)', 'char(3)'];
const moments = ['timestamp', 'timestamp(3)', 'timestamptz', 'timestamptz(0)', 'date', 'date as text', 'text'];

/** All types of pg-core that need no extension, and a few that it does not know. The first is what shrinking ends at. */
export const types: Readonly<Record<string, Type>> = {
  integer: { make: (n) => integer(n), family: 'number', stored: 'integer', defaults: [value(0), value(-5), value(2147483647), sql('1 + 1'), sql('(random() * 10)::int')], rows: ['1', '2', '3'], becomes: numbers, opclasses: { ...btree('int4_ops'), brin: ['int4_minmax_ops', 'int4_bloom_ops'] } },
  text: { make: (n) => text(n), family: 'text', stored: 'text', defaults: [...texts.map(value), sql("'a' || 'b'"), sql('current_user'), sql("lower('ABC')"), sql("E'tab\\there'"), sql('null')], rows: ["'a'", "'it''s'", "'10'"], becomes: [...strings, 'integer', 'jsonb', 'text[]'], opclasses: { ...btree('text_ops', 'text_pattern_ops'), spgist: ['text_ops'], brin: ['text_minmax_ops'] } },
  smallint: { make: (n) => smallint(n), family: 'number', stored: 'smallint', defaults: [value(1), value(-32768), sql('7::smallint')], rows: ['1', '2', '3'], becomes: numbers, opclasses: btree('int2_ops') },
  bigint: { make: (n) => bigint(n, { mode: 'bigint' }), family: 'number', stored: 'bigint', defaults: [{ bigint: '9007199254740993' }, { bigint: '-1' }, sql('1::bigint << 40')], rows: ['1', '2', '3'], becomes: numbers, opclasses: btree('int8_ops') },
  'bigint as number': { make: (n) => bigint(n, { mode: 'number' }), family: 'number', stored: 'bigint', defaults: [value(42), value(-9007199254740991)], rows: ['1', '2', '3'], becomes: numbers, opclasses: btree('int8_ops') },
  serial: { make: (n) => serial(n), family: 'number', stored: 'integer', defaults: [], rows: ['default'], becomes: ['integer', 'bigint', 'bigserial', 'smallserial'], opclasses: btree('int4_ops'), serial: true },
  smallserial: { make: (n) => smallserial(n), family: 'number', stored: 'smallint', defaults: [], rows: ['default'], becomes: ['smallint', 'serial', 'bigserial'], opclasses: btree(), serial: true },
  bigserial: { make: (n) => bigserial(n, { mode: 'number' }), family: 'number', stored: 'bigint', defaults: [], rows: ['default'], becomes: ['bigint', 'serial', 'integer'], opclasses: btree(), serial: true },
  numeric: { make: (n) => numeric(n), family: 'number', stored: 'numeric', defaults: [value('1.50'), value('-0.1'), value('1e10'), value('NaN'), sql('1/3.0')], rows: ['1.5', '2', '3'], becomes: numbers, opclasses: btree('numeric_ops') },
  'numeric(10,2)': { make: (n) => numeric(n, { precision: 10, scale: 2 }), family: 'number', stored: 'numeric(10,2)', defaults: [value('0'), value('12345678.90'), sql('0.005')], rows: ['1.25', '2', '3'], becomes: numbers, opclasses: btree() },
  'numeric(5)': { make: (n) => numeric(n, { precision: 5 }), family: 'number', stored: 'numeric(5,0)', defaults: [value('99999')], rows: ['1', '2'], becomes: numbers, opclasses: btree() },
  real: { make: (n) => real(n), family: 'number', stored: 'real', defaults: [value(0.1), value(-1e-7), value(3e20)], rows: ['1', '2.5'], becomes: numbers, opclasses: btree() },
  'double precision': { make: (n) => doublePrecision(n), family: 'number', stored: 'double precision', defaults: [value(0.1), value(1e300), sql("'Infinity'"), sql('pi()')], rows: ['1', '2.5'], becomes: numbers, opclasses: btree() },
  boolean: { make: (n) => boolean(n), family: 'boolean', stored: 'boolean', defaults: [value(true), value(false), sql('1 > 2')], rows: ['true', 'false'], becomes: ['text', 'integer'], opclasses: btree() },
  varchar: { make: (n) => varchar(n), family: 'text', stored: 'character varying', defaults: texts.map(value), rows: ["'a'", "'b'"], becomes: strings, opclasses: btree('varchar_ops', 'varchar_pattern_ops') },
  'varchar(20)': { make: (n) => varchar(n, { length: 20 }), family: 'text', stored: 'character varying(20)', defaults: [...texts.map(value), sql("'x'::varchar(3)")], rows: ["'a'", "'bb'", "'3'"], becomes: strings, opclasses: btree('varchar_ops', 'varchar_pattern_ops') },
  'varchar(5)': { make: (n) => varchar(n, { length: 5 }), family: 'text', stored: 'character varying(5)', defaults: [value('abc'), value("'")], rows: ["'a'", "'bb'"], becomes: strings, opclasses: btree() },
  'char(3)': { make: (n) => char(n, { length: 3 }), family: 'text', stored: 'character(3)', defaults: [value('a'), value('abc'), value(''), value("'")], rows: ["'a'", "'abc'"], becomes: strings, opclasses: btree('bpchar_ops', 'bpchar_pattern_ops') },
  uuid: { make: (n) => uuid(n), family: 'other', stored: 'uuid', defaults: [value('00000000-0000-0000-0000-000000000001'), sql('gen_random_uuid()')], rows: ["'6f1c0f9e-3a30-4b1c-8d1b-2f0f6c5f0001'", 'gen_random_uuid()'], becomes: ['text', 'varchar'], opclasses: btree('uuid_ops') },
  date: { make: (n) => date(n, { mode: 'date' }), family: 'time', stored: 'date', defaults: [{ date: '2024-02-29T00:00:00.000Z' }, sql('now()'), sql('current_date')], rows: ["'2024-01-01'"], becomes: moments, opclasses: { ...btree(), brin: ['date_minmax_ops'] } },
  'date as text': { make: (n) => date(n, { mode: 'string' }), family: 'time', stored: 'date', defaults: [value('2024-02-29'), value('infinity'), sql('now()')], rows: ["'2024-01-01'"], becomes: moments, opclasses: btree() },
  timestamp: { make: (n) => timestamp(n), family: 'time', stored: 'timestamp without time zone', defaults: [{ date: '2024-02-29T23:59:59.999Z' }, sql('now()'), sql("now() at time zone 'utc'")], rows: ["'2024-01-01 10:00'"], becomes: moments, opclasses: btree() },
  'timestamp(3)': { make: (n) => timestamp(n, { precision: 3, mode: 'string' }), family: 'time', stored: 'timestamp(3) without time zone', defaults: [value('2024-01-01 00:00:00.123'), value('-infinity'), sql('localtimestamp(3)')], rows: ["'2024-01-01 10:00:00.5'"], becomes: moments, opclasses: btree() },
  timestamptz: { make: (n) => timestamp(n, { withTimezone: true }), family: 'time', stored: 'timestamp with time zone', defaults: [{ date: '2024-02-29T23:59:59.999Z' }, sql('now()'), sql('current_timestamp'), sql("now() + interval '1 day'"), sql('clock_timestamp()')], rows: ["'2024-01-01 10:00+00'", 'now()'], becomes: moments, opclasses: { ...btree(), brin: ['timestamptz_minmax_ops'] } },
  'timestamptz(0)': { make: (n) => timestamp(n, { withTimezone: true, precision: 0, mode: 'string' }), family: 'time', stored: 'timestamp(0) with time zone', defaults: [value('2024-01-01 00:00:00+02'), value('epoch'), sql('now()')], rows: ["'2024-01-01 10:00+00'"], becomes: moments, opclasses: btree() },
  time: { make: (n) => time(n), family: 'other', stored: 'time without time zone', defaults: [value('12:34:56.7'), sql('localtime')], rows: ["'10:00'"], becomes: ['text', 'timetz(3)', 'interval'], opclasses: btree() },
  'timetz(3)': { make: (n) => time(n, { withTimezone: true, precision: 3 }), family: 'other', stored: 'time(3) with time zone', defaults: [value('12:34:56+01'), sql('current_time')], rows: ["'10:00+00'"], becomes: ['text', 'time'], opclasses: btree() },
  interval: { make: (n) => interval(n), family: 'other', stored: 'interval', defaults: [value('1 day 02:00:00'), value('-1 mon'), sql("make_interval(days => 3)")], rows: ["'1 day'"], becomes: ['text', 'interval day', 'interval day to second(3)', 'time'], opclasses: btree() },
  'interval day': { make: (n) => interval(n, { fields: 'day' }), family: 'other', stored: 'interval day', defaults: [value('1 day'), value('25 hours')], rows: ["'1 day'"], becomes: ['interval', 'text'], opclasses: btree() },
  'interval day to second(3)': { make: (n) => interval(n, { fields: 'day to second', precision: 3 }), family: 'other', stored: 'interval day to second(3)', defaults: [value('1 day 00:00:01.123456')], rows: ["'1 day'"], becomes: ['interval', 'interval day'], opclasses: btree() },
  json: { make: (n) => json(n), family: 'other', stored: 'json', defaults: [value({}), value({ a: [1, "it's", null], 'k"': { '\\': '\n' } }), value([]), value('text'), sql("'{\"b\": 1, \"a\":2}'::json"), sql("json_build_object('a', 1)")], rows: ["'{}'"], becomes: ['jsonb', 'text'], opclasses: {} },
  jsonb: { make: (n) => jsonb(n), family: 'json', stored: 'jsonb', defaults: [value({}), value({ b: 1, a: [1, "it's", null, { '\\': 'Ü' }] }), value([]), value([1, 'two']), value('"text"'), value(5), value(true), sql("'[]'"), sql("jsonb_build_array(1, 'x')")], rows: ["'{\"a\": 1}'", "'[]'"], becomes: ['json', 'text'], opclasses: { ...btree('jsonb_ops'), gin: ['jsonb_ops', 'jsonb_path_ops'] } },
  inet: { make: (n) => inet(n), family: 'other', stored: 'inet', defaults: [value('127.0.0.1'), value('::1/64')], rows: ["'10.0.0.1'"], becomes: ['cidr', 'text'], opclasses: { ...btree(), gist: ['inet_ops'], spgist: [] } },
  cidr: { make: (n) => cidr(n), family: 'other', stored: 'cidr', defaults: [value('10.0.0.0/8'), sql("'192.168/16'")], rows: ["'10.0.0.0/8'"], becomes: ['inet', 'text'], opclasses: btree() },
  macaddr: { make: (n) => macaddr(n), family: 'other', stored: 'macaddr', defaults: [value('08:00:2b:01:02:03'), value('08002B010203')], rows: ["'08:00:2b:01:02:03'"], becomes: ['macaddr8', 'text'], opclasses: btree('macaddr_ops') },
  macaddr8: { make: (n) => macaddr8(n), family: 'other', stored: 'macaddr8', defaults: [value('08:00:2b:01:02:03:04:05')], rows: ["'08:00:2b:ff:fe:02:03:04'"], becomes: ['macaddr', 'text'], opclasses: btree() },
  point: { make: (n) => point(n), family: 'other', stored: 'point', defaults: [value([1, -2.5]), sql('point(1, 2)')], rows: ["'(1,2)'"], becomes: ['text'], opclasses: { gist: ['point_ops'], spgist: ['quad_point_ops', 'kd_point_ops'] } },
  line: { make: (n) => line(n), family: 'other', stored: 'line', defaults: [value([1, 2, 3])], rows: ["'{1,2,3}'"], becomes: ['text'], opclasses: {} },
  'bit(3)': { make: (n) => bit(n, { dimensions: 3 }), family: 'other', stored: 'bit(3)', defaults: [value('101'), sql("B'001'")], rows: ["B'010'"], becomes: ['varbit(5)', 'text'], opclasses: { btree: ['bit_ops'] } },
  'varbit(5)': { make: custom('bit varying(5)'), family: 'other', stored: 'bit varying(5)', defaults: [value('10')], rows: ["B'10'"], becomes: ['bit(3)'], opclasses: { btree: ['varbit_ops'] } },
  bytea: { make: custom('bytea'), family: 'other', stored: 'bytea', defaults: [value('\\xdeadbeef'), sql("'\\x00'::bytea")], rows: ["'\\x01'"], becomes: ['text'], opclasses: btree() },
  tsvector: { make: custom('tsvector'), family: 'other', stored: 'tsvector', defaults: [value("'it''s' a")], rows: ["'a b'"], becomes: ['text'], opclasses: { gin: ['tsvector_ops'], gist: ['tsvector_ops'] } },
  tstzrange: { make: custom('tstzrange'), family: 'other', stored: 'tstzrange', defaults: [value('[2024-01-01 00:00:00+00,)'), value('empty')], rows: ["'[2024-01-01,)'"], becomes: ['text'], opclasses: { ...btree('range_ops'), gist: ['range_ops'], spgist: [] } },
  'integer[]': { make: (n) => integer(n).array(), family: 'array', stored: 'integer[]', defaults: [value([]), value([1, -2]), sql("'{1,2}'"), sql('array[1, 2]'), sql("'{}'::int[]")], rows: ["'{1,2}'", "'{}'"], becomes: ['bigint[]', 'text[]', 'text'], opclasses: { ...btree('array_ops'), gin: ['array_ops'] } },
  'integer[][]': { make: (n) => integer(n).array().array(), family: 'array', stored: 'integer[]', defaults: [value([[1, 2], [3, 4]]), value([])], rows: ["'{{1,2}}'"], becomes: ['bigint[]', 'integer[]'], opclasses: { ...btree(), gin: [] } },
  'bigint[]': { make: (n) => bigint(n, { mode: 'number' }).array(), family: 'array', stored: 'bigint[]', defaults: [value([9007199254740991])], rows: ["'{1}'"], becomes: ['integer[]', 'text[]'], opclasses: { ...btree(), gin: [] } },
  'text[]': { make: (n) => text(n).array(), family: 'array', stored: 'text[]', defaults: [value([]), value(texts), value(['a b', 'NULL', 'x,y']), sql("array['a', 'b']"), sql("array[]::text[]")], rows: ["'{a,\"b c\"}'"], becomes: ['varchar(20)[]', 'text'], opclasses: { ...btree(), gin: ['array_ops'] } },
  'varchar(20)[]': { make: (n) => varchar(n, { length: 20 }).array(), family: 'array', stored: 'character varying(20)[]', defaults: [value(["it's", '\\'])], rows: ["'{a}'"], becomes: ['text[]'], opclasses: { ...btree(), gin: [] } },
  'numeric(10,2)[]': { make: (n) => numeric(n, { precision: 10, scale: 2 }).array(), family: 'array', stored: 'numeric(10,2)[]', defaults: [value(['1.50', '-2'])], rows: ["'{1.5}'"], becomes: ['text[]'], opclasses: { ...btree(), gin: [] } },
  'timestamptz[]': { make: (n) => timestamp(n, { withTimezone: true, mode: 'string' }).array(), family: 'array', stored: 'timestamp with time zone[]', defaults: [value(['2024-01-01 00:00:00+00']), sql('array[now()]')], rows: ["'{2024-01-01}'"], becomes: ['text[]'], opclasses: { ...btree(), gin: [] } },
  'jsonb[]': { make: (n) => jsonb(n).array(), family: 'array', stored: 'jsonb[]', defaults: [value([{ a: "it's" }, [], 'x']), value([])], rows: ["array['{}'::jsonb]"], becomes: ['text[]'], opclasses: { ...btree(), gin: [] } },
  'boolean[]': { make: (n) => boolean(n).array(), family: 'array', stored: 'boolean[]', defaults: [value([true, false])], rows: ["'{t}'"], becomes: ['text[]'], opclasses: { ...btree(), gin: [] } },
  'uuid[]': { make: (n) => uuid(n).array(), family: 'array', stored: 'uuid[]', defaults: [value(['00000000-0000-0000-0000-000000000001'])], rows: ["'{}'"], becomes: ['text[]'], opclasses: { ...btree(), gin: [] } },
};

/** What is known of a type; of an enum, what enums have in common. */
export function typeOf(type: TypeData): Omit<Type, 'make'> {
  if (typeof type !== 'string') {
    const stored = `${JSON.stringify([type.enum.schema ?? 'public', type.enum.name])}${type.array ? '[]' : ''}`;
    const family = type.array ? 'array' : 'enum';
    return { family, stored, defaults: [], rows: [], becomes: [], opclasses: type.array ? { ...btree(), gin: [] } : btree('enum_ops') };
  }
  const found = types[type];
  if (!found) throw new Error(`There is no type ${type}.`);
  return found;
}
