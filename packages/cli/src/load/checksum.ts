import { createHash } from 'node:crypto';
import { tokens } from './tokens.js';

/**
 * A checksum of what a file does: comments and layout aside, and with them what prettier adds or takes away.
 *
 * @example
 * ```ts
 * checksumOf("const a = [1, 2];") === checksumOf('const a = [\n  1,\n  2, // two\n]'); // true
 * ```
 */
export function checksumOf(source: string): string {
  const hash = createHash('sha256');
  let [code, comma] = ['', ''];
  for (const { type, text } of tokens(source)) {
    if (type === 'comment' || (type === 'mark' && text === ';')) continue;
    // One that ends a list is layout, and a list is known to end by what follows.
    if (!(type === 'mark' && ENDS_LIST.has(text))) code += comma;
    const part = `${type} ${text}\0`;
    const isComma = type === 'mark' && text === ',';
    comma = isComma ? part : '';
    if (!isComma) code += part;
    if (code.length < SOME) continue;
    hash.update(code);
    code = '';
  }
  return hash
    .update(code + comma)
    .digest('hex')
    .slice(0, 12);
}

const ENDS_LIST: ReadonlySet<string> = new Set(')]}');

/** What is hashed at once, in characters: a hash takes a moment to begin, and a file may be large. */
const SOME = 65_536;
