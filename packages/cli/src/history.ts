import { history as historyOf } from '@sluice/core/ground';
import { readVersions } from '@sluice/database/ground';
import { describeRevisions, type MigrationInfo } from './migration-info.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { withDatabase } from './session.js';

/** Which migrations to list. */
export interface HistoryOptions extends ProjectOptions {
  /** From where to where, `a:b`, both included: `:9c2b`, `-3:current`; all, where it is left out. */
  readonly range?: string | undefined;
  /** Asks the database, and marks the revisions that it is at. */
  readonly indicateCurrent?: boolean | undefined;
}

/**
 * Lists the migrations, the newest first. Asks the database only where the range counts from what is applied,
 * or where that shall be marked.
 *
 * @example
 * ```ts
 * import { history } from 'sluice';
 *
 * for (const { revision, message } of await history()) console.log(revision, message);
 * ```
 */
export async function history(options: HistoryOptions = {}): Promise<readonly MigrationInfo[]> {
  const project = await openProject(options);
  const range = options.range ?? ':';
  const isAsked = options.indicateCurrent === true;
  const applied = isAsked || countsFromApplied(range) ? await readApplied(project) : [];
  const found = describeRevisions(project, historyOf(project.graph, range, applied));
  return isAsked ? found.map((one) => ({ ...one, isCurrent: applied.includes(one.revision) })) : found;
}

const countsFromApplied = (range: string): boolean => /(^|[:@])([+-]\d|current\b)/.test(range);

const readApplied = async (project: Project): Promise<readonly string[]> =>
  withDatabase(
    project,
    10,
    async (connection) => (await readVersions(connection, project.config.versionTable)).revisions,
  );
