/** The lines that only one of two dumps has, each under the title of its block. */
export function textDiff(actual: string, expected: string): readonly string[] {
  const [inActual, inExpected] = [linesOf(actual), linesOf(expected)];
  const missing = [...inExpected]
    .filter(([key]) => !inActual.has(key))
    .map(([key, line]) => ({ key, text: `- ${line}` }));
  const extra = [...inActual]
    .filter(([key]) => !inExpected.has(key))
    .map(([key, line]) => ({ key, text: `+ ${line}` }));
  const lines = [...missing, ...extra].toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ text }) => text);
  return lines.length > 0 ? lines : ['the same lines in another order'];
}

/** Each line by its block, itself and how often it was there before. Commas and semicolons at the end only say what follows. */
function linesOf(dump: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  const isTitle = /^-- .*; Type: /m.test(dump) ? /^-- .*; Type: / : /^\S/;
  let title = '';
  for (const line of dump.split('\n')) {
    if (isTitle.test(line)) title = line.replace(/^-- |; Owner: .*/g, '');
    const bare = (isTitle.test(line) ? line.replace(/^.*?(?:; Owner: [^;]*|$)/, '') : line).replace(/[,;]$/, '').trim();
    if (bare === '') continue;
    let key = `${title}\n${bare}`;
    while (lines.has(key)) key += '\n';
    lines.set(key, title === '' ? bare : `${title}: ${bare}`);
  }
  return lines;
}
