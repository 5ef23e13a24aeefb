import type { LedgerEntry } from '@sluice/database';
import { count, duration } from '../output.js';

/** A run as a line: `3  2026-11-20 14:30:05  upgrade 9c2b3f1a4e5d  2 statements in 120 ms, by app on web-1 (sluice 0.1.0)`. */
export function ledgerLine(entry: LedgerEntry): string {
  const { run, startedAt, direction, revision, user, host, application, version } = entry;
  const when = startedAt.slice(0, 19).replace('T', ' ');
  return `${run}  ${when}  ${direction} ${revision}  ${whatOf(entry)}, by ${user} on ${host} (${application}, sluice ${version})`;
}

function whatOf({ direction, outcome, statements, milliseconds }: LedgerEntry): string {
  if (direction === 'stamp') return 'recorded without a run';
  if (direction === 'unstamp') return 'recorded as not applied, without a run';
  const done = `${count(statements, 'statement')} in ${duration(milliseconds)}`;
  if (outcome === 'done') return done;
  return outcome === 'abandoned' ? `given up after ${done}` : `under way or interrupted, after ${done}`;
}
