/** Text of a page in which nothing is left to escape. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | undefined | readonly Part[];

/** A piece of a page. Whatever is put in is text, unless it is a piece itself; a list is one piece after the other. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.reduce((text, string, i) => `${text}${string}${i < parts.length ? written(parts[i]) : ''}`, ''),
});

function written(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'object') return 'markup' in part ? part.markup : part.map(written).join('');
  return escaped(String(part));
}

/** Signs that change the direction of what follows are shown as what they are. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\u202A-\u202E\u2066-\u2069\u200E\u200F]/g, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16)}`)
    .replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
