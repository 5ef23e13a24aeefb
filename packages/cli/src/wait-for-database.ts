import type { Connection } from '@sluice/core';
import { ConnectionLost, DatabaseMissing, DatabaseUnreachable } from '@sluice/database/ground';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseWait } from './events.js';

/** How long to wait for a database, and whom to tell. */
export interface Patience {
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each attempt that fails, before the pause. */
  readonly onWait: (wait: DatabaseWait) => void;
}

/**
 * Opens a database, again and again while nobody answers or it is not there: a server may start, and have its database
 * made, at the same time as who asks for it.
 */
export async function openPatiently(
  open: () => Promise<Connection>,
  { seconds, signal, onWait }: Patience,
): Promise<Connection> {
  const end = performance.now() + seconds * 1000;
  for (let attempt = 1; ; attempt++) {
    try {
      return await open();
    } catch (error) {
      const left = end - performance.now();
      if (!mayPass(error) || left <= 0) throw error;
      const pause = Math.min(pauseAfter(attempt), left);
      onWait({ reason: reasonOf(error), attempt, pauseSeconds: pause / 1000, seconds });
      await sleep(pause, undefined, signal === undefined ? {} : { signal });
    }
  }
}

/** Chance is in it, so that many processes that start together do not ask together. */
const pauseAfter = (attempt: number): number =>
  Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE) * (0.5 + Math.random() / 2);

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 3_000;

type Passing = DatabaseUnreachable | DatabaseMissing | ConnectionLost;

/** Nobody listens yet, the server is starting or stopping, or its database is not made yet. */
const mayPass = (error: unknown): error is Passing =>
  error instanceof DatabaseUnreachable || error instanceof DatabaseMissing || error instanceof ConnectionLost;

const reasonOf = (error: Passing): string =>
  error instanceof DatabaseMissing ? `there is no database "${error.database}"` : error.reason;
