import { endOfComment } from '@sluice/core';

/** A statement of a dump. */
export interface DumpStatement {
  readonly sql: string;
  /** The line it begins on, from 1. */
  readonly line: number;
}

/**
 * The statements of a dump in SQL, as `pg_dump` writes it for `psql`. Left out are comments before a statement, the
 * commands that only psql knows (`\restrict`, `\connect`), and the rows of COPY.
 */
export function dumpStatements(dump: string): readonly DumpStatement[] {
  const found: DumpStatement[] = [];
  for (let at = 0; at < dump.length;) {
    const start = skipBetween(dump, at);
    if (start >= dump.length) break;
    const end = endOfStatement(dump, start);
    const sql = dump.slice(start, end).trim();
    at = end;
    if (isCopyOfRows(sql)) at = endOfRows(dump, end);
    else if (sql !== ';') found.push({ sql, line: dump.slice(0, start).split('\n').length });
  }
  return found;
}

const isCopyOfRows = (sql: string): boolean => /^copy\s.*\sfrom\s+stdin\b/is.test(sql);

/** Past the line `\.` that ends the rows of COPY. */
function endOfRows(dump: string, start: number): number {
  const end = /^\\\.\r?$/m.exec(dump.slice(start));
  return end === null ? dump.length : start + end.index + end[0].length;
}

/** Past spaces, comments and lines of psql's own. */
function skipBetween(dump: string, start: number): number {
  const between = /(?:\s+|--[^\n]*|(?<=^|\n)\\[^\n]*)+/y;
  let at = start;
  for (;;) {
    between.lastIndex = at;
    at += between.exec(dump)?.[0].length ?? 0;
    if (!dump.startsWith('/*', at)) return at;
    at = endOfComment(dump, at);
  }
}

/** What matters on the way to the semicolon that ends a statement. */
const token = /--[^\n]*|\/\*|'|"|\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$|[\p{L}_][\p{L}\p{N}_$]*|[();]|[^\s]/gu;

/**
 * Past the semicolon that ends a statement: not one in quotes, in parentheses (CREATE RULE), or in a body that begins
 * with BEGIN ATOMIC.
 */
function endOfStatement(dump: string, start: number): number {
  const tokens = new RegExp(token);
  tokens.lastIndex = start;
  const words: string[] = [];
  let [parentheses, blocks] = [0, 0];
  for (let found = tokens.exec(dump); found !== null; found = tokens.exec(dump)) {
    const [text] = found;
    if (text === '/*') tokens.lastIndex = endOfComment(dump, found.index);
    else if (text === "'" || text === '"')
      tokens.lastIndex = endOfQuotes(
        dump,
        found.index,
        words.at(-1) === 'e' && dump[found.index - 1]?.toLowerCase() === 'e',
      );
    else if (text.startsWith('$') && text.endsWith('$') && text.length > 1) {
      const end = dump.indexOf(text, tokens.lastIndex);
      tokens.lastIndex = end < 0 ? dump.length : end + text.length;
    } else if (text === '(') parentheses += 1;
    else if (text === ')') parentheses -= 1;
    else if (text === ';' && parentheses <= 0 && blocks === 0) return tokens.lastIndex;
    else if (/^[\p{L}_]/u.test(text)) {
      words.push(text.toLowerCase());
      blocks += blockStep(words, blocks);
    }
  }
  return dump.length;
}

/** In a function's body BEGIN and CASE open a block, and END closes it. */
function blockStep(words: readonly string[], blocks: number): number {
  if (words[0] !== 'create' || !words.slice(1, 4).some((word) => word === 'function' || word === 'procedure')) return 0;
  const word = words.at(-1);
  if (word === 'atomic' && words.at(-2) === 'begin') return 1;
  if (blocks === 0) return 0;
  return word === 'case' ? 1 : word === 'end' ? -1 : 0;
}

/** Past a text or a name in quotes; in E'' a backslash takes the next sign along. */
function endOfQuotes(dump: string, start: number, escapes: boolean): number {
  const quote = dump[start] ?? '';
  for (let at = start + 1; at < dump.length; at += 1) {
    if (escapes && dump[at] === '\\') at += 1;
    else if (dump[at] === quote) {
      if (dump[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return dump.length;
}
