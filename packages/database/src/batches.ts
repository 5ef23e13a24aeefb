import { setTimeout as sleep } from 'node:timers/promises';
import type { Batches, Connection, Row } from '@sluice/core';

/** How far a batch update has come. */
export interface BatchProgress {
  /** The table, quoted. */
  readonly table: string;
  /** The rows that are changed so far. */
  readonly rows: number;
  readonly rowsPerSecond: number;
}

/** What is left when there is nothing more to go through. */
export interface BatchesDone {
  readonly changed: number;
  readonly remaining: number;
}

/**
 * Changes rows batch by batch, each a transaction of its own. Rows that came in between behind the last key are found by
 * another pass, for as long as a pass leaves fewer than it has changed.
 */
export async function runBatches(
  connection: Connection,
  batches: Batches,
  onBatch: (progress: BatchProgress) => void,
): Promise<BatchesDone> {
  const start = performance.now();
  let changed = 0;
  const report = (rows: number): void => {
    changed += rows;
    const seconds = (performance.now() - start) / 1000;
    onBatch({ table: batches.table, rows: changed, rowsPerSecond: Math.round(changed / Math.max(seconds, 0.001)) });
  };
  for (;;) {
    const inPass = await pass(connection, batches, report);
    const [row] = await connection.query(batches.remaining);
    const remaining = Number(row?.['sluice_rows']);
    if (remaining === 0 || remaining >= inPass) return { changed, remaining };
  }
}

/** Goes once through all rows, in the order of the key. */
async function pass(connection: Connection, batches: Batches, report: (rows: number) => void): Promise<number> {
  let rows = 0;
  let [batch] = await connection.query(batches.first);
  while (batch !== undefined) {
    const more = Number(batch['sluice_rows']);
    rows += more;
    report(more);
    await sleep(batches.pauseMilliseconds);
    [batch] = await connection.query(batches.next, keyOf(batch, batches));
  }
  return rows;
}

const keyOf = (batch: Row, { keys }: Batches): readonly unknown[] => keys.map((name) => batch[name]);
