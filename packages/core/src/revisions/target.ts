import {
  AmbiguousRevision,
  AmbiguousWalk,
  InvalidRange,
  InvalidTarget,
  MultipleHeads,
  NotInBranch,
  UnknownRevision,
  UnrelatedRange,
  WalkedTooFar,
} from './errors.js';
import { ancestors, bases, descendants, heads, reachable, realHeads, type RevisionGraph } from './graph.js';
import { ReplacedRevision } from './replacement-errors.js';
import type { Revision } from './revision.js';
import { standing } from './standing.js';

/** A target taken apart: `branch@name+steps`. */
export interface Target {
  readonly text: string;
  readonly branch: string | undefined;
  /** `head`, `heads`, `base`, `current`, a revision id, a prefix of one, or a label; `current` where only steps are given. */
  readonly name: string;
  /** `+N` or `-N`; 0 where none are given. */
  readonly steps: number;
}

/** Takes a target apart, without asking any graph. */
export function parseTarget(text: string): Target {
  const [, branch, name, steps] = /^(?:([^@+\-:\s]+)@)?([^@+\-:\s]+)?([+-]\d+)?$/.exec(text) ?? [];
  if (name === undefined && steps === undefined) throw new InvalidTarget(text);
  return { text, branch, name: name ?? 'current', steps: Number(steps ?? 0) };
}

/**
 * The revisions a target names; none for `base`.
 *
 * | target | names |
 * | --- | --- |
 * | `9c2b3f1a4e5d`, `9c2` | the revision with this id, or the only one whose id begins so |
 * | `shop` | the revision with this branch label |
 * | `head`, `heads`, `base` | the only head; all heads; before the first |
 * | `current` | what is applied |
 * | `+2`, `-1` | counted from what is applied |
 * | `9c2+2`, `head-1` | counted from there |
 * | `shop@head`, `shop@base`, `shop@+1` | within the branch that starts at a label (or at a revision) |
 *
 * @param applied - the revisions recorded in the version table
 */
export function resolve(graph: RevisionGraph, target: string, applied: readonly string[]): readonly Revision[] {
  const at = standing(graph, applied);
  return resolveTarget(at.graph, parseTarget(target), idsOf(at.applied));
}

/** {@link resolve}, of a target taken apart, in the graph of the database that it speaks of. */
export function resolveTarget(graph: RevisionGraph, target: Target, applied: readonly string[]): readonly Revision[] {
  if (target.steps > 0) return walkUp(graph, target, applied);
  if (target.steps < 0) return walkDown(graph, target, applied).at(-1)?.to ?? [];
  return startOf(graph, target, applied);
}

/** The ends of a range `a:b`; `a:` ends at all heads, `:b` starts at base. */
export function resolveRange(
  graph: RevisionGraph,
  range: string,
  applied: readonly string[],
): { readonly from: readonly Revision[]; readonly to: readonly Revision[] } {
  const ends = range.split(':');
  const [from, to] = ends;
  if (ends.length !== 2 || from === undefined || to === undefined) throw new InvalidRange(range);
  return { from: resolve(graph, from || 'base', applied), to: resolve(graph, to || 'heads', applied) };
}

/** The revisions of a range, both ends included, the newest first. */
export function history(whole: RevisionGraph, range: string, recorded: readonly string[]): readonly Revision[] {
  const { graph, applied } = standing(whole, recorded);
  const { from, to } = resolveRange(graph, range, idsOf(applied));
  const below = ancestors(graph, to);
  if (!from.every((revision) => below.has(revision.revision))) throw new UnrelatedRange(range, from, to);
  const above = from.length === 0 ? below : descendants(graph, from);
  return graph.revisions.filter(({ revision }) => below.has(revision) && above.has(revision)).toReversed();
}

const idsOf = (revisions: readonly Revision[]): readonly string[] => revisions.map(({ revision }) => revision);

