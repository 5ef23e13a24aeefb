/** Splits SQL as pg_dump writes it, with an eye for quotes, dollar quotes and parentheses. */

/** The parts of a text between the separators that stand outside of quotes and parentheses, trimmed, none empty. */
export function splitAt(separator: ',' | ';', sql: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < sql.length; i = next(sql, i)) {
    if (sql[i] === '(') depth++;
    else if (sql[i] === ')') depth--;
    else if (sql[i] === separator && depth === 0) {
      parts.push(sql.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, sql.slice(start)].map((part) => part.trim()).filter((part) => part !== '');
}

/** Where the first parenthesis outside of quotes opens, and where it closes; undefined when there is none. */
export function firstParentheses(sql: string): { readonly open: number; readonly close: number } | undefined {
  let depth = 0;
  let open = -1;
  for (let i = 0; i < sql.length; i = next(sql, i)) {
    if (sql[i] === '(' && depth++ === 0) open = i;
    else if (sql[i] === ')' && --depth === 0) return { open, close: i };
  }
  return undefined;
}

/** The place after the character at `i`, or after the quoted text that starts there. */
function next(sql: string, i: number): number {
  if (sql[i] === '"') return after(sql, i, /"(?:[^"]|"")*"/y);
  if (sql[i] === "'")
    return after(sql, i, /[eE]$/.test(sql.slice(0, i)) ? /'(?:[^'\\]|\\.|'')*'/sy : /'(?:[^']|'')*'/y);
  if (sql[i] === '$') return afterDollarQuoted(sql, i);
  return i + 1;
}

function after(sql: string, i: number, quoted: RegExp): number {
  quoted.lastIndex = i;
  return quoted.test(sql) ? quoted.lastIndex : i + 1;
}

function afterDollarQuoted(sql: string, i: number): number {
  const open = /\$(?:[^\W\d]\w*)?\$/y;
  open.lastIndex = i;
  const tag = open.exec(sql)?.[0];
  const close = tag === undefined ? -1 : sql.indexOf(tag, i + tag.length);
  return tag === undefined || close < 0 ? i + 1 : close + tag.length;
}
