import type { BatchEvent } from '@sluice/database';
import { duration } from './output.js';

/** How far a batch update has come, as a line. */
export const batchText = ({
  table,
  rows,
  total,
  rowsPerSecond,
  secondsLeft,
}: Omit<BatchEvent, 'revision' | 'direction'>): string =>
  `${table}: ${rows} of ${Math.max(total, rows)} rows changed, ${rowsPerSecond} a second, ${duration(secondsLeft * 1000)} left`;
