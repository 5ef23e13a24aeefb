import type { Connection, Row } from '@sluice/core';
import type { Direction } from './ledger.js';
import type { VersionTable } from './own-tables.js';
import { readVersions } from './version-table.js';

/** What changes in the version table, told within the transaction that changes it. */
export interface VersionApply {
  /** What is recorded: that a migration was run, and which way; or a stamp, which runs nothing. */
  readonly of: Direction | 'stamp';
  /** The migration that was run; none where it is a stamp. */
  readonly revision: string | undefined;
  /** The heads of what was applied before. */
  readonly before: readonly string[];
  /** The heads of what is applied now. */
  readonly after: readonly string[];
  /** Runs SQL in the same transaction: what it writes is committed with the record, or not at all. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

/** Told of each change of the version table; what it throws rolls the change back, with the migration that made it. */
export type OnVersionApply = (change: VersionApply) => void | Promise<void>;

/** Changes the version table, and tells of it while the transaction is open. */
export async function applyVersion(
  connection: Connection,
  table: VersionTable,
  change: Pick<VersionApply, 'of' | 'revision'>,
  record: () => Promise<void>,
  onVersionApply: OnVersionApply | undefined,
): Promise<void> {
  if (onVersionApply === undefined) return record();
  const { revisions: before } = await readVersions(connection, table);
  await record();
  const { revisions: after } = await readVersions(connection, table);
  const query: VersionApply['query'] = async (sql, parameters) => connection.query(sql, parameters);
  await onVersionApply({ ...change, before, after, query });
}
