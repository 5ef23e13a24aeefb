import {
  DuplicateLabel,
  DuplicateRevision,
  InvalidRevisionName,
  MissingRevision,
  RevisionCycle,
  SelfReference,
} from './errors.js';
import { downRevisionsOf, type Revision } from './revision.js';
import { topologicalOrder, type Edges } from './order.js';
import { viewOf, type View } from './replacements.js';

/**
 * All revisions and how they follow each other. Two sorts of lines lead down from a revision: to its down revisions,
 * which make branches and heads, and to what it depends on, which only says what must be applied before.
 */
export interface RevisionGraph extends View {
  /** All revisions, those replaced by a squash with it. */
  readonly given: readonly Revision[];
  /** Every revision after those it follows or depends on; among free ones, by file name. The one order of the graph. */
  readonly revisions: readonly Revision[];
  readonly byId: ReadonlyMap<string, Revision>;
  readonly byLabel: ReadonlyMap<string, Revision>;
  /** Down revisions. */
  readonly down: Edges;
  /** Those that have this one as a down revision. */
  readonly up: Edges;
  /** Down revisions and dependencies. */
  readonly before: Edges;
  /** Those that have this one as a down revision or depend on it. */
  readonly after: Edges;
}

/**
 * Makes the graph of revisions, or throws what is wrong with them. In it a squash stands for what it replaces, except those
 * whose ids are `expanded`: what they replace stands for them.
 *
 * @throws InvalidReplacement, FollowsReplaced, InvalidRevisionName, DuplicateRevision, DuplicateLabel, MissingRevision, SelfReference, RevisionCycle
 */
export function buildGraph(given: readonly Revision[], expanded: ReadonlySet<string> = new Set()): RevisionGraph {
  const { revisions, aliases, replacements } = viewOf(given, expanded);
  if (replacements.size > 0) indexById(given);
  const byId = indexById(revisions);
  const byLabel = indexByLabel(revisions, byId);
  const find = { byId, byLabel };
  const down = new Map(revisions.map((revision) => [revision.revision, parents(revision, find)]));
  const before = new Map(
    revisions.map((revision) => {
      const all = [...(down.get(revision.revision) ?? []), ...dependencies(revision, find)];
      return [revision.revision, [...new Set(all)]];
    }),
  );
  const after = turned(revisions, before);
  const order = topologicalOrder(revisions, before, after);
  if (order.length < revisions.length) throw new RevisionCycle(findCycle(revisions, order, before));
  // Lists made anew from the order, so that candidates and ways to go are named in it whatever the files' order was.
  const lines = { down, up: turned(order, down), before, after: turned(order, before) };
  return { revisions: order, byId, byLabel, ...lines, given, aliases, replacements };
}

/** The revisions no other follows. */
export const heads = (graph: RevisionGraph): readonly Revision[] => without(graph, graph.up);

/** The revisions no other follows or depends on: having these applied is having all applied. */
export const realHeads = (graph: RevisionGraph): readonly Revision[] => without(graph, graph.after);

/** The revisions that follow no other. */
export const bases = (graph: RevisionGraph): readonly Revision[] => without(graph, graph.down);

/** The revisions that follow no other and depend on none. */
export const realBases = (graph: RevisionGraph): readonly Revision[] => without(graph, graph.before);

/** The ids of these revisions and of all that must be applied before them. */
export const ancestors = (graph: RevisionGraph, of: readonly Revision[]): ReadonlySet<string> =>
  reachable(of, graph.before);

/** The ids of these revisions and of all that follow or depend on them. */
export const descendants = (graph: RevisionGraph, of: readonly Revision[]): ReadonlySet<string> =>
  reachable(of, graph.after);

/** The ids of these revisions and of all that lie on the way, by lines of one sort. Keeps its own stack: a history may be long. */
export function reachable(from: readonly Revision[], edges: Edges): ReadonlySet<string> {
  const found = new Set(from.map((revision) => revision.revision));
  const open = [...from];
  for (let revision = open.pop(); revision !== undefined; revision = open.pop()) {
    for (const next of edges.get(revision.revision) ?? []) {
      if (found.has(next.revision)) continue;
      found.add(next.revision);
      open.push(next);
    }
  }
  return found;
}

interface Index {
  readonly byId: ReadonlyMap<string, Revision>;
  readonly byLabel: ReadonlyMap<string, Revision>;
}

function indexById(revisions: readonly Revision[]): ReadonlyMap<string, Revision> {
  const byId = new Map<string, Revision>();
  for (const revision of revisions) {
    requireName(revision.revision, revision);
    const other = byId.get(revision.revision);
    if (other !== undefined) throw new DuplicateRevision([other, revision]);
    byId.set(revision.revision, revision);
  }
  return byId;
}

function indexByLabel(
  revisions: readonly Revision[],
  byId: ReadonlyMap<string, Revision>,
): ReadonlyMap<string, Revision> {
  const byLabel = new Map<string, Revision>();
  for (const revision of revisions) {
    for (const label of revision.branchLabels) {
      requireName(label, revision);
      const other = byLabel.get(label) ?? byId.get(label);
      if (other !== undefined) throw new DuplicateLabel(label, [other, revision]);
      byLabel.set(label, revision);
    }
  }
  return byLabel;
}

const reserved = new Set(['head', 'heads', 'base', 'current']);

function requireName(name: string, revision: Revision): void {
  if (!/^[^@+\-:\s]+$/.test(name) || reserved.has(name)) throw new InvalidRevisionName(name, revision);
}

function parents(revision: Revision, { byId }: Index): readonly Revision[] {
  return [...new Set(downRevisionsOf(revision))].map((id) => {
    const found = byId.get(id);
    if (found === undefined) throw new MissingRevision(id, revision, 'downRevision');
    if (found === revision) throw new SelfReference(revision, 'downRevision');
    return found;
  });
}

function dependencies(revision: Revision, { byId, byLabel }: Index): readonly Revision[] {
  return revision.dependsOn.map((name) => {
    const found = byId.get(name) ?? byLabel.get(name);
    if (found === undefined) throw new MissingRevision(name, revision, 'dependsOn');
    if (found === revision) throw new SelfReference(revision, 'dependsOn');
    return found;
  });
}

function turned(revisions: readonly Revision[], edges: Edges): Edges {
  const result = new Map<string, Revision[]>(revisions.map((revision) => [revision.revision, []]));
  for (const revision of revisions) {
    for (const lower of edges.get(revision.revision) ?? []) result.get(lower.revision)?.push(revision);
  }
  return result;
}

const without = (graph: RevisionGraph, edges: Edges): readonly Revision[] =>
  graph.revisions.filter((revision) => (edges.get(revision.revision) ?? []).length === 0);

/** A circle among the revisions that found no place in the order: each of those has another of them before it. */
function findCycle(revisions: readonly Revision[], placed: readonly Revision[], before: Edges): readonly Revision[] {
  const left = new Set(revisions);
  for (const revision of placed) left.delete(revision);
  const path = new Set<Revision>();
  let [at] = left;
  while (at !== undefined && !path.has(at)) {
    path.add(at);
    at = before.get(at.revision)?.find((revision) => left.has(revision));
  }
  const walked = [...path];
  return at === undefined ? walked : walked.slice(walked.indexOf(at));
}
