import { pathOf } from '@sluice/core';
import { TABLE_LOCKS, type Hazard, type TableLock } from '@sluice/database';

/** What a step does to the tables that are there, a line each; nothing of what is in nobody's way. */
export const hazardLines = (hazards: readonly Hazard[]): readonly string[] => hazards.flatMap(lineOf);

/** `Locks orders (ACCESS EXCLUSIVE) until the transaction ends: nobody reads or writes it; all rows are rewritten.` */
function lineOf(hazard: Hazard): readonly string[] {
  const { lock } = hazard;
  const work = workOf(hazard);
  const blocked = lock === undefined ? undefined : blocks(lock);
  if (blocked !== undefined)
    return [`Locks ${nameOf(hazard)} (${lock}) until the transaction ends: nobody ${[blocked, ...work].join('; ')}.`];
  if (work.length === 0) return [];
  if (hazard.alone) return [`${nameOf(hazard)}: ${work.join('; ')} while others read and write.`];
  // A lock that is in nobody's way.
  return lock === undefined ? [`${nameOf(hazard)}, locked above: ${work.join('; ')}.`] : [];
}

/** The table that a step does something to, with how many of its partitions. */
export function nameOf({ schema, name, partitions }: Hazard): string {
  const path = pathOf({ schema, name });
  if (partitions === 0) return path;
  return `${path} with ${partitions === 1 ? 'its partition' : `its ${partitions} partitions`}`;
}

/**
 * What others cannot do who meet a lock: `reads or writes it`; undefined where it is in nobody's way.
 *
 * Source: PostgreSQL's documentation, "Explicit Locking", Conflicting Lock Modes.
 */
export function blocks(lock: TableLock): string | undefined {
  if (lock === 'ACCESS EXCLUSIVE') return 'reads or writes it';
  return TABLE_LOCKS.indexOf(lock) >= TABLE_LOCKS.indexOf('SHARE') ? 'writes to it' : undefined;
}

/** What takes as long as there are rows: `all rows are rewritten`. */
export function workOf({ rewritten, indexesBuilt, read }: Hazard): readonly string[] {
  if (rewritten) return ['all rows are rewritten'];
  if (indexesBuilt > 0) return [indexesBuilt === 1 ? 'an index is built' : `${indexesBuilt} indexes are built`];
  return read ? ['its rows are read'] : [];
}
