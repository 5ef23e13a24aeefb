import {
  ancestors,
  recordedObjects,
  type DatabaseObject,
  type Operation,
  type Revision,
  type RevisionGraph,
} from '@sluice/core';

/** What migrations have made, after each of them. */
export class RecordedHistory {
  readonly #graph: RevisionGraph;
  readonly #operations = new Map<string, readonly Operation[]>();
  readonly #after = new Map<string, readonly DatabaseObject[]>();

  constructor(graph: RevisionGraph) {
    this.#graph = graph;
  }

  /** What there is when a migration begins, as far as those before it say. */
  before(revision: Revision): readonly DatabaseObject[] {
    const [parent, ...others] = [...(this.#graph.before.get(revision.revision) ?? [])];
    if (parent === undefined) return [];
    // On a line, what there was before needs no second look.
    const line = others.length === 0 ? this.#after.get(parent.revision) : undefined;
    if (line !== undefined) return line;
    const earlier = ancestors(this.#graph, [revision]);
    const theirs = this.#graph.revisions.filter((one) => one !== revision && earlier.has(one.revision));
    return recordedObjects(theirs.flatMap((one) => this.#operations.get(one.revision) ?? []));
  }

  /** Takes note of what a migration has done. */
  add(revision: Revision, operations: readonly Operation[]): void {
    this.#operations.set(revision.revision, operations);
    this.#after.set(revision.revision, recordedObjects(operations, this.before(revision)));
  }
}
