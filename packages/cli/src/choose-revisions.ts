import { findRevision, heads, type Revision } from '@sluice/core';
import { headOf } from './head-of.js';
import { changedSince } from './lint/since.js';
import type { Project } from './project.js';

/** Which migrations are meant. */
export interface RevisionChoice {
  /** Revisions, or the beginnings of some, or `heads`; the heads, where nothing is said. */
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
  const named = new Set(
    names.flatMap((name) => (name === 'heads' ? heads(graph) : [findRevision(graph, name)])).map((one) => one.revision),
  );
  return graph.revisions.filter(({ revision }) => named.has(revision));
}
