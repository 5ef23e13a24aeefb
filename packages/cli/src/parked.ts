import { SluiceError } from '@sluice/core';
import { countParked, purgeParked, readParked, type Parked } from '@sluice/database';
import { openProject, type ProjectOptions } from './project.js';
import { withDatabase } from './session.js';

/** What is parked, and what of it shall go. */
export interface ParkedOptions extends ProjectOptions {
  /** Only what these revisions have parked, each named by the beginning of its id; of all, where it is left out. */
  readonly revisions?: readonly string[] | undefined;
  /** Only what was parked at least so many days ago. */
  readonly olderThanDays?: number | undefined;
  /** Lets what is found go for good. */
  readonly purge?: boolean | undefined;
}

/** Rows or values that are parked, with how many they are. */
export interface ParkedItem extends Parked {
  readonly rows: number;
}

/** What was found. */
export interface ParkedResult {
  readonly parked: readonly ParkedItem[];
  /** Whether it is gone. */
  readonly purged: boolean;
}

/** Nothing of a revision is parked. */
export class NothingParked extends SluiceError {
  override readonly name = 'NothingParked';
  readonly revision: string;

  constructor(revision: string, known: readonly string[]) {
    const others = known.length === 0 ? 'nothing is' : `there is something of ${known.join(', ')}`;
    super(`Nothing of ${revision} is parked: ${others}. \`sluice parked\` lists it.`);
    this.revision = revision;
  }
}

/**
 * Lists the rows and values that migrations have put aside, and lets them go when they are not wanted any more.
 *
 * @example
 * ```ts
 * import { parked } from 'sluice';
 *
 * await parked({ olderThanDays: 30, purge: true });
 * ```
 */
export async function parked(options: ParkedOptions = {}): Promise<ParkedResult> {
  const { revisions = [], olderThanDays = 0, purge = false } = options;
  const project = await openProject(options);
  return withDatabase(project, 0, async (connection) => {
    const all = await readParked(connection);
    const known = [...new Set(all.map(({ revision }) => revision))];
    const unknown = revisions.find((wanted) => !known.some((revision) => revision.startsWith(wanted)));
    if (unknown !== undefined) throw new NothingParked(unknown, known);
    const latest = Date.now() - olderThanDays * 86_400_000;
    const found = all.filter(
      ({ revision, parkedAt }) =>
        parkedAt.getTime() <= latest &&
        (revisions.length === 0 || revisions.some((wanted) => revision.startsWith(wanted))),
    );
    const items: ParkedItem[] = [];
    for (const each of found) items.push({ ...each, rows: await countParked(connection, each) });
    if (purge && items.length > 0)
      await purgeParked(
        connection,
        items.map(({ name }) => name),
      );
    return { parked: items, purged: purge };
  });
}
