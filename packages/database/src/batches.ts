import { setTimeout as sleep } from 'node:timers/promises';
import type { Batches, Connection, Row } from '@sluice/core';
import { withLockRetries, type LockPatience } from './lock-waits.js';
import { createLagWatch, type ReplicaLag } from './replica-lag.js';

/** How far a batch update has come. */
export interface BatchProgress {
  /** The table, quoted. */
  readonly table: string;
  /** The rows that are changed so far, those of an interrupted run too. */
  readonly rows: number;
  /** How many there were to change when the run began, with those that were changed before it. */
  readonly total: number;
  /** Of this run. */
  readonly rowsPerSecond: number;
  /** How long the rest takes at this rate. */
  readonly secondsLeft: number;
}

/** What is left when there is nothing more to go through. */
export interface BatchesDone {
  readonly changed: number;
  readonly remaining: number;
}

/** The place that a batch update has come to. */
export interface BatchesReached {
  /** The key of the last row of the last batch. */
  readonly key: readonly unknown[];
  /** How many rows were changed. */
  readonly rows: number;
}

/** What of the migration that they belong to batches are run with. */
export interface BatchPlace {
  /** Where an interrupted run has come. */
  readonly from: BatchesReached | undefined;
  /** Does work in a transaction that has the settings of the migration. */
  readonly transaction: <T>(work: () => Promise<T>) => Promise<T>;
  /** Writes down, in the transaction that is open, where it comes with that. */
  readonly record: (reached: BatchesReached) => Promise<void>;
}

/** Where and how batches are run. */
export interface BatchRun extends BatchPlace {
  readonly connection: Connection;
  readonly patience: LockPatience;
  readonly onBatch: (progress: BatchProgress) => void;
  /** Called each time when replicas are too far behind, before another look. */
  readonly onLag: (lag: ReplicaLag) => void;
}

/**
 * Changes rows batch by batch, each a transaction of its own, from where an interrupted run has come. Rows that came in
 * between behind the last key are found by another pass, for as long as a pass over all leaves fewer than it has changed.
 */
export async function runBatches(batches: Batches, run: BatchRun): Promise<BatchesDone> {
  const { connection, onBatch } = run;
  const before = run.from?.rows ?? 0;
  const remainingRows = (): Promise<number> =>
    run.transaction(async () => {
      const [row] = await connection.query(batches.remaining);
      return row === undefined ? 0 : rowsOf(row);
    });
  const total = before + (await remainingRows());
  const start = performance.now();
  const { pauseMilliseconds, maxLagMilliseconds: most } = batches;
  const untilReplicated = most === undefined ? undefined : createLagWatch(connection, most, run.onLag);
  let changed = before;
  let key = run.from?.key;

  /** Goes once through all rows behind a key, in the order of it. */
  async function pass(): Promise<number> {
    let rows = 0;
    for (;;) {
      await untilReplicated?.();
      const row = await oneBatch(key);
      if (row === undefined) return rows;
      const more = rowsOf(row);
      rows += more;
      changed += more;
      key = keyOf(row, batches);
      const rate = (changed - before) / Math.max((performance.now() - start) / 1000, 0.001);
      const secondsLeft = Math.round(Math.max(total - changed, 0) / Math.max(rate, 1));
      onBatch({ table: batches.table, rows: changed, total, rowsPerSecond: Math.round(rate), secondsLeft });
      await sleep(pauseMilliseconds);
    }
  }

  /** A row that somebody else holds for long is waited for again and again, and nobody who comes after is held up. */
  const oneBatch = (after: readonly unknown[] | undefined): Promise<Row | undefined> =>
    withLockRetries(connection, run.patience, async () =>
      run.transaction(async () => {
        const [row] = await (after === undefined
          ? connection.query(batches.first)
          : connection.query(batches.next, after));
        if (row !== undefined) await run.record({ key: keyOf(row, batches), rows: changed + rowsOf(row) });
        return row;
      }),
    );

  for (;;) {
    const isWhole = key === undefined;
    const inPass = await pass();
    const remaining = await remainingRows();
    if (remaining === 0 || (isWhole && remaining >= inPass)) return { changed, remaining };
    key = undefined;
  }
}

const rowsOf = (row: Row): number => Number(row['sluice_rows']);

const keyOf = (row: Row, { keys }: Batches): readonly unknown[] => keys.map((name) => row[name]);
