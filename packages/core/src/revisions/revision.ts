/** One migration as the graph sees it: its identity and what it follows. */
export interface Revision {
  readonly revision: string;
  /** The revision this one follows; several for a merge; `null` for a base. */
  readonly downRevision: string | readonly string[] | null;
  /** Names for the branch that starts here; each is used once in the whole graph. */
  readonly branchLabels: readonly string[];
  /** Revisions (ids or labels) of other branches that must be applied before this one. */
  readonly dependsOn: readonly string[];
  /** The revisions that this one stands for, oldest first: it is a squash of them. Left out where there are none. */
  readonly replaces?: readonly string[];
  readonly message: string;
  /** Where it is written; for messages, and for the order among revisions that are free to go in any. */
  readonly file?: string;
}

/** The down revisions as a list: none for a base, several for a merge. */
export function downRevisionsOf({ downRevision }: Pick<Revision, 'downRevision'>): readonly string[] {
  if (downRevision === null) return [];
  return typeof downRevision === 'string' ? [downRevision] : downRevision;
}

/** A revision as messages name it: `9c2b3f1a4e5d (20261120_1405_9c2b3f1a4e5d_add_email.ts)`. */
export function describe(revision: Revision): string {
  return revision.file === undefined ? revision.revision : `${revision.revision} (${revision.file})`;
}
