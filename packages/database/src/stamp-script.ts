import { ident } from '@sluice/core';
import { ensureTablesSql, framed, placeName, recordLines } from './script-frame.js';
import { abandonAllSql, stampedSql, type MigrationText } from './ledger.js';
import { defaultVersionTable, ownTables, type VersionTable } from './own-tables.js';
import { recordSql } from './version-table.js';

/** How a script that records is written. */
export interface StampScriptOptions {
  readonly versionTable?: Partial<VersionTable>;
  /** What the files say of all that is applied afterwards; the ledger is left as it is where it is left out. */
  readonly texts?: readonly MigrationText[] | undefined;
}

/**
 * The SQL that records revisions as the heads of what is applied, as a script for psql: what `stamp` would send.
 *
 * @param from - the heads that the script wants to find; where it is left out, whatever is recorded is forgotten
 * @param to - the heads that it leaves
 */
export function stampScript(
  from: readonly string[] | undefined,
  to: readonly string[],
  options: StampScriptOptions = {},
): string {
  const table = { ...defaultVersionTable, ...options.versionTable };
  const runs = options.texts === undefined ? [] : stampedSql(table, options.texts);
  const lines = from === undefined ? anew(table, to, runs) : change(table, from, to, runs);
  const title = `-- Stamp: the database is at ${placeName(to)}`;
  return framed(from, table, [[title, 'BEGIN;', ...lines, 'COMMIT;'].join('\n')]);
}

/** The SQL that makes the version table and the ledger where they are missing, as a script for psql. */
export function ensureVersionScript(options: Pick<StampScriptOptions, 'versionTable'> = {}): string {
  const table = { ...defaultVersionTable, ...options.versionTable };
  return [
    '-- For psql.',
    '\\set ON_ERROR_STOP on',
    'SET client_min_messages TO warning;',
    ...ensureTablesSql(table).map((sql) => `${sql};`),
    '',
  ].join('\n');
}

function change(
  table: VersionTable,
  from: readonly string[],
  to: readonly string[],
  runs: readonly string[],
): readonly string[] {
  const deletes = from.filter((revision) => !to.includes(revision));
  const inserts = to.filter((revision) => !from.includes(revision));
  return from.length === 0 && to.length === 0 ? [] : recordLines(table, from, { deletes, inserts }, runs);
}

function anew(table: VersionTable, to: readonly string[], runs: readonly string[]): readonly string[] {
  const name = ident(table.schema, table.name);
  if (to.length === 0) return ownTables(table).map((each) => `DROP TABLE IF EXISTS ${ident(each.schema, each.name)};`);
  return [
    ...ensureTablesSql(table),
    `DELETE FROM ${name}`,
    abandonAllSql(table),
    ...recordSql(table, { deletes: [], inserts: to }),
    ...runs,
  ].map((sql) => `${sql};`);
}
