/** Where a database records its revisions. */
export interface VersionTable {
  readonly schema: string;
  readonly name: string;
}

/** The version table unless said otherwise. */
export const defaultVersionTable: VersionTable = { schema: 'public', name: 'sluice_version' };

/** The ledger, beside the version table: a row for each run of a migration. */
export const ledgerOf = (table: VersionTable): VersionTable => beside(table, '_ledger');

/** The lease, beside the version table, where that is how runners take turns: a row as long as one runs. */
export const leaseOf = (table: VersionTable): VersionTable => beside(table, '_lease');

const beside = ({ schema, name }: VersionTable, suffix: string): VersionTable => ({
  schema,
  name: `${cut(name, LONGEST - suffix.length)}${suffix}`,
});

/** PostgreSQL cuts names after as many bytes: https://www.postgresql.org/docs/current/limits.html */
const LONGEST = 63;

/** What of a text has room in so many bytes, in whole characters. */
function cut(text: string, bytes: number): string {
  let [kept, length] = ['', 0];
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept;
}

/** The tables of Sluice's own: no part of a snapshot, and left aside by whatever reads a catalog. */
export const ownTables = (table: VersionTable): readonly VersionTable[] => [table, ledgerOf(table), leaseOf(table)];
