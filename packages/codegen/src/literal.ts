import type { Json } from '@sluice/core';

/** A JSON value as TypeScript.  How it is laid out is prettier's business. */
export function literal(value: Json): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value !== 'object') return Object.is(value, -0) ? '-0' : String(value);
  if (value === null) return 'null';
  if (isList(value)) return `[${value.map(literal).join(', ')}]`;
  const fields = Object.entries(value);
  return fields.length === 0
    ? '{}'
    : `{ ${fields.map(([key, field]) => `${keyLiteral(key)}: ${literal(field)}`).join(', ')} }`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A string as TypeScript: one of several lines as a template literal, so that SQL reads as it was written. */
export function stringLiteral(text: string): string {
  return text.trimEnd().includes('\n') ? templateLiteral(text) : quoted(text);
}

function keyLiteral(key: string): string {
  // `{ __proto__: x }` would set the prototype, in quotes too.
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

const quoted = (text: string): string =>
  `'${escapeUnseen(text.replace(/[\\']/g, '\\$&')).replace(/\n/g, '\\n').replace(/\t/g, '\\t')}'`;

function templateLiteral(text: string): string {
  const escaped = escapeUnseen(text.replace(/[\\`]|\$(?=\{)/g, '\\$&'));
  // Editors cut blanks off the ends of lines: these are written so that they stay.
  const kept = escaped.replace(/ (?=\n|$)/g, '\\x20').replace(/\t(?=\n|$)/g, '\\t');
  return `\`${kept}\``;
}

/**
 * Characters that nobody sees, or that turn the text around them, or that no file can hold (half a surrogate pair),
 * as escapes. Line feeds and tabs are left to the caller.
 */
export function escapeUnseen(text: string): string {
  return text.replace(
    /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\xa0\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
    (character) => named.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const named: ReadonlyMap<string, string> = new Map([['\r', '\\r']]);
