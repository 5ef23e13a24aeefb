import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { ColumnOrder } from '../../packages/database/src/proof/catalog-text.ts';
import { firstParentheses, splitAt } from './sql-text.ts';

const run = promisify(execFile);
const options = { maxBuffer: 2 ** 28, env: { ...process.env, LC_ALL: 'C' } };

let major: Promise<number> | undefined;

/** The major version of the pg_dump on the PATH; 0 when there is none. */
export function pgDumpMajor(): Promise<number> {
  major ??= run('pg_dump', ['--version'], options).then(
    ({ stdout }) => Number(/\d+/.exec(stdout)?.[0] ?? 0),
    () => 0,
  );
  return major;
}

/** What `pg_dump --schema-only` says of a database, without what changes from run to run. */
export async function pgDump(
  url: string,
  { without, columnOrder }: { readonly without: readonly string[]; readonly columnOrder: ColumnOrder },
): Promise<string> {
  const patterns = without.flatMap((table) => [table, `${table}_*_seq`]);
  const excluded = patterns.map((pattern) => `--exclude-table=*.${pattern}`);
  const { stdout } = await run('pg_dump', ['--schema-only', ...excluded, `--dbname=${url}`], options);
  return tidy(stdout, columnOrder);
}

/**
 * The entries of a dump, sorted by name: pg_dump sorts by what depends on what, and where that leaves a choice
 * two equal databases may be written in two orders.
 */
export function tidy(dump: string, columnOrder: ColumnOrder): string {
  const [head = '', ...pieces] = dump.replace(/^\\(?:un)?restrict .*$/gm, '').split(/^--\n-- Name: (.*)\n--\n/m);
  const entries: string[] = [];
  let { accessMethod } = withoutSettings(head);
  for (let i = 0; i + 1 < pieces.length; i += 2) {
    const { sql, accessMethod: ofTheNext } = withoutSettings(pieces[i + 1] ?? '', accessMethod);
    entries.push(entry(pieces[i] ?? '', sql, accessMethod, columnOrder));
    accessMethod = ofTheNext;
  }
  return entries.toSorted().join('\n');
}

/** pg_dump writes at the end of an entry what it sets for the next. Of the tablespace the next one's title tells too. */
function withoutSettings(text: string, accessMethod = 'heap'): { readonly sql: string; readonly accessMethod: string } {
  const whole = `\n${text.replace(/^--\n-- PostgreSQL database dump complete\n--$/m, '').trim()}`;
  const settings = /(?:\n+SET default_(?:tablespace|table_access_method) = [^\n]*;)+$/.exec(whole)?.[0] ?? '';
  return {
    sql: whole.slice(0, whole.length - settings.length).trim(),
    accessMethod: /SET default_table_access_method = (.*);/.exec(settings)?.[1] ?? accessMethod,
  };
}

function entry(title: string, sql: string, accessMethod: string, columnOrder: ColumnOrder): string {
  const isTable = /; Type: (?:FOREIGN )?TABLE;/.test(title);
  const method = isTable && accessMethod !== 'heap' ? `; Access method: ${accessMethod}` : '';
  return `-- ${title}${method}\n${isTable && columnOrder === 'ignore' ? sortColumns(sql) : sql}\n`;
}

/** A CREATE TABLE with its columns and checks sorted, and the statements after it too. */
function sortColumns(sql: string): string {
  const [create = '', ...others] = splitAt(';', sql);
  return [create.includes('PARTITION OF') ? create : sortFirstList(create), ...others.toSorted()]
    .map((statement) => `${statement};`)
    .join('\n');
}

function sortFirstList(create: string): string {
  const list = firstParentheses(create);
  if (list === undefined) return create;
  const items = splitAt(',', create.slice(list.open + 1, list.close)).toSorted();
  return `${create.slice(0, list.open)}(\n${items.map((item) => `    ${item}`).join(',\n')}\n${create.slice(list.close)}`;
}
