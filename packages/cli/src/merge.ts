import {
  ancestors,
  diff,
  heads,
  keyOfObject,
  resolve,
  type Difference,
  type Revision,
  type RevisionGraph,
  type Snapshot,
} from '@sluice/core';
import { introspect, StatementFailed } from '@sluice/database';
import { BranchesConflict, MigrationThrew, NothingToMerge } from './errors.js';
import { identityOf, type PlaceOptions } from './place.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { runTo } from './run-to.js';
import { openEmpty } from './session.js';
import { writeRevision, type WriteOptions, type Written } from './write-revision.js';

/** Which branches to merge, and how. */
export interface MergeOptions
  extends ProjectOptions, WriteOptions, Pick<PlaceOptions, 'branchLabels' | 'revisionId' | 'random'> {
  /** What the migration is about; it names the branches, where it is left out. */
  readonly message?: string | undefined;
  /** The heads to merge; all, where it is left out. */
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
 * @throws BranchesConflict where the orders do not come to the same
 */
export async function merge(options: MergeOptions = {}): Promise<Written> {
  const project = await openProject(options);
  const merged = mergedBy(project.graph, options.revisions);
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

/** Runs the branches one after the other, and the other way round; what comes out must be the same. */
async function requireCommuting(project: Project, branches: readonly Revision[]): Promise<void> {
  const names = branches.map(({ revision }) => revision);
  const [forward, backward] = [await outcome(project, names), await outcome(project, names.toReversed())];
  const conflicts =
    typeof forward === 'string' || typeof backward === 'string'
      ? [forward, backward].filter((each) => typeof each === 'string')
      : diff(forward, backward).map((difference) => keyOfObject(objectOf(difference)));
  if (conflicts.length > 0) throw new BranchesConflict(names, conflicts);
}

const objectOf = (difference: Difference) => (difference.verb === 'create' ? difference.after : difference.before);

/** What an order of branches comes to, or why it cannot be run. */
async function outcome(project: Project, order: readonly string[]): Promise<Snapshot | string> {
  const { versionTable, defaultSchema } = project.config;
  const connection = await openEmpty(project);
  try {
    for (const target of order) await runTo({ ...project, events: {} }, connection, { direction: 'upgrade', target });
    return await introspect(connection, { defaultSchema, without: [versionTable] });
  } catch (error) {
    if (!(error instanceof StatementFailed) && !(error instanceof MigrationThrew)) throw error;
    return `in the order ${order.join(', ')}, ${error.message.split('\n')[0]}`;
  } finally {
    await connection.close();
  }
}
