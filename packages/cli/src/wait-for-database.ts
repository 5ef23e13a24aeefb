import type { Connection } from '@sluice/core';
import { DatabaseUnreachable } from '@sluice/database';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait for a server, and whom to tell. */
export interface Patience {
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Called at the first attempt that fails. */
  readonly onWait: (reason: string) => void;
}

/** Opens a database, again and again while nobody answers: a server may start at the same time as who asks it. */
export async function openPatiently(open: () => Promise<Connection>, patience: Patience): Promise<Connection> {
  const end = performance.now() + patience.seconds * 1000;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await open();
    } catch (error) {
      const pause = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
      if (!(error instanceof DatabaseUnreachable) || performance.now() + pause > end) throw error;
      if (attempt === 0) patience.onWait(error.reason);
      await sleep(pause, undefined, patience.signal === undefined ? {} : { signal: patience.signal });
    }
  }
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 3_000;
