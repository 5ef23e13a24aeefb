import { NotApplied, WrongDirection } from './errors.js';
import { ancestors, descendants, realBases, realHeads, type RevisionGraph } from './graph.js';
import type { Revision } from './revision.js';
import { standing } from './standing.js';
import { findRevision, parseTarget, resolveTarget, walkDown, type Target } from './target.js';

/**
 * A revision to run, and what running it does to the version table, which holds a row for each applied revision that
 * no other applied one follows or depends on. One row out and one in is a step along a line; several out a merge;
 * several in a merge undone.
 */
export interface PlannedRevision extends Revision {
  /** The rows that go. */
  readonly deletes: readonly string[];
  /** The rows that come. */
  readonly inserts: readonly string[];
}

/**
 * The revisions to upgrade, in the order to run: all the target needs that is not applied. None where the target is
 * applied already.
 *
 * @param recorded - the revisions recorded in the version table
 */
export function planUpgrade(
  whole: RevisionGraph,
  recorded: readonly string[],
  target: string,
): readonly PlannedRevision[] {
  const parsed = parseTarget(target);
  if (parsed.name === 'current' && parsed.steps < 0) throw new WrongDirection(target, 'upgrade');
  const { graph, applied: at, recordedAs } = standing(whole, recorded);
  const applied = at.map(({ revision }) => revision);
  const done = ancestors(graph, at);
  const wanted = ancestors(graph, resolveTarget(graph, parsed, applied));
  const rows = new Set(applied);
  return graph.revisions
    .filter(({ revision }) => wanted.has(revision) && !done.has(revision))
    .map((revision) => {
      const followed = before(graph, revision).filter((id) => rows.delete(id));
      rows.add(revision.revision);
      // A row that says the last of what a squash replaces is gone once it is left, so that it is met once.
      return { ...revision, deletes: followed.map((id) => recordedAs.get(id) ?? id), inserts: [revision.revision] };
    });
}

/**
 * The revisions to downgrade, in the order to run: all that is applied and follows the target or depends on what does.
 * What other branches have applied stays. Down to `base` that is everything, to `label@base` the whole branch.
 *
 * @param recorded - the revisions recorded in the version table
 */
export function planDowngrade(
  whole: RevisionGraph,
  recorded: readonly string[],
  target: string,
): readonly PlannedRevision[] {
  const parsed = parseTarget(target);
  if (parsed.name === 'current' && parsed.steps > 0) throw new WrongDirection(target, 'downgrade');
  const { graph, applied: at, recordedAs } = standing(whole, recorded);
  const applied = at.map(({ revision }) => revision);
  const done = ancestors(graph, at);
  const dropped = descendants(graph, firstDropped(graph, parsed, applied, done));
  const followers = countFollowers(graph, done);
  const rows = new Set(applied);
  return graph.revisions
    .filter(({ revision }) => dropped.has(revision) && done.has(revision))
    .toReversed()
    .map((revision) => {
      const bared = before(graph, revision).filter((id) => {
        const left = (followers.get(id) ?? 0) - 1;
        followers.set(id, left);
        // It may have a row already: dependsOn was written after both were applied.
        return left === 0 && !rows.has(id);
      });
      return { ...revision, deletes: [recordedAs.get(revision.revision) ?? revision.revision], inserts: bared };
    });
}

/** Whether every revision is applied. */
export function isUpToDate(whole: RevisionGraph, recorded: readonly string[]): boolean {
  const { graph, applied } = standing(whole, recorded);
  const done = ancestors(graph, applied);
  return realHeads(graph).every(({ revision }) => done.has(revision));
}

/** The lowest revisions that a downgrade undoes; with them goes all that stands on them. */
function firstDropped(
  graph: RevisionGraph,
  target: Target,
  applied: readonly string[],
  done: ReadonlySet<string>,
): readonly Revision[] {
  // Counted from what is applied, exactly what was stepped over goes: what it only depended on stays.
  if (target.name === 'current' && target.steps < 0) {
    const last = walkDown(graph, target, applied).at(-1);
    return last === undefined ? [] : [last.from];
  }
  if (target.name === 'base' && target.steps === 0) {
    return target.branch === undefined ? realBases(graph) : [findRevision(graph, target.branch)];
  }
  const kept = resolveTarget(graph, target, applied);
  const missing = kept.find(({ revision }) => !done.has(revision));
  if (missing !== undefined) throw new NotApplied(missing, applied);
  if (kept.length === 0 && target.name !== 'current') return realBases(graph);
  return kept.flatMap(({ revision }) => graph.after.get(revision) ?? []);
}

const before = (graph: RevisionGraph, revision: Revision): readonly string[] =>
  (graph.before.get(revision.revision) ?? []).map((lower) => lower.revision);

/** How many applied revisions stand on each one. */
function countFollowers(graph: RevisionGraph, done: ReadonlySet<string>): Map<string, number> {
  const followers = new Map<string, number>();
  for (const id of done) {
    for (const { revision } of graph.before.get(id) ?? []) followers.set(revision, (followers.get(revision) ?? 0) + 1);
  }
  return followers;
}
