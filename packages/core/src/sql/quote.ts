/**
 * Quoting: the only place that makes an identifier or a literal of a text.
 * Rules: https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */

/** A list of names as a quoted, qualified identifier; parts that are undefined are left out. */
export function ident(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

/** Names as a quoted list: `"a", "b"`. */
export const idents = (names: readonly string[]): string => names.map((name) => ident(name)).join(', ');

/** A text as a string literal, right whatever `standard_conforming_strings` is. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}

/** The text of a literal as PostgreSQL writes it. */
export function readLiteral(written: string): string {
  const text = written.slice(written.indexOf("'") + 1, -1).replaceAll("''", "'");
  return written.startsWith('E') ? text.replaceAll('\\\\', '\\') : text;
}

/** A name as PostgreSQL writes it, quoted or not, qualified or not; what is unqualified stands in `public`. */
export function readName(text: string): { readonly schema: string; readonly name: string } | undefined {
  const parts = /^(?:("(?:[^"]|"")+"|[^".\s(]+)\.)?("(?:[^"]|"")+"|[^".\s(]+)$/.exec(text);
  if (!parts?.[2]) return undefined;
  return { schema: parts[1] === undefined ? 'public' : unquote(parts[1]), name: unquote(parts[2]) };
}

/** A name out of its quotes, if it has any. */
export const unquote = (part: string): string =>
  part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
