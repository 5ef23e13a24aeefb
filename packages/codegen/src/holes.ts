/**
 * Keeps literals out of ts-morph's hands and puts them into what it has printed. Its writer goes by the character to
 * know whether it is in a string or a comment, loses count after an escaped backslash, and then indents the lines of
 * a template literal or "closes" a comment that none opened.
 */
export interface Holes {
  /** What to print for a text: a short string literal that nothing else can be. */
  keep(text: string): string;
  /** What was printed, with the texts in it. */
  fill(printed: string): string;
}

/** No texts kept yet. */
export function makeHoles(): Holes {
  const texts: string[] = [];
  return {
    keep: (text) => `'${mark}${texts.push(text) - 1}'`,
    fill: (printed) => printed.replace(hole, (_, index: string) => texts[Number(index)] ?? ''),
  };
}

/** A control character, which literals and comments have escaped. */
const mark = '\x1e';
const hole = new RegExp(`'${mark}(\\d+)'`, 'g');
