import type { SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { literal } from '../sql/quote.js';
import { hiddenField, mayBeEntity, type Drizzle } from './drizzle.js';
import { ModelUnreadable, ValueUnsupported } from './errors.js';

/** A value of JavaScript as a SQL literal. */
export function literalOf(value: unknown, source: string): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : literal(String(value));
  return literal(Array.isArray(value) ? arrayText(value, Infinity, source) : textOf(value, source));
}

/** A value of a column as a SQL literal, or the SQL that the column's own encoder makes of it. */
export function columnLiteral(drizzle: Drizzle, column: PgColumn, value: unknown, source: string): string | SQL {
  const depth = dimensionsOf(drizzle, column);
  // In a column of JSON it is JSON's null, as drizzle-kit has it; in any other, no default.
  if (value === null) return depth === 0 && /^jsonb?$/.test(column.getSQLType()) ? literal('null') : 'null';
  const encoded = encode(drizzle, column, value, depth, source);
  if (mayBeEntity(encoded) && drizzle.root.is(encoded, drizzle.root.SQL)) return encoded;
  if (depth > 0) return literal(Array.isArray(encoded) ? arrayText(encoded, depth, source) : textOf(encoded, source));
  return literalOf(isNumericText(column, value, encoded) ? value : encoded, source);
}

/** numeric's encoder makes a text of a number, which may as well stand bare. */
function isNumericText(column: PgColumn, value: unknown, encoded: unknown): boolean {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  return isNumber && encoded === String(value) && column.getSQLType().startsWith('numeric');
}

/**
 * Whether a default is JSON written out: drizzle-kit of 0.45 writes a text as it stands, so that `jsonb().default('{}')`
 * is an object. Where it is no JSON, drizzle-kit fails, and it is the text that it is to the application.
 */
export function isJsonText(drizzle: Drizzle, column: PgColumn, value: unknown): value is string {
  if (!('PgArray' in drizzle.pgCore) || typeof value !== 'string' || !isJson(drizzle, column)) return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** The number of dimensions: 0.45 wraps the column once for each, 1.0 counts them. */
export function dimensionsOf(drizzle: Drizzle, column: PgColumn): number {
  // in 0.45, where there is PgArray, `dimensions` is the length of a vector
  if (!('PgArray' in drizzle.pgCore)) return countedDimensions(hiddenField(column, 'dimensions'));
  const base = baseOf(column);
  return base ? 1 + dimensionsOf(drizzle, base) : 0;
}

/** `.array(3)`, which says a length in 0.45, makes the count in 1.0 no number: an array it is nevertheless. */
const countedDimensions = (counted: unknown): number => (Number.isNaN(counted) ? 1 : Number(counted ?? 0));

/** The column of one element: the column itself when it is no array. */
export function elementOf(column: PgColumn): PgColumn {
  const base = baseOf(column);
  return base ? elementOf(base) : column;
}

function baseOf(column: PgColumn): PgColumn | undefined {
  const base = hiddenField(column, 'baseColumn');
  return isColumn(base) ? base : undefined;
}

const isColumn = (value: unknown): value is PgColumn => mayBeEntity(value) && 'getSQLType' in value;

function encode(drizzle: Drizzle, column: PgColumn, value: unknown, depth: number, source: string): unknown {
  const base = baseOf(column);
  if (base) return eachElement(value, 1, (item) => encode(drizzle, base, item, depth - 1, source));
  // 1.0 leaves JSON to the driver
  if (isJson(drizzle, column)) return eachElement(value, depth, (item) => JSON.stringify(item));
  try {
    return column.mapToDriverValue(value);
  } catch (cause) {
    throw new ModelUnreadable(source, 'its type does not take the value that is given', { cause });
  }
}

function isJson({ root, pgCore }: Drizzle, column: PgColumn): boolean {
  return root.is(column, pgCore.PgJson) || root.is(column, pgCore.PgJsonb);
}

function eachElement(value: unknown, depth: number, change: (item: unknown) => unknown): unknown {
  if (depth === 0) return change(value);
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => (item === null ? null : eachElement(item, depth - 1, change)));
}

/** An array as PostgreSQL reads it: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function arrayText(items: readonly unknown[], depth: number, source: string): string {
  return `{${items.map((item) => elementText(item, depth, source)).join(',')}}`;
}

function elementText(item: unknown, depth: number, source: string): string {
  if (item === null) return 'NULL';
  if (Array.isArray(item) && depth > 1) return arrayText(item, depth - 1, source);
  if (typeof item === 'number' || typeof item === 'bigint' || typeof item === 'boolean') return String(item);
  return `"${textOf(item, source).replaceAll(/[\\"]/g, '\\$&')}"`;
}

function textOf(value: unknown, source: string): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `\\x${hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`;
  if (typeof value === 'object' && value !== null && !isSql(value)) return JSON.stringify(value);
  throw new ValueUnsupported(source, isSql(value) ? 'sql`...` within an array' : `a value of type ${typeof value}`);
}

const isSql = (value: unknown): boolean => typeof value === 'object' && value !== null && 'getSQL' in value;

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
