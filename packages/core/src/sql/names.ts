/** Names as PostgreSQL makes and cuts them: https://www.postgresql.org/docs/current/sql-syntax-lexical.html */

import { unquote } from './quote.js';

/** NAMEDATALEN - 1: the bytes that a name may have. */
const longest = 63;

const encoder = new TextEncoder();
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);
const bytesOf = (text: string): number => (isAscii(text) ? text.length : encoder.encode(text).length);

/** A name as PostgreSQL keeps it: cut to 63 bytes, never within a character. */
export function cutName(name: string): string {
  return clip(name, longest);
}

/** A name in SQL as PostgreSQL keeps it: folded to lower case unless it stands in quotes, and cut. */
export const keptName = (written: string): string =>
  cutName(written.startsWith('"') ? unquote(written) : written.toLowerCase());

/** Whether a name may be what is left of a longer one: no further character would have fitted for certain. */
export const wasCut = (name: string): boolean => bytesOf(name) > longest - 4;

/**
 * The name PostgreSQL makes of a table's name, a column's name and a label, as its `makeObjectName` does: where they
 * are too long together, the longer of the two names gives way, the label never.
 */
export function makeObjectName(name1: string, name2: string | null, label: string | null): string {
  const available = longest - (name2 === null ? 0 : 1) - (label === null ? 0 : bytesOf(label) + 1);
  let [room1, room2] = [bytesOf(name1), name2 === null ? 0 : bytesOf(name2)];
  while (room1 + room2 > available) {
    if (room1 > room2) room1--;
    else room2--;
  }
  return [clip(name1, room1), name2 === null ? null : clip(name2, room2), label]
    .filter((part) => part !== null)
    .join('_');
}

/** The name of the sequence that PostgreSQL makes for a serial or an identity column. */
export const sequenceName = (table: string, column: string): string => makeObjectName(table, column, 'seq');

/** The name PostgreSQL gives the multirange of a range type, as its `makeMultirangeTypeName` does. */
export function makeMultirangeName(range: string): string {
  const at = range.indexOf('range');
  return at < 0
    ? `${clip(range, longest - bytesOf('_multirange'))}_multirange`
    : clip(`${range.slice(0, at)}multi${range.slice(at)}`, longest);
}

/** A name for what stands aside for a moment: never longer than a name may be. */
export const asideName = (name: string): string => makeObjectName(name, null, '_replaced');

function clip(text: string, bytes: number): string {
  if (isAscii(text)) return text.slice(0, bytes);
  let [room, clipped] = [bytes, ''];
  for (const character of text) {
    room -= bytesOf(character);
    if (room < 0) break;
    clipped += character;
  }
  return clipped;
}
