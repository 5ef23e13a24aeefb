import { MultipleHeads, UnrelatedRange } from './errors.js';
import type { RevisionGraph } from './graph.js';
import { AlreadySquashed, NotALine, NothingToSquash } from './replacement-errors.js';
import type { Revision } from './revision.js';
import { resolveRange } from './target.js';

/** Revisions that one can take the place of. */
export interface Squash {
  /** The line, oldest first. */
  readonly replaced: readonly Revision[];
  /** What the one in their place follows, and what it is. */
  readonly place: Pick<Revision, 'downRevision' | 'branchLabels' | 'dependsOn'>;
  /** What must be applied before the first. */
  readonly before: readonly Revision[];
}

/**
 * The revisions of a range `a:b`, both ends included, that one can take the place of: they follow each other one by one, and
 * nothing else stands on one of them but on the last.
 *
 * @throws InvalidRange, NothingToSquash, NotALine, AlreadySquashed, UnrelatedRange
 */
export function squash(graph: RevisionGraph, range: string): Squash {
  const replaced = lineOf(graph, range);
  const own = new Set(replaced.map(({ revision }) => revision));
  const [first] = replaced;
  if (first === undefined || replaced.length < 2) throw new NothingToSquash(range, replaced);
  for (const revision of replaced.slice(0, -1)) {
    const others = (graph.after.get(revision.revision) ?? []).filter((each) => !own.has(each.revision));
    if (others.length > 0) throw new NotALine(range, revision, 'carries', others);
  }
  for (const revision of replaced) if ((revision.replaces ?? []).length > 0) throw new AlreadySquashed(revision);
  const outside = (name: string): boolean => !own.has((graph.byLabel.get(name) ?? { revision: name }).revision);
  const place = {
    downRevision: first.downRevision,
    branchLabels: [...new Set(replaced.flatMap(({ branchLabels }) => branchLabels))],
    dependsOn: [...new Set(replaced.flatMap(({ dependsOn }) => dependsOn.filter(outside)))],
  };
  const needed = replaced.flatMap(({ revision }) => graph.before.get(revision) ?? []);
  const before = [...new Set(needed)].filter(({ revision }) => !own.has(revision));
  return { replaced, place, before };
}

/** Down from the last to the first, or to the base. */
function lineOf(graph: RevisionGraph, range: string): readonly Revision[] {
  const { from, to } = resolveRange(graph, range, []);
  const [first] = from;
  const [last] = to;
  if (from.length > 1) throw new MultipleHeads(range, from);
  if (to.length > 1) throw new MultipleHeads(range, to);
  const line: Revision[] = [];
  for (let at = last; at !== undefined;) {
    line.push(at);
    if (at === first) return line.toReversed();
    const below: readonly Revision[] = graph.down.get(at.revision) ?? [];
    if (below.length > 1) throw new NotALine(range, at, 'merges', below);
    at = below[0];
  }
  if (first !== undefined) throw new UnrelatedRange(range, from, to);
  return line.toReversed();
}
