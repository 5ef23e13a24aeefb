import { literal } from '@sluice/core';

/** A type, as far as it takes to find values of it. */
export interface SampleType {
  /** `pg_type.typname` of the type, or of what a domain is over. */
  readonly name: string;
  /** `pg_type.typtype`: `b`ase, `c`omposite, `d`omain, `e`num, `r`ange, `m`ultirange. */
  readonly sort: string;
  /** What is in brackets: the length of a varchar, the precision of a numeric, the dimensions of a vector. */
  readonly modifier: number;
  /** The values of an enum. */
  readonly labels: readonly string[];
  /** How many attributes a composite type has. */
  readonly attributes: number;
  /** Of an array: what its elements are. */
  readonly element?: SampleType;
}

/**
 * Texts that are values of a type, as PostgreSQL reads them from a literal of unknown type; the likeliest first. None
 * where nothing is known of the type.
 *
 * @param hints - texts that constraints and bounds speak of
 */
export function sampleValues(type: SampleType, hints: readonly string[]): readonly string[] {
  const { element } = type;
  if (element !== undefined) return [...arraysOf(sampleValues(element, [])), '{}'];
  if (type.sort === 'e') return type.labels;
  if (type.sort === 'r') return ['empty'];
  if (type.sort === 'm') return ['{}'];
  if (type.sort === 'c') return [`(${','.repeat(Math.max(0, type.attributes - 1))})`];
  const known = BY_TYPE[type.name];
  if (known === undefined) return [];
  const fitting = FITS[type.name];
  const hinted = fitting === undefined ? [] : hints.filter((hint) => fitting.test(hint));
  return unique([...hinted.flatMap(around), ...known]).map((text) => cut(type, text));
}

const arraysOf = (values: readonly string[]): readonly string[] =>
  values.slice(0, 3).map((value) => `{"${value.replace(/["\\]/g, (sign) => `\\${sign}`)}"}`);

/** A number that a check speaks of lies at its border, so its neighbours are tried, too. */
const around = (hint: string): readonly string[] =>
  /^-?\d{1,15}$/.test(hint) ? [hint, String(Number(hint) + 1), String(Number(hint) - 1)] : [hint];

/** No longer than the type takes: the modifier of a text counts four bytes more than it says. */
function cut({ name, modifier }: SampleType, text: string): string {
  if (/^(varchar|bpchar)$/.test(name) && modifier > 4) return text.slice(0, modifier - 4);
  if (name === 'bit') return '10'.repeat(32).slice(0, Math.max(1, modifier));
  if (name === 'vector' || name === 'halfvec')
    return `[${Array.from({ length: Math.max(1, modifier) }, () => 1).join(',')}]`;
  return text;
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

const NUMBERS = ['1', '2', '3', '10', '0', '100', '-1'];
const TEXTS = ['a', 'b', 'c', 'ab1', 'sample', 'a@example.org', 'https://example.org', 'SAMPLE', 'a-b', 'de', ''];
const DATES = ['2024-01-02', '2024-02-03', '2025-03-04', '1999-12-31'];

/** Values by the name of the type. */
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  int2: NUMBERS,
  int4: NUMBERS,
  int8: NUMBERS,
  numeric: [...NUMBERS.slice(0, 3), '0.5', '0', '100'],
  float4: NUMBERS,
  float8: NUMBERS,
  money: NUMBERS,
  oid: NUMBERS,
  bool: ['true', 'false'],
  text: TEXTS,
  varchar: TEXTS,
  bpchar: TEXTS,
  char: TEXTS,
  name: TEXTS,
  citext: TEXTS,
  date: DATES,
  timestamp: DATES.map((day) => `${day} 10:11:12`),
  timestamptz: DATES.map((day) => `${day} 10:11:12+00`),
  time: ['10:11:12', '11:12:13', '12:13:14'],
  timetz: ['10:11:12+00', '11:12:13+00', '12:13:14+00'],
  interval: ['1 day', '2 days', '1 hour'],
  uuid: [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`),
  json: ['{"a": 1}', '[]', '{}', '1'],
  jsonb: ['{"a": 1}', '[]', '{}', '1'],
  bytea: ['\\x01', '\\x02', '\\x03'],
  inet: ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
  cidr: ['10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'],
  macaddr: [1, 2, 3].map((n) => `08:00:2b:01:02:0${n}`),
  macaddr8: [1, 2, 3].map((n) => `08:00:2b:01:02:03:04:0${n}`),
  bit: ['1'],
  varbit: ['1', '0'],
  point: ['(1,2)', '(2,3)', '(3,4)'],
  line: ['{1,2,3}'],
  lseg: ['((1,2),(3,4))'],
  box: ['((1,2),(3,4))'],
  path: ['((1,2),(3,4))'],
  polygon: ['((1,2),(3,4),(5,6))'],
  circle: ['<(1,2),3>'],
  tsvector: ['a', 'b', 'c'],
  tsquery: ['a', 'b', 'c'],
  xml: ['<a/>'],
  pg_lsn: ['0/1', '0/2', '0/3'],
  hstore: ['a=>1', ''],
  ltree: ['a', 'a.b', 'b'],
  vector: ['[1]'],
  halfvec: ['[1]'],
  geometry: ['POINT(1 2)'],
  geography: ['POINT(1 2)'],
};

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Which of the texts that a constraint speaks of may be values of a type. */
const FITS: Readonly<Record<string, RegExp>> = {
  int2: /^-?\d{1,4}$/,
  int4: /^-?\d{1,9}$/,
  int8: /^-?\d{1,18}$/,
  numeric: NUMBER,
  float4: NUMBER,
  float8: NUMBER,
  money: NUMBER,
  text: /^/,
  varchar: /^/,
  bpchar: /^/,
  char: /^/,
  name: /^/,
  citext: /^/,
  date: /^\d{4}-\d\d-\d\d/,
  timestamp: /^\d{4}-\d\d-\d\d/,
  timestamptz: /^\d{4}-\d\d-\d\d/,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
};

/** The texts and numbers that a constraint or a bound, as PostgreSQL writes it, speaks of. */
export function hintsIn(expression: string): readonly string[] {
  const texts = [...expression.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = '']) => text.split("''").join("'"));
  const numbers = [...expression.replaceAll(/'(?:[^']|'')*'/g, '').matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])/g)];
  return unique([...texts, ...numbers.map(([number]) => number)]);
}

/** A value as it stands in a statement. */
export const valueSql = (value: string | null): string => (value === null ? 'NULL' : literal(value));
