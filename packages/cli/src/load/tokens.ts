/** A word, string, comment or mark of JavaScript or TypeScript. */
export interface Token {
  /** `string` is one without substitutions, and its text is what it means; `other` is a number, a pattern, a template. */
  readonly type: 'name' | 'string' | 'comment' | 'mark' | 'other';
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** How many brackets are open around it; a bracket itself stands outside. */
  readonly depth: number;
  /** Where it begins, from 0. */
  readonly at: number;
  /** Where it ends: the place after it. */
  readonly end: number;
}

/**
 * Splits the text of a module into tokens, as exactly as it takes to find constants at its top level. Block comments
 * are among them, line comments are not.
 */
export function* tokens(text: string): Generator<Token, void, undefined> {
  let line = 1;
  let depth = 0;
  let previous: Token | undefined;
  let at = text.startsWith('#!') ? text.indexOf('\n') : 0;
  while (at >= 0 && at < text.length) {
    const [type, end] = scan(text, at, previous);
    if (type !== 'space') {
      const source = text.slice(at, end);
      if (type === 'mark' && CLOSING.has(source)) depth = Math.max(0, depth - 1);
      const token: Token = { type, text: meaning(type, source), line, depth, at, end };
      if (type === 'mark' && OPENING.has(source)) depth++;
      yield token;
      if (type !== 'comment') previous = token;
    }
    if (type !== 'name' && type !== 'mark') line += linesIn(text, at, end);
    at = end;
  }
}

const OPENING: ReadonlySet<string> = new Set('([{');
const CLOSING: ReadonlySet<string> = new Set(')]}');

/** Looks at no more than these characters: the next line may end far away, where all is on one. */
function linesIn(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at++) if (text.charAt(at) === '\n') lines++;
  return lines;
}

type Scanned = readonly [type: Token['type'] | 'space', end: number];

function scan(text: string, at: number, previous: Token | undefined): Scanned {
  const char = text.charAt(at);
  // Most of a file is of these, and thousands of files are read.
  if (char === ' ' || char === '\n') return ['space', at + 1];
  if (char >= 'a' && char <= 'z') return ['name', endOf(NAME, text, at)];
  if (char === '/' && text[at + 1] === '/') return ['space', endOf(LINE, text, at)];
  if (char === '/' && text[at + 1] === '*') return ['comment', after(text.indexOf('*/', at + 2), 2, text)];
  if (char === "'" || char === '"') return ['string', endOfString(text, at)];
  if (char === '`') return endOfTemplate(text, at);
  if (char === '/' && startsPattern(previous)) return ['other', endOfPattern(text, at)];
  if (/[\s\uFEFF]/.test(char)) return ['space', endOf(SPACE, text, at)];
  if (/[\p{ID_Start}$_]/u.test(char)) return ['name', endOf(NAME, text, at)];
  if (/\d/.test(char)) return ['other', endOf(NUMBER, text, at)];
  LONG_MARK.lastIndex = at;
  return ['mark', at + (LONG_MARK.exec(text)?.[0].length ?? 1)];
}

const LONG_MARK = /===?|!==?|=>|<=|>=|\*\*|&&|\|\||\?\?|\?\./y;

// What goes on: made once, since they are asked for every word of every file.
const NAME = /[\p{ID_Continue}$]*/uy;
const LINE = /[^\r\n]*/y;
const SPACE = /[\s\uFEFF]*/y;
const NUMBER = /[\w.]*/y;

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}

const after = (found: number, length: number, text: string): number => (found < 0 ? text.length : found + length);

function endOfString(text: string, at: number): number {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i + 1;
    else if (text[i] === '\n') return i;
  }
  return text.length;
}

/** A template that substitutes nothing is a string; one that does is passed over, with what is nested in it. */
function endOfTemplate(text: string, at: number): Scanned {
  let type: 'string' | 'other' = 'string';
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '`') return [type, i + 1];
    else if (text.startsWith('${', i)) {
      type = 'other';
      i = endOfSubstitution(text, i + 2) - 1;
    }
  }
  return ['other', text.length];
}

function endOfSubstitution(text: string, start: number): number {
  let open = 1;
  let at = start;
  let previous: Token | undefined;
  while (at < text.length) {
    const [type, end] = scan(text, at, previous);
    const source = text.slice(at, end);
    if (type === 'mark') open += source === '{' ? 1 : source === '}' ? -1 : 0;
    if (open === 0) return end;
    if (type !== 'space' && type !== 'comment') previous = { type, text: source, line: 0, depth: 0, at, end };
    at = end;
  }
  return text.length;
}

/** A slash divides after a value, and begins a pattern elsewhere. */
function startsPattern(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.type === 'name')
    return /^(return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield)$/.test(previous.text);
  return previous.type === 'mark' && !/^[)\]}]$/.test(previous.text);
}

function endOfPattern(text: string, at: number): number {
  let inClass = false;
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '\n') return i;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return endOf(NAME, text, i + 1);
  }
  return text.length;
}

function meaning(type: Token['type'], source: string): string {
  if (type === 'comment') return source.replace(/^\/\*+/, '').replace(/\*+\/$/, '');
  if (type !== 'string') return source;
  const text = source.slice(1, -1);
  if (!text.includes('\\')) return text;
  return text.replace(/\\(u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|\r?\n|[^])/gi, (_, escape: string) => unescape(escape));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '0': '\0' };

function unescape(escape: string): string {
  const code = /^(?:u\{?|x)([\da-f]+)\}?$/i.exec(escape)?.[1];
  if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
  return /^\r?\n$/.test(escape) ? '' : (ESCAPES[escape] ?? escape);
}
