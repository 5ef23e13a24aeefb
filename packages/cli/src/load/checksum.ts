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
  const code = [...tokens(source)].filter(({ type, text }) => type !== 'comment' && !(type === 'mark' && text === ';'));
  for (const [i, { type, text }] of code.entries()) {
    if (type === 'mark' && text === ',' && /^[)\]}]$/.test(code[i + 1]?.text ?? '')) continue;
    hash.update(`${type} ${text}\0`);
  }
  return hash.digest('hex').slice(0, 12);
}
