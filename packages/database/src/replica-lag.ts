import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@sluice/core';
import { LagHidden } from './database-errors.js';

/** How far the slowest replica is behind. */
export interface ReplicaLag {
  readonly milliseconds: number;
  /** How far it may be. */
  readonly most: number;
  /** How often it was too much by now, from 1: every half second. */
  readonly attempt: number;
}

/** What was written up to a moment. */
interface Mark {
  readonly at: number;
  readonly written: number;
}

const lookEveryMillis = 500;

/**
 * Gives what waits until no replica is further behind than it may be. PostgreSQL's own measure is that of the last answer
 * of a replica, so of one that stands still it says nothing new: how long ago that was written which has not arrived there
 * is looked at too. At rest a replica has no lag, and where there is none, nobody waits.
 */
export function createLagWatch(
  connection: Connection,
  most: number,
  onLag: (lag: ReplicaLag) => void,
): () => Promise<void> {
  let marks: readonly Mark[] = [];

  async function look(): Promise<number> {
    const [row] = await connection.query(SLOWEST);
    if (row?.['hidden'] === true) throw new LagHidden(String(row['role']));
    if (row?.['replayed'] === null) return 0;
    const replayed = Number(row?.['replayed']);
    marks = [...marks, { at: performance.now(), written: Number(row?.['written']) }].filter(
      ({ written }) => written > replayed,
    );
    const oldest = marks[0];
    return Math.max(Number(row?.['lag'] ?? 0), oldest === undefined ? 0 : performance.now() - oldest.at);
  }

  return async () => {
    for (let attempt = 1; ; attempt++) {
      const lag = await look();
      if (lag <= most) return;
      onLag({ milliseconds: Math.round(lag), most, attempt });
      await sleep(lookEveryMillis);
    }
  };
}

/** Who may not see it is shown rows without anything in them. */
const SLOWEST = `select current_user as role, bool_or(state is null) as hidden,
  (extract(epoch from max(replay_lag)) * 1000)::float8::text as lag,
  (min(replay_lsn) - '0/0'::pg_lsn)::text as replayed, (pg_current_wal_lsn() - '0/0'::pg_lsn)::text as written
from pg_stat_replication where state = 'streaming' or state is null`;
