import { ParserMissing } from './errors.js';
import { tree, type Tree } from './tree.js';

/** One statement of a text. */
export interface ParsedStatement {
  readonly tree: Tree;
  readonly sql: string;
}

/** The statements of a text; throws where PostgreSQL could not read it. */
export type ParseSql = (sql: string) => readonly ParsedStatement[];

/** PostgreSQL's own parser, which is loaded only here: who does not lint need not install it. */
export interface Parser {
  readonly parse: ParseSql;
  /** The identifiers of a text as they are written, however long. */
  readonly identifiers: (sql: string) => readonly string[];
}

/** Loads the parser. */
export async function loadParser(): Promise<Parser> {
  const { loadModule, parseSync, scanSync } = await importParser();
  await loadModule();
  return {
    parse: (sql) => {
      // Places are counted in bytes.
      const bytes = Buffer.from(sql);
      return (parseSync(sql).stmts ?? []).map(({ stmt, stmt_location: from = 0, stmt_len: length }) => ({
        tree: tree(stmt),
        sql: bytes.toString('utf8', from, length === undefined ? undefined : from + length).trim(),
      }));
    },
    identifiers: (sql) =>
      scanSync(sql)
        .tokens.filter(({ tokenName }) => tokenName === 'IDENT')
        .map(({ text }) => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text)),
  };
}

async function importParser(): Promise<typeof import('libpg-query')> {
  try {
    return await import('libpg-query');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    throw isMissing ? new ParserMissing(cause) : cause;
  }
}
