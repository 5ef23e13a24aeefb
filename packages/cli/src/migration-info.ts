import type { Revision, RevisionGraph } from '@sluice/core';
import { heads } from '@sluice/core/ground';
import type { MigrationHead } from './load/migration-head.js';
import type { Project } from './project.js';
import { headOf } from './head-of.js';

/** A migration, as its file describes it. */
export interface MigrationInfo extends MigrationHead {
  /** Whether no other follows it. */
  readonly isHead: boolean;
  /** Whether the database is at it; undefined where it was not asked. */
  readonly isCurrent?: boolean;
}

/**
 * What the files say of some revisions, and the graph of what they follow: a file may name the last of those that a squash
 * replaces.
 *
 * @param graph - the graph that the revisions are of
 */
export function describeRevisions(
  project: Project,
  revisions: readonly Revision[],
  graph: RevisionGraph = project.graph,
): readonly MigrationInfo[] {
  const ends = new Set(heads(graph).map(({ revision }) => revision));
  return revisions.map(({ revision, downRevision, dependsOn }) => ({
    ...headOf(project, revision),
    downRevision,
    dependsOn,
    isHead: ends.has(revision),
  }));
}
