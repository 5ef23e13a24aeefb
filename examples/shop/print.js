import { styleText } from 'node:util';

const coloured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (format, text) => (coloured && text !== '' ? styleText(format, text) : text);

export const dim = (text) => paint('dim', text);
export const bold = (text) => paint('bold', text);
export const green = (text) => paint('green', text);
export const red = (text) => paint('red', text);

export const line = (text = '') => process.stdout.write(`${text}\n`);

/** A heading over the whole width. */
export function heading(text) {
  line();
  line(bold(`── ${text} ${'─'.repeat(Math.max(3, 96 - text.length))}`));
  line();
}

/** A command as one would type it. */
export const command = (text) => line(`${dim('$')} ${bold(text)}`);

/** Lines under a command. */
export const indented = (text) => line(text.replace(/^(?=.)/gm, '  '));

/** What was done, or found to be right. */
export const done = (text) => line(`  ${green('✓')} ${text}`);

/** A migration as a reviewer sees it in an editor. */
export function source(text) {
  const words =
    /(\/\*\*[\s\S]*?\*\/|\/\/[^\n]*)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|\b(import type|from(?= ')|export|const|async function|await)\b/g;
  const painted = text.replace(words, (word, comment, string, keyword) => {
    if (comment) return comment.replace(/.+/g, (one) => paint('dim', one));
    return string ? paint('green', string) : paint('cyan', keyword);
  });
  line(
    painted
      .trimEnd()
      .replace(/^/gm, `  ${dim('│')} `)
      .replace(/ +$/gm, ''),
  );
}

/** What changed between two texts: lines that are the same but for their place in the margin are the same. */
export function difference(before, after) {
  const [a, b] = [before, after].map((text) => (text === '' ? [] : text.trimEnd().split('\n')));
  const same = (i, j) => a[i].trim() === b[j].trim();
  const length = a.map(() => b.map(() => 0));
  const at = (i, j) => length[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i][j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && same(i, j)) [i, j] = [i + 1, j + 1];
    else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1)))
      line(`  ${red(`- ${a[i++]}`.trimEnd())}`);
    else line(`  ${green(`+ ${b[j++]}`.trimEnd())}`);
  }
}
