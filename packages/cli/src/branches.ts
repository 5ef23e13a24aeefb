import { describeRevisions, type MigrationInfo } from './migration-info.js';
import { openProject, type ProjectOptions } from './project.js';

/** A revision at which branches begin. */
export interface Branching extends MigrationInfo {
  /** The revisions that follow it, a branch each. */
  readonly branches: readonly MigrationInfo[];
}

/**
 * Lists the revisions at which branches begin: those that several others follow. Asks no database.
 *
 * @example
 * ```ts
 * import { branches } from 'sluice';
 *
 * for (const { revision, branches: next } of await branches()) console.log(revision, next.length);
 * ```
 */
export async function branches(options: ProjectOptions = {}): Promise<readonly Branching[]> {
  const project = await openProject(options);
  const { revisions, up } = project.graph;
  return revisions.flatMap((revision) => {
    const next = up.get(revision.revision) ?? [];
    if (next.length < 2) return [];
    return describeRevisions(project, [revision]).map((info) => ({
      ...info,
      branches: describeRevisions(project, next),
    }));
  });
}
