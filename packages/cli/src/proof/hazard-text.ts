import { pathOf } from '@sluice/core';
import { TABLE_LOCKS, type Hazard, type TableLock, type TableSize } from '@sluice/database';

/** What a step does to the tables that are there, a line each; nothing of what is in nobody's way. */
export const hazardLines = (hazards: readonly Hazard[], sizeOf?: SizeOf): readonly string[] =>
  hazards.flatMap((hazard) => lineOf(hazard, sizeOf));

/** How large a table is, where somebody has looked. */
export type SizeOf = (table: Pick<Hazard, 'schema' | 'name'>) => TableSize | undefined;

/** `Locks orders (ACCESS EXCLUSIVE) until the transaction ends: nobody reads or writes it; all rows are rewritten.` */
function lineOf(hazard: Hazard, sizeOf: SizeOf | undefined): readonly string[] {
  const { lock } = hazard;
  const work = workOf(hazard, sizeOf);
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

/** What takes as long as there are rows: `all rows are rewritten (212 M rows, 31 GB)`. */
export function workOf(hazard: Hazard, sizeOf?: SizeOf): readonly string[] {
  const work = workWords(hazard);
  const size = sizeOf?.(hazard);
  return work === undefined ? [] : [size === undefined ? work : `${work} (${sizeText(size)})`];
}

function workWords({ rewritten, indexesBuilt, read }: Hazard): string | undefined {
  if (rewritten) return 'all rows are rewritten';
  if (indexesBuilt > 0) return indexesBuilt === 1 ? 'an index is built' : `${indexesBuilt} indexes are built`;
  return read ? 'its rows are read' : undefined;
}

/** `212 M rows, 31 GB`; of rows that nobody has counted, the space alone. */
export function sizeText({ rows, bytes }: Pick<TableSize, 'rows' | 'bytes'>): string {
  const space = amount(bytes, 1024, BYTES);
  return rows === undefined ? space : `${rows === 1 ? '1 row' : `${amount(rows, 1000, ROWS)} rows`}, ${space}`;
}

const ROWS: readonly string[] = ['', ' k', ' M', ' G'];
const BYTES: readonly string[] = [' bytes', ' kB', ' MB', ' GB', ' TB'];

/** In the largest unit of which there is at least one, to two digits. */
function amount(value: number, step: number, units: readonly string[]): string {
  const place = Math.max(
    0,
    units.findLastIndex((_, i) => Math.round(value) >= step ** i),
  );
  const inUnits = value / step ** place;
  return `${inUnits < 10 && place > 0 ? Math.round(inUnits * 10) / 10 : Math.round(inUnits)}${units[place]}`;
}
