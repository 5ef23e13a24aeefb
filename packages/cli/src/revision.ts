import { openToWrite } from './message.js';
import { placeOf, type PlaceOptions } from './place.js';
import { requireContent } from './process-revision.js';
import type { ProjectOptions } from './project.js';
import { writeRevision, type WriteOptions, type Written } from './write-revision.js';

/** How to write an empty migration. */
export interface RevisionOptions extends ProjectOptions, PlaceOptions, WriteOptions {
  /** What the migration is about, in a few words. */
  readonly message: string;
}

/**
 * Writes a migration that does nothing yet, to be filled in by hand.
 *
 * @example
 * ```ts
 * import { revision } from 'sluice';
 *
 * const { file } = await revision({ message: 'Move old orders' });
 * ```
 *
 * @throws RevisionWithheld where `processRevision` of the config gives none back
 */
export async function revision(options: RevisionOptions): Promise<Written> {
  const project = await openToWrite(options, options.message);
  const place = placeOf(project, options);
  const content = await requireContent(project, place, { message: options.message, upgrade: [], downgrade: [] });
  return writeRevision(project, place, content, options);
}
