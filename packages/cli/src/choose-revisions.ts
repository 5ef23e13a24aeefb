import { findRevision, heads, parseTarget, resolve, type Revision, type RevisionGraph } from '@sluice/core';
import { headOf } from './head-of.js';
import { changedSince } from './lint/since.js';
import type { Project } from './project.js';

/** Which migrations are meant. */
export interface RevisionChoice {
  /**
   * Targets that count from no database: revisions or the beginnings of some, labels, `head`, `heads`, `shop@head-1`; the
   * heads, where nothing is said.
   */
  readonly revisions?: readonly string[] | undefined;
  /** Every migration there is. */
  readonly all?: boolean | undefined;
  /** The migrations whose files have changed since this branch or commit was left, as git sees it. */
  readonly since?: string | undefined;
}

/**
 * The migrations that are meant, each after those it follows.
 *
 * @throws SinceUnknown where git does not say what has changed
 */
export async function chooseRevisions(
  project: Project,
  { all, since, revisions }: RevisionChoice,
): Promise<readonly Revision[]> {
  const { graph, config } = project;
  if (all === true) return graph.revisions;
  if (since !== undefined) {
    const changed = await changedSince(since, config.root);
    return graph.revisions.filter(({ revision }) => changed.has(headOf(project, revision).file));
  }
  const names = revisions ?? ['heads'];
  const named = new Set(names.flatMap((name) => namedBy(graph, name)).map((one) => one.revision));
  return graph.revisions.filter(({ revision }) => named.has(revision));
}

/** No database is asked, so that `current` and `+1` name nothing. */
function namedBy(graph: RevisionGraph, target: string): readonly Revision[] {
  if (target === 'heads') return heads(graph);
  return parseTarget(target).name === 'current' ? [findRevision(graph, target)] : resolve(graph, target, []);
}
