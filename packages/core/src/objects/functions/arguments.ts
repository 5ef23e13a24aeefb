/** An argument as PostgreSQL writes it: mode, name and type, and its default. */
interface Argument {
  readonly head: string;
  readonly default: string | undefined;
}

/** The arguments of a text as pg_get_function_arguments writes it. */
export function readArguments(text: string): readonly Argument[] {
  return text === '' ? [] : split(text, ', ').map(readArgument);
}

function readArgument(text: string): Argument {
  const [head = text, ...rest] = split(text, ' DEFAULT ');
  return { head, default: rest.length === 0 ? undefined : rest.join(' DEFAULT ') };
}

/**
 * Whether CREATE OR REPLACE may turn some arguments into others: names and types stay, and no default goes.
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
export function mayReplaceArguments(from: string, to: string): boolean {
  const [before, after] = [readArguments(from), readArguments(to)];
  return (
    before.length === after.length &&
    before.every((argument, i) => {
      const next = after[i];
      return next?.head === argument.head && (argument.default === undefined || next.default !== undefined);
    })
  );
}

const piece = /E?'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|[([]|[)\]]|./gsu;

/** Splits where a separator stands outside of brackets and quotes. */
function split(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: found, index } of text.matchAll(piece)) {
    if (/^[([]$/.test(found)) depth++;
    else if (/^[)\]]$/.test(found)) depth--;
    else if (depth === 0 && index >= start && text.startsWith(separator, index)) {
      parts.push(text.slice(start, index));
      start = index + separator.length;
    }
  }
  return [...parts, text.slice(start)];
}
