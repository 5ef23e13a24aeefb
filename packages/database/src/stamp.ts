import type { Connection } from '@sluice/core';
import { inTransaction } from './in-transaction.js';
import type { MigrationText, Pending } from './ledger.js';
import { defaultVersionTable } from './own-tables.js';
import type { LockOptions } from './run-with.js';
import { withRunnerLock } from './runner-lock.js';
import { applyVersion, type OnVersionApply } from './version-apply.js';
import { abandonProgress, readVersions, recordStamp } from './version-table.js';

/** How to stamp. */
export interface StampOptions extends LockOptions {
  readonly onVersionApply?: OnVersionApply | undefined;
  /** What the files say now of all that is applied once these are the heads: the ledger takes what it does not know. */
  readonly textsOf?: ((heads: readonly string[]) => Promise<readonly MigrationText[]>) | undefined;
}

/**
 * Records revisions as the heads of what is applied, without running anything, and forgets interrupted migrations.
 * `choose` is given the present heads when no other process can change them any more.
 */
export async function stamp(
  connection: Connection,
  choose: (revisions: readonly string[], pending: readonly Pending[]) => readonly string[] | Promise<readonly string[]>,
  options: StampOptions = {},
): Promise<readonly string[]> {
  const table = { ...defaultVersionTable, ...options.versionTable };
  return withRunnerLock(connection, table, options, async (turn) => {
    const { revisions: before, pending } = await readVersions(connection, table);
    const after = await choose(before, pending);
    const texts = await options.textsOf?.(after);
    const deletes = before.filter((revision) => !after.includes(revision));
    const inserts = [...new Set(after)].filter((revision) => !before.includes(revision));
    const record = async (): Promise<void> => {
      await turn.confirm();
      for (const { revision } of pending) await abandonProgress(connection, revision, table);
      await recordStamp(connection, { deletes, inserts }, texts, table);
    };
    await inTransaction(connection, () =>
      applyVersion(connection, table, { of: 'stamp', revision: undefined }, record, options.onVersionApply),
    );
    return after;
  });
}
