import { ident, literal } from '@sluice/core';
import { keysOf } from './advisory-lock.js';
import { createLedgerSql } from './ledger.js';
import { ledgerOf, type VersionTable } from './own-tables.js';
import { createVersionTableSql, dropTablesSql, recordSql, type VersionChange } from './version-table.js';

/**
 * A script for psql around pieces of SQL: it stops at the first error, takes the lock that other runners heed, and
 * refuses a database that is not at `from`.
 *
 * @param from - the heads of what is applied when the script begins; where it is left out, any database will do
 */
export function framed(from: readonly string[] | undefined, table: VersionTable, pieces: readonly string[]): string {
  const end = `SELECT pg_advisory_unlock(${keysOf(table).join(', ')});`;
  return [head(from, table), ...pieces, end].join('\n\n').concat('\n');
}

/** The version table and the ledger, as they are made where they are missing. */
export const ensureTablesSql = (table: VersionTable): readonly string[] =>
  [createVersionTableSql(table), createLedgerSql(table)].map((sql) => sql.replace('TABLE', 'TABLE IF NOT EXISTS'));

/** What records a change of the heads and runs, in tables that it makes where they are missing, and drops after the last. */
export function recordLines(
  table: VersionTable,
  applied: readonly string[],
  { deletes, inserts }: VersionChange,
  runs: readonly string[],
): readonly string[] {
  const isLast = inserts.length === 0 && applied.every((revision) => deletes.includes(revision));
  return [
    ...(isLast && applied.length > 0 ? [] : ensureTablesSql(table)),
    ...recordSql(table, { deletes, inserts }),
    ...(isLast ? dropTablesSql(table) : runs),
  ].map((sql) => `${sql};`);
}

/** Revisions as a place, in words. */
export const placeName = (revisions: readonly string[]): string =>
  revisions.length === 0 ? 'its base' : revisions.join(', ');

function head(from: readonly string[] | undefined, table: VersionTable): string {
  const others = `Another process runs migrations: run this script again when it is done.`;
  return [
    `-- For psql, on a database ${from === undefined ? 'wherever it is' : `at ${placeName(from)}`}.`,
    '\\set ON_ERROR_STOP on',
    `SET client_min_messages TO warning;`,
    `DO ${literal(`BEGIN
  IF NOT pg_try_advisory_lock(${keysOf(table).join(', ')}) THEN RAISE EXCEPTION ${literal(others)}; END IF;
END`)};`,
    ...(from === undefined ? [] : [`DO ${literal(checkPlace(from, table))};`]),
  ].join('\n');
}

/** Where there is no version table, nothing is applied; what is under way was interrupted. */
function checkPlace(from: readonly string[], table: VersionTable): string {
  const name = ident(table.schema, table.name);
  const ledger = ident(ledgerOf(table).schema, ledgerOf(table).name);
  const wanted = `ARRAY[${from.toSorted().map(literal).join(', ')}]::text[]`;
  const message = `This script is for a database at ${placeName(from)}, and this one is at %.`;
  return `DECLARE found text[] := '{}';
BEGIN
  IF to_regclass(${literal(name)}) IS NOT NULL THEN
    EXECUTE ${literal(`SELECT coalesce(array_agg(revision || CASE WHEN applied_at IS NULL THEN ' (interrupted)' ELSE '' END ORDER BY revision COLLATE "C"), '{}') FROM ${name}`)} INTO found;
  END IF;
  IF to_regclass(${literal(ledger)}) IS NOT NULL THEN
    EXECUTE ${literal(`SELECT $1 || coalesce(array_agg(revision || ' (interrupted)' ORDER BY run), '{}') FROM ${ledger} WHERE outcome IS NULL`)} INTO found USING found;
  END IF;
  IF found <> ${wanted} THEN RAISE EXCEPTION ${literal(message)}, coalesce(nullif(array_to_string(found, ', '), ''), 'its base'); END IF;
END`;
}
