import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@sluice/core';
import { openBeside } from './beside.js';

/** How far the build of an index has come. */
export interface IndexBuild {
  /** As PostgreSQL calls it: `building index: scanning table`, `waiting for writers before build`. */
  readonly phase: string;
  /** Of that phase; undefined where it has nothing to count. */
  readonly percent: number | undefined;
}

const lookEveryMillis = 1000;

/** Whether a statement builds an index that PostgreSQL tells of. */
export const buildsIndex = (sql: string): boolean =>
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:create\s+(?:unique\s+)?index|reindex)\b/i.test(sql);

/**
 * Does what builds an index, and looks meanwhile, through a second connection, how far that is. It is opened only where the
 * build takes a while; where there is none to be had, nothing is told.
 */
export async function withIndexBuild<T>(
  connection: Connection,
  pid: number,
  onIndexBuild: (build: IndexBuild) => void,
  work: () => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const looking = look(connection, pid, onIndexBuild, ended.signal);
  try {
    return await work();
  } finally {
    ended.abort();
    // What goes wrong with the look is no matter of the build.
    await looking.catch(() => undefined);
  }
}

async function look(
  connection: Connection,
  pid: number,
  onIndexBuild: (build: IndexBuild) => void,
  ended: AbortSignal,
): Promise<void> {
  let other: Connection | undefined;
  try {
    while (await pause(ended)) {
      other ??= await openBeside(connection);
      if (other === undefined) return;
      const build = await buildOf(other, pid);
      if (build !== undefined && !ended.aborted) onIndexBuild(build);
    }
  } finally {
    await other?.close();
  }
}

/** False where it was cut short. */
const pause = (signal: AbortSignal): Promise<boolean> =>
  sleep(lookEveryMillis, true, { signal, ref: false }).catch(() => false);

/** Source: PostgreSQL's documentation, "Progress Reporting", CREATE INDEX. */
async function buildOf(connection: Connection, pid: number): Promise<IndexBuild | undefined> {
  const [row] = await connection.query(
    // What a phase does not count keeps the numbers of the one before.
    `select phase, floor(100.0 * case
         when phase like '%loading tuples%' then tuples_done::float8 / nullif(tuples_total, 0)
         when phase like '%scanning%' then blocks_done::float8 / nullif(blocks_total, 0)
         when phase like 'waiting%' then lockers_done::float8 / nullif(lockers_total, 0) end)::int as percent
     from pg_stat_progress_create_index where pid = $1::int`,
    [pid],
  );
  if (row === undefined) return undefined;
  const { phase, percent } = row;
  return { phase: String(phase), percent: typeof percent === 'number' ? Math.min(percent, 100) : undefined };
}
