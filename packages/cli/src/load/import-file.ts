import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/** Imports one file that Node can import. */
export async function importFile(file: string, fresh: boolean): Promise<Exports> {
  const url = pathToFileURL(file);
  // Node keeps what it has imported by its URL: a query that changes with the file makes it look again.
  if (fresh && !file.endsWith('.cjs')) url.searchParams.set('version', String(statSync(file).mtimeMs));
  const exports: Exports = await import(url.href);
  return unwrapCommonJs(exports);
}

/** What TypeScript and Babel compile to CommonJS holds its exports once more, under `default`. */
function unwrapCommonJs(exports: Exports): Exports {
  const inner = exports['default'];
  return isCompiled(inner) ? inner : exports;
}

function isCompiled(value: unknown): value is Exports {
  return typeof value === 'object' && value !== null && '__esModule' in value;
}

/** An error as one line of a message. */
export function textOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return String(cause);
  const name = 'name' in cause && typeof cause.name === 'string' ? cause.name : 'Error';
  const message = 'message' in cause && typeof cause.message === 'string' ? cause.message : String(cause);
  const first = message.split('\n')[0] ?? '';
  return name === 'Error' ? first : `${name}: ${first}`;
}
