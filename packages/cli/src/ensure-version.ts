import { ensureTables } from '@sluice/database';
import { openProject, type ProjectOptions } from './project.js';
import { withDatabase } from './session.js';

/**
 * Creates the table in which a database records its revisions, where it is missing. `upgrade` does it by itself: this
 * is for a role that may create no table later.
 *
 * @example
 * ```ts
 * import { ensureVersion } from 'sluice';
 *
 * await ensureVersion();
 * ```
 */
export async function ensureVersion(options: ProjectOptions = {}): Promise<void> {
  const project = await openProject(options);
  await withDatabase(project, 10, async (connection) => ensureTables(connection, project.config.versionTable));
}
