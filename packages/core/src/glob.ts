/**
 * Makes a pattern a regular expression over a whole name: `*` any characters, `?` one, `[ab]` one of these, `{a,b}` and
 * `@(a|b)` one of several texts. Any other character, a dot too, is itself.
 */
export function glob(pattern: string): RegExp {
  const source = pattern.replaceAll(token, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.startsWith('[')) return part.replace(/^\[!/, '[^').replaceAll('\\', String.raw`\\`);
    const texts = part.startsWith('{') ? part.slice(1, -1).split(',') : part.slice(2, -1).split('|');
    return texts.length > 1 || part.startsWith('@(')
      ? `(?:${texts.map((text) => glob(text).source.slice(1, -1)).join('|')})`
      : part.replaceAll(special, String.raw`\$&`);
  });
  return new RegExp(`^${source}$`, 'su');
}

/** A part that means something, or a character that a regular expression would take for more than itself. */
const token = /\*|\?|\[[^\]]+\]|\{[^{}]*\}|@\([^()]*\)|[\\^$.|+()[\]{}]/gu;

const special = /[\\^$.|+()[\]{}]/gu;
