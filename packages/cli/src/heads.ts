import { heads as headsOf } from '@sluice/core/ground';
import { describeRevisions, type MigrationInfo } from './migration-info.js';
import { openProject, type ProjectOptions } from './project.js';

/**
 * Lists the revisions that no other follows. Asks no database.
 *
 * @example
 * ```ts
 * import { heads } from 'sluice';
 *
 * const found = await heads();
 * if (found.length > 1) throw new Error('Two branches were merged without a migration that merges them.');
 * ```
 */
export async function heads(options: ProjectOptions = {}): Promise<readonly MigrationInfo[]> {
  const project = await openProject(options);
  return describeRevisions(project, headsOf(project.graph));
}
