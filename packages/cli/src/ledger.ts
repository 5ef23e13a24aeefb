import { readLedger, type LedgerEntry } from '@sluice/database';
import { openProject, type ProjectOptions } from './project.js';
import { withDatabase } from './session.js';

/** Which runs to list. */
export interface LedgerOptions extends ProjectOptions {
  /** Those of one revision alone, or of those that begin like this. */
  readonly revision?: string | undefined;
}

/**
 * Lists the runs of migrations that a database keeps, the latest first: which, which way, when, how long, by whom, and
 * what is under way. A database at its base has none.
 *
 * @example
 * ```ts
 * import { ledger } from 'sluice';
 *
 * for (const { revision, direction, startedAt, milliseconds, user } of await ledger())
 *   console.log(startedAt, direction, revision, `${milliseconds} ms`, user);
 * ```
 */
export async function ledger(options: LedgerOptions = {}): Promise<readonly LedgerEntry[]> {
  const project = await openProject(options);
  const { revision = '' } = options;
  return withDatabase(project, 10, async (connection) =>
    (await readLedger(connection, project.config.versionTable)).filter((entry) => entry.revision.startsWith(revision)),
  );
}
