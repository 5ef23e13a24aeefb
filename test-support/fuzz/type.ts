import { customType, type PgColumnBuilderBase } from 'drizzle-orm/pg-core';

import type { DefaultData, Method } from './data.ts';

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

/** A column of a type that pg-core has no word for. */
export const custom = (type: string) => (name: string) => customType<{ data: string }>({ dataType: () => type })(name);
/** A default that is a value. */
export const value = (given: Extract<DefaultData, { value: unknown }>['value']): DefaultData => ({ value: given });
/** A default that is SQL. */
export const sql = (text: string): DefaultData => ({ sql: text });

/** Text that is hard to quote. */
export const texts = [
  '',
  "it's",
  'a\\b',
  '"quoted"',
  'Füße 🦆',
  'two\nlines',
  "E'\\n'",
  '$$',
  '{a,b}',
  'null',
  '%s :x ?',
  '`${x}`',
  '\t',
  "''",
  "\\'",
];

/** Sorted and hashed, by these operator classes. */
export const btree = (...more: readonly string[]): Type['opclasses'] => ({ btree: more, hash: [] });
