import type { Connection } from '@sluice/core';
import type { LockOptions } from './run-with.js';
import { withRunnerLock } from './runner-lock.js';
import { applyVersion, type OnVersionApply } from './version-apply.js';
import {
  defaultVersionTable,
  dropWhenEmpty,
  ensureVersionTable,
  forgetProgress,
  readVersions,
  recordSql,
  type Pending,
} from './version-table.js';

/**
 * Records revisions as the heads of what is applied, without running anything, and forgets interrupted migrations.
 * `choose` is given the present heads when no other process can change them any more.
 */
export async function stamp(
  connection: Connection,
  choose: (revisions: readonly string[], pending: readonly Pending[]) => readonly string[] | Promise<readonly string[]>,
  options: LockOptions & { readonly onVersionApply?: OnVersionApply | undefined } = {},
): Promise<readonly string[]> {
  const table = { ...defaultVersionTable, ...options.versionTable };
  return withRunnerLock(connection, table, options, async () => {
    const { revisions: before, pending } = await readVersions(connection, table);
    const after = await choose(before, pending);
    const deletes = before.filter((revision) => !after.includes(revision));
    const inserts = [...new Set(after)].filter((revision) => !before.includes(revision));
    await connection.query('begin');
    try {
      const record = async (): Promise<void> => {
        await ensureVersionTable(connection, table);
        for (const { revision } of pending) await forgetProgress(connection, revision, table);
        for (const sql of recordSql(table, { deletes, inserts })) await connection.query(sql);
        await dropWhenEmpty(connection, table);
      };
      await applyVersion(connection, table, { of: 'stamp', revision: undefined }, record, options.onVersionApply);
      await connection.query('commit');
    } catch (error) {
      await connection.query('rollback').catch(() => undefined);
      throw error;
    }
    return after;
  });
}
