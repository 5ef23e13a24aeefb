/** An array of PostgreSQL's, its elements still text. */
export type TextArray = readonly (string | null | TextArray)[];

/** A brace, a comma, an element in quotes or one without, as PostgreSQL writes arrays. */
const token = /[{},]|"((?:[^"\\]|\\.)*)"|((?:[^{},"\\]|\\.)+)/gsu;

/**
 * Reads an array as PostgreSQL writes it: `{a,"b c",NULL}`, `{{1,2},{3,4}}`, or `[0:1]={a,b}` where it does not begin at 1.
 */
export function textArray(text: string): TextArray {
  const whole: (string | null | TextArray)[] = [];
  const open = [whole];
  for (const [all, quoted, plain] of text.slice(text.indexOf('{')).matchAll(token)) {
    if (all === '{') {
      const inner: (string | null | TextArray)[] = [];
      open.at(-1)?.push(inner);
      open.push(inner);
    } else if (all === '}') open.pop();
    else if (quoted !== undefined) open.at(-1)?.push(unescaped(quoted));
    else if (plain !== undefined) open.at(-1)?.push(plain.toUpperCase() === 'NULL' ? null : unescaped(plain));
  }
  const [array] = whole;
  return array === undefined || array === null || typeof array === 'string' ? [] : array;
}

const unescaped = (text: string): string => text.replaceAll(/\\(.)/gsu, '$1');
