import { NothingToRebase, HasFollowers } from './errors.js';
import { buildGraph, reachable, type RevisionGraph } from './graph.js';
import { downRevisionsOf, type Revision } from './revision.js';

/** What moving a branch onto another head changes. */
export interface Rebase {
  /** The revisions of the branch that the other does not have, oldest first. */
  readonly branch: readonly Revision[];
  /** Those that follow something else now, as they are after: of the branch, and of what a squash in it replaces. */
  readonly changed: readonly Revision[];
  /** The history after. */
  readonly graph: RevisionGraph;
}

/**
 * Moves a head, with all that leads to it and not to the other head, onto that other head: what followed a revision that
 * both have follows the other head.
 *
 * @throws HasFollowers where one of them is no head
 * @throws NothingToRebase where they are one
 * @throws RevisionCycle where the other branch depends on this one
 */
export function rebase(graph: RevisionGraph, head: Revision, onto: Revision): Rebase {
  if (head === onto) throw new NothingToRebase(head);
  for (const each of [head, onto]) {
    const followers = graph.up.get(each.revision) ?? [];
    if (followers.length > 0) throw new HasFollowers(each, followers);
  }
  const own = reachable([head], graph.down);
  const shared = reachable([onto], graph.down);
  const branch = graph.revisions.filter(({ revision }) => own.has(revision) && !shared.has(revision));
  const moved = new Map(branch.map((revision) => [revision.revision, movedOnto(revision, onto, shared)]));
  const changed = branch.flatMap((revision) => {
    const after = moved.get(revision.revision) ?? revision;
    return after === revision ? [] : [after, ...beginningOf(after, graph)];
  });
  const after = new Map(changed.map((revision) => [revision.revision, revision]));
  return {
    branch,
    changed,
    graph: buildGraph(graph.given.map((revision) => after.get(revision.revision) ?? revision)),
  };
}

/** What a squash replaces begins where the squash stands, as long as the files are there. */
function beginningOf({ replaces = [], downRevision }: Revision, { given }: RevisionGraph): readonly Revision[] {
  const first = given.find(({ revision }) => revision === replaces[0]);
  return first === undefined ? [] : [{ ...first, downRevision }];
}

/** What a revision follows of its own branch stays; all else, the other head includes. */
function movedOnto(revision: Revision, onto: Revision, shared: ReadonlySet<string>): Revision {
  const below = downRevisionsOf(revision);
  const [first, ...others] = below.filter((id) => !shared.has(id));
  if (first !== undefined && others.length + 1 === below.length) return revision;
  if (first === undefined) return { ...revision, downRevision: onto.revision };
  return { ...revision, downRevision: others.length === 0 ? first : [first, ...others] };
}
