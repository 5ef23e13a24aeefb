import { tokens, type Token } from './tokens.js';

/** A constant that a module defines at its top level. */
export interface Constant {
  readonly name: string;
  /** `undefined`: it is not written out as a string, a list of strings or null. */
  readonly value: string | readonly string[] | null | undefined;
  /** From 1. */
  readonly line: number;
  /** Where it is given its value in the text: from behind the name up to the end of the value. */
  readonly from: number;
  readonly to: number;
}

/** The constants of some names in the text of a module, and the comment it begins with. */
export interface Constants {
  readonly constants: readonly Constant[];
  /** Without its delimiters; empty where there is none. */
  readonly comment: string;
}

/**
 * Finds constants without running the module, whether it is written as `export const name = …`, or compiled to
 * `exports.name = …` or `var name = …; export { name }`, or a `module.exports = { name: … }`.
 */
export function readConstants(text: string, names: readonly string[]): Constants {
  const found = tokensOf(text, names);
  const code = found.filter((token) => token.type !== 'comment');
  const constants = code.flatMap((token, i) => {
    if (token.type !== 'name' || !names.includes(token.text)) return [];
    const start = valueStart(code, i);
    const value = start === undefined ? UNSET : valueAt(code, start);
    if (start === undefined || value === UNSET) return [];
    return [{ name: token.text, value, line: token.line, from: token.end, to: endOfValue(code, start) }];
  });
  return { constants, comment: headComment(found) };
}

/**
 * The tokens up to the statement that names one of the names for the last time: what comes after, the body of a long
 * migration for the most part, need not be looked at.
 */
function tokensOf(text: string, names: readonly string[]): readonly Token[] {
  const last = lastOf(text, names);
  const found: Token[] = [];
  for (const token of tokens(text)) {
    if (token.at > last && token.depth === 0 && BEGINS_STATEMENT.has(token.text) && token.type !== 'string') break;
    found.push(token);
  }
  return found;
}

/** Forwards, which engines do fast and backwards not. */
function lastOf(text: string, names: readonly string[]): number {
  let last = -1;
  for (const name of names)
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) last = Math.max(last, at);
  return last;
}

const BEGINS_STATEMENT: ReadonlySet<string> = new Set([
  ';',
  'export',
  'const',
  'let',
  'var',
  'function',
  'async',
  'class',
]);

/** Stands for what sets nothing itself: `void 0`, `exports.a = a`, and the first in `a = exports.a = 'x'`. */
const UNSET = Symbol('unset');

/** The docstring: the block comment that says it is one, or else the first. */
function headComment(found: readonly Token[]): string {
  const comments = found.filter((token) => token.type === 'comment').map((token) => token.text);
  return (
    comments.find((comment) => /Revision ID\s*:/i.test(comment)) ?? (found[0]?.type === 'comment' ? found[0].text : '')
  );
}

/** Where the value begins that the name at `i` is given, if it is given one there. */
function valueStart(code: readonly Token[], i: number): number | undefined {
  const token = code[i];
  const before = code[i - 1]?.text ?? '';
  if (token?.depth === 0) {
    const assigns = before === '.' ? isExports(code, i - 2) : ['const', 'let', 'var', ','].includes(before);
    return assigns ? afterEquals(code, i + 1) : undefined;
  }
  return token?.depth === 1 && isInExportsObject(code, i) && code[i + 1]?.text === ':' ? i + 2 : undefined;
}

const isExports = (code: readonly Token[], i: number): boolean =>
  code[i]?.type === 'name' && code[i].text === 'exports';

/** Passes over a type: `: string | readonly string[] | null`. */
function afterEquals(code: readonly Token[], start: number): number | undefined {
  if (code[start]?.text === '=') return start + 1;
  if (code[start]?.text !== ':') return undefined;
  const equals = code.findIndex(
    (token, i) => i > start && token.depth === 0 && (token.text === '=' || token.text === ';'),
  );
  return code[equals]?.text === '=' ? equals + 1 : undefined;
}

/** Whether the token is within `module.exports = { … }`, at its first level. */
function isInExportsObject(code: readonly Token[], i: number): boolean {
  let open = i - 1;
  while (open >= 0 && (code[open]?.depth ?? 0) > 0) open--;
  return code[open]?.text === '{' && code[open - 1]?.text === '=' && isExports(code, open - 2);
}

function valueAt(code: readonly Token[], start: number): Constant['value'] | typeof UNSET {
  const token = code[start];
  if (token === undefined) return undefined;
  if (token.type === 'string') return endsAt(code, start + 1) ? token.text : undefined;
  if (token.text === 'null') return null;
  if (token.text === '[') return listAt(code, start);
  if (token.type === 'name' && ['void', 'exports', 'module'].includes(token.text)) return UNSET;
  return token.type === 'name' && code[start - 2]?.text === token.text ? UNSET : undefined;
}

function listAt(code: readonly Token[], open: number): readonly string[] | undefined {
  const values: string[] = [];
  for (let i = open + 1; i < code.length; i++) {
    const token = code[i];
    if (token?.text === ']' && token.type === 'mark') return endsAt(code, i + 1) ? values : undefined;
    if (token?.type === 'string') values.push(token.text);
    else if (token?.text !== ',') return undefined;
  }
  return undefined;
}

/** Of a list, its closing bracket. */
function endOfValue(code: readonly Token[], start: number): number {
  const open = code[start];
  const isList = open?.text === '[' && open.type === 'mark';
  const last = isList ? code.find((token, i) => i > start && token.text === ']' && token.depth === open.depth) : open;
  return last?.end ?? 0;
}

/** Whether a value ends here: what follows is another statement, or only says its type. */
function endsAt(code: readonly Token[], i: number): boolean {
  const token = code[i];
  return (
    token === undefined || token.type === 'name' || ([';', ',', '}', '@'].includes(token.text) && token.type === 'mark')
  );
}
