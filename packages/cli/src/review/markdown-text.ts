/** A text that Markdown shows as it is, on one line, also within a table; it mentions nobody. */
export const plain = (text: string): string =>
  oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#|~!$]/g, String.raw`\$&`)
    .replaceAll('://', ':\u200B//')
    .replaceAll('@', '@\u200B');

/** A text as code, within a line or a table. */
export function code(text: string): string {
  const line = oneLine(text).replaceAll('|', String.raw`\|`);
  const fence = '`'.repeat(longestRun(line) + 1);
  const edge = /^`|`$|^ .* $/.test(line) || line === '' ? ' ' : '';
  return `${fence}${edge}${line}${edge}${fence}`;
}

/** A text as a block of code. */
export function block(language: string, text: string): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}${language}`, text, fence];
}

const longestRun = (text: string): number => Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
