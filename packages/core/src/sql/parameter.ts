/** Values beside SQL: how they become PostgreSQL's text, and how they are written into SQL where nobody takes them apart. */
import { literal } from './quote.js';

/**
 * A value as PostgreSQL reads it from text; null is NULL. Dates are moments, bytes a bytea, lists arrays, and other
 * objects JSON.
 */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return arrayText(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return bytesText(value);
  return JSON.stringify(value);
}

function arrayText(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (Array.isArray(value)) return arrayText(value);
    const text = parameterText(value);
    return text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `{${items.join(',')}}`;
}

const bytesText = (bytes: Uint8Array): string =>
  `\\x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** How many parameters SQL wants: the highest number after a `$`. */
export const parametersIn = (sql: string): number =>
  Math.max(0, ...pieces(sql).flatMap((piece) => (typeof piece === 'number' ? [piece] : [])));

/** SQL with its parameters written as literals, as a script needs it. Each is of no type yet, as a parameter is. */
export const withLiterals = (sql: string, parameters: readonly (string | null)[]): string =>
  pieces(sql)
    .map((piece) => (typeof piece === 'string' ? piece : valueLiteral(parameters[piece - 1] ?? null)))
    .join('');

/** A blank on either side: what stands there may otherwise become a part of it. */
const valueLiteral = (text: string | null): string => (text === null ? ' NULL ' : ` ${literal(text)} `);

/** What may hold a `$` that is no parameter, what opens a comment that may hold others, and parameters. */
const mark =
  /e'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*|\$((?:[\p{L}_][\p{L}\p{N}_]*)?)\$.*?\$\1\$|[\p{L}_][\p{L}\p{N}_$]*|\$(\d+)/gisu;

/** SQL cut at its parameters: texts, and the numbers between them. */
function pieces(sql: string): readonly (string | number)[] {
  const found: (string | number)[] = [];
  const marks = new RegExp(mark);
  let start = 0;
  for (let match = marks.exec(sql); match !== null; match = marks.exec(sql)) {
    const number = match[2];
    if (match[0] === '/*') marks.lastIndex = endOfComment(sql, match.index);
    else if (number !== undefined) {
      found.push(sql.slice(start, match.index), Number(number));
      start = marks.lastIndex;
    }
  }
  return [...found, sql.slice(start)];
}

/** Past a comment: they nest. */
export function endOfComment(text: string, start: number): number {
  const bounds = /\/\*|\*\//g;
  bounds.lastIndex = start;
  let depth = 0;
  for (let found = bounds.exec(text); found !== null; found = bounds.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return bounds.lastIndex;
  }
  return text.length;
}
