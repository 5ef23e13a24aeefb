import { UnknownRevision } from './errors.js';
import { buildGraph, type RevisionGraph } from './graph.js';
import { ReplacedFilesMissing } from './replacement-errors.js';
import type { Revision } from './revision.js';

/** A history as one database sees it, and where that stands in it. */
export interface Standing {
  /** With the revisions that a squash replaces in its place, where the database is in the middle of them. */
  readonly graph: RevisionGraph;
  /** The revisions recorded in the database: of a squash whose last replaced one is recorded, the squash. */
  readonly applied: readonly Revision[];
  /** What is recorded of an applied revision, by its id, where that is another. */
  readonly recordedAs: ReadonlyMap<string, string>;
}

/**
 * The history for a database. One that has none of what a squash replaces has the squash before it, one that has all of it
 * has the squash; one in the middle goes on by the revisions that are replaced.
 *
 * @param recorded - the rows of the version table
 * @throws UnknownRevision, ReplacedFilesMissing
 */
export function standing(graph: RevisionGraph, recorded: readonly string[]): Standing {
  const halfWay = new Set(recorded.flatMap((id) => halfWayThrough(graph, id)?.revision ?? []));
  const seen = halfWay.size === 0 ? graph : buildGraph(graph.given, halfWay);
  const recordedAs = new Map<string, string>();
  const applied = recorded.map((id) => {
    const revision = seen.byId.get(seen.aliases.get(id) ?? id);
    if (revision === undefined) throw new UnknownRevision(id, 'database');
    if (revision.revision !== id) recordedAs.set(revision.revision, id);
    return revision;
  });
  return { graph: seen, applied, recordedAs };
}

/** The squash that a database is in the middle of; it can be only where the files of those replaced are there. */
function halfWayThrough(graph: RevisionGraph, id: string): Revision | undefined {
  const squash = graph.replacements.get(id);
  if (squash === undefined || graph.byId.has(id) || graph.aliases.has(id)) return undefined;
  const given = new Set(graph.given.map(({ revision }) => revision));
  const missing = (squash.replaces ?? []).filter((each) => !given.has(each));
  if (missing.length > 0) throw new ReplacedFilesMissing(id, squash, missing);
  return squash;
}
