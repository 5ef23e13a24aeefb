import type { Events } from '../events.js';
import { duration } from '../output.js';

/** What of it is worth a line. */
const worthMillis = 1000;

/** Keeps the locks that were held the longest while others may have waited for them, and makes a line of it. */
export function createLockWatch(): {
  readonly onLocks: NonNullable<Events['onLocks']>;
  readonly line: () => string | undefined;
} {
  let longest: Parameters<NonNullable<Events['onLocks']>>[0] | undefined;
  return {
    onLocks: (event) => {
      if (longest === undefined || event.milliseconds > longest.milliseconds) longest = event;
    },
    line: () => {
      if (longest === undefined || longest.milliseconds < worthMillis) return undefined;
      const tables = new Map<string, string>();
      for (const { schema, table, mode } of longest.locks) {
        const name = schema === 'public' ? table : `${schema}.${table}`;
        if (tables.get(name) !== 'ACCESS EXCLUSIVE') tables.set(name, words(mode));
      }
      const list = [...tables].map(([name, mode]) => `${name} (${mode})`).join(', ');
      return `The longest locks: ${list}, for ${duration(longest.milliseconds)} at most, by the ${longest.direction} of ${longest.revision}.`;
    },
  };
}

/** `AccessExclusiveLock`, as the documentation of PostgreSQL writes it. */
const words = (mode: string): string =>
  mode
    .replace(/Lock$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