/**
 * The revision with this id, this label, or an id that begins so. The last of those that a squash replaces is the squash.
 *
 * @throws ReplacedRevision where it is another of them
 */
export function findRevision(graph: RevisionGraph, name: string): Revision {
  const exact = graph.byId.get(graph.aliases.get(name) ?? name) ?? graph.byLabel.get(name);
  if (exact !== undefined) return exact;
  const begins = (id: string): boolean => id.startsWith(name);
  const aliased = [...graph.aliases].filter(([id]) => begins(id)).flatMap(([, id]) => graph.byId.get(id) ?? []);
  const [found, ...others] = new Set([...graph.revisions.filter(({ revision }) => begins(revision)), ...aliased]);
  if (found === undefined) {
    const replaced = [...graph.replacements].find(([id]) => begins(id));
    throw replaced === undefined ? new UnknownRevision(name, 'argument') : new ReplacedRevision(...replaced);
  }
  if (others.length > 0) throw new AmbiguousRevision(name, [found, ...others]);
  return found;
}

/** Where a target stands before its steps are counted. */
function startOf(graph: RevisionGraph, target: Target, applied: readonly string[]): readonly Revision[] {
  const { root, has } = branchOf(graph, target);
  switch (target.name) {
    case 'head': {
      const found = heads(graph).filter(has);
      if (found.length > 1) throw new MultipleHeads(target.text, found);
      return found;
    }
    case 'heads':
      return root === undefined ? realHeads(graph) : heads(graph).filter(has);
    case 'base':
      return root === undefined ? [] : (graph.down.get(root.revision) ?? []);
    case 'current':
      return standing(graph, applied).applied.filter(has);
    default: {
      const found = findRevision(graph, target.name);
      if (!has(found)) throw new NotInBranch(target.branch ?? '', found);
      return [found];
    }
  }
}

/** The branch a target stays in: the revision that starts it, all that leads to that one and all that follows it. */
function branchOf(
  graph: RevisionGraph,
  target: Target,
): { readonly root: Revision | undefined; readonly has: (revision: Revision) => boolean } {
  if (target.branch === undefined) return { root: undefined, has: () => true };
  const root = findRevision(graph, target.branch);
  const below = reachable([root], graph.down);
  const above = reachable([root], graph.up);
  return { root, has: ({ revision }) => below.has(revision) || above.has(revision) };
}

function walkUp(graph: RevisionGraph, target: Target, applied: readonly string[]): readonly Revision[] {
  const { root, has } = branchOf(graph, target);
  const starts = startOf(graph, target, applied);
  if (starts.length > 1) throw new AmbiguousWalk(target.text, starts);
  const first = root === undefined ? bases(graph) : [root];
  let at = target.name === 'base' ? undefined : starts[0];
  for (let step = 0; step < target.steps; step += 1) {
    const ways: readonly Revision[] = at === undefined ? first : (graph.up.get(at.revision) ?? []).filter(has);
    if (ways.length > 1) throw new AmbiguousWalk(target.text, ways);
    [at] = ways;
    if (at === undefined) throw new WalkedTooFar(target.text, step);
  }
  return at === undefined ? [] : [at];
}

/** A step down: the revision left, and those it follows. */
export interface StepDown {
  readonly from: Revision;
  readonly to: readonly Revision[];
}

/** The steps of a target with `-N`, one after the other. Stepping off a merge leads to all it merged, and no further. */
export function walkDown(graph: RevisionGraph, target: Target, applied: readonly string[]): readonly StepDown[] {
  const steps: StepDown[] = [];
  let at = startOf(graph, target, applied);
  while (steps.length < -target.steps) {
    const [from, ...others] = at;
    if (from === undefined) throw new WalkedTooFar(target.text, steps.length);
    if (others.length > 0) throw new AmbiguousWalk(target.text, at);
    at = graph.down.get(from.revision) ?? [];
    steps.push({ from, to: at });
  }
  return steps;
}
