import { equal, isJsonObject, isList, type Changes, type Json } from '@sluice/core';

/** One thing that changes within an object. */
export interface ChangedPart {
  /** Where: `type`, `identity.start`, `columns 2.order`. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** The changes of an object in words, a line each: `type: text → citext`. */
export const changeLines = (changes: Changes): readonly string[] =>
  Object.entries(changes)
    .flatMap(([name, { from, to }]) => changedParts(words(name), from, to))
    .map(({ path, from, to }) => `${path}: ${from} → ${to}`);

/** What differs between two values, as deep as they are alike. */
export function changedParts(path: string, from: Json, to: Json): readonly ChangedPart[] {
  if (equal(from, to)) return [];
  if (isJsonObject(from) && isJsonObject(to)) {
    const fields = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...fields].flatMap((field) =>
      changedParts(`${path}.${words(field)}`, from[field] ?? null, to[field] ?? null),
    );
  }
  if (isList(from) && isList(to) && from.length === to.length && [...from, ...to].every(isJsonObject))
    return from.flatMap((item, i) => changedParts(`${path} ${i + 1}`, item, to[i] ?? null));
  return [{ path, ...aroundTheDifference(plain(from), plain(to)) }];
}

/** `notNull` as `not null`. */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function plain(value: Json): string {
  if (value === null) return 'none';
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ');
}

const longest = 80;
const context = 20;

/** Two texts, cut to what a line holds: where they are long, from a little before the place where they part. */
export function aroundTheDifference(from: string, to: string): Pick<ChangedPart, 'from' | 'to'> {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  const isLong = Math.max(from.length, to.length) > longest;
  const start = isLong && same > context ? same - context : 0;
  const cut = (text: string): string => shortened(start === 0 ? text : `…${text.slice(start)}`);
  return { from: cut(from), to: cut(to) };
}

/** A text in one line, cut to what a line holds. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
