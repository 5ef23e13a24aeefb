import { resolve } from '@sluice/core';
import { readVersions } from '@sluice/database';
import { describeRevisions, type MigrationInfo } from './migration-info.js';
import { openProject, type ProjectOptions } from './project.js';
import { withDatabase } from './session.js';

/** Which migrations to show. */
export interface ShowOptions extends ProjectOptions {
  /** A revision or the beginning of one, a label, `head`, `heads`, `current`. */
  readonly target: string;
}

/**
 * Tells what the files of some migrations say of themselves. Asks the database only where the target counts from what
 * is applied.
 *
 * @example
 * ```ts
 * import { show } from 'sluice';
 *
 * const [head] = await show({ target: 'head' });
 * console.log(head?.file);
 * ```
 */
export async function show(options: ShowOptions): Promise<readonly MigrationInfo[]> {
  const project = await openProject(options);
  const { versionTable } = project.config;
  const readApplied = async (): Promise<readonly string[]> =>
    withDatabase(project, 10, async (connection) => (await readVersions(connection, versionTable)).revisions);
  const applied = countsFromApplied(options.target) ? await readApplied() : [];
  return describeRevisions(project, resolve(project.graph, options.target, applied));
}

const countsFromApplied = (target: string): boolean => /(?:^|@)(?:current\b|[+-]\d+$)/.test(target);
