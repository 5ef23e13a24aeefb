import { ancestors, heads, resolve, type Revision, type RevisionGraph } from '@sluice/core';
import { requireCommuting } from './commute.js';
import { NotAHead, NothingToMerge } from './errors.js';
import { openToWrite } from './message.js';
import { identityOf, type PlaceOptions } from './place.js';
import type { ProjectOptions } from './project.js';
import { writeRevision, type WriteOptions, type Written } from './write-revision.js';

/** Which branches to merge, and how. */
export interface MergeOptions
  extends ProjectOptions, WriteOptions, Pick<PlaceOptions, 'branchLabels' | 'revisionId' | 'random' | 'splice'> {
  /** What the migration is about; it names the branches, where it is left out. */
  readonly message?: string | undefined;
  /** What to merge: heads, and with `splice` any revisions; all heads, where it is left out. */
  readonly revisions?: readonly string[] | undefined;
  /** Merges branches also where they do not come to the same in every order. */
  readonly force?: boolean | undefined;
}

/**
 * Writes the migration in which branches meet. It does nothing itself. Before, the branches are run in an embedded
 * PGlite in both orders: which of them a database had first must not matter.
 *
 * @example
 * ```ts
 * import { merge } from 'sluice';
 *
 * const { file } = await merge({ message: 'Billing meets shop' });
 * ```
 *
 * @throws NotAHead where others follow what shall be merged, and `splice` does not allow it
 * @throws BranchesConflict where the orders do not come to the same
 */
export async function merge(options: MergeOptions = {}): Promise<Written> {
  const project = await openToWrite(options, options.message);
  const merged = mergedBy(project.graph, options.revisions);
  if (options.splice !== true) requireHeads(project.graph, merged);
  if (options.force !== true) await requireCommuting(project, merged);
  const message = options.message ?? `Merge ${merged.map(({ revision }) => revision).join(' and ')}`;
  return writeRevision(project, identityOf(project, merged, options), { message, upgrade: [], downgrade: [] }, options);
}

/** The heads to merge, each once, without those that another of them includes. */
function mergedBy(graph: RevisionGraph, names: readonly string[] | undefined): readonly Revision[] {
  const named = (names ?? ['heads']).flatMap((name) => (name === 'heads' ? heads(graph) : resolve(graph, name, [])));
  const distinct = [...new Set(named)];
  const merged = distinct.filter(
    (each) => !distinct.some((other) => other !== each && ancestors(graph, [other]).has(each.revision)),
  );
  if (merged.length < 2) throw new NothingToMerge(merged);
  return merged;
}

function requireHeads(graph: RevisionGraph, merged: readonly Revision[]): void {
  const followed = merged.find((each) => !heads(graph).includes(each));
  if (followed !== undefined) throw new NotAHead(followed);
}
