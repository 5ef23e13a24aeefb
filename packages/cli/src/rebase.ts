import {
  ancestors,
  downRevisionsOf,
  InvalidTarget,
  MultipleHeads,
  rebase as rebaseGraph,
  resolve,
  type Rebase,
  type Revision,
} from '@sluice/core';
import { readFile } from 'node:fs/promises';
import { requireCommuting } from './commute.js';
import { BranchApplied, HeadNotRewritten } from './errors.js';
import { parseMigrationHead } from './load/migration-head.js';
import { withDownRevision } from './load/rewrite-head.js';
import { replaceFile } from './migration-files.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { headOf } from './head-of.js';
import { withDatabase } from './session.js';
import { readState } from './state.js';

/** Which branch to move, and where to. */
export interface RebaseOptions extends ProjectOptions {
  /** The head that is moved, with all that leads to it and not to the other: an id or the beginning of one, `shop@head`. */
  readonly revision: string;
  /** The head that it shall follow. */
  readonly onto: string;
  /** Moves the branch also where the order of both matters. */
  readonly force?: boolean | undefined;
  /** Checks everything and changes no file. */
  readonly printOnly?: boolean | undefined;
}

/** What was moved. */
export interface RebaseResult {
  /** The revisions of the branch, oldest first. */
  readonly branch: readonly string[];
  /** The head that they follow now. */
  readonly onto: string;
  /** The files that say so. */
  readonly files: readonly RewrittenFile[];
}

/** A migration that follows something else now. */
export interface RewrittenFile {
  /** Absolute. */
  readonly file: string;
  readonly revision: string;
  readonly before: Revision['downRevision'];
  readonly downRevision: Revision['downRevision'];
}

/**
 * Moves a head and its branch onto another head, for the day two people have added a migration to the same one: the
 * first revision of the branch follows the other head, and its file says so. Before, both orders are run in an embedded
 * PGlite, as for a merge.
 *
 * @example
 * ```ts
 * import { rebase } from 'sluice';
 *
 * const { files } = await rebase({ revision: '9c2b', onto: '8f1a' });
 * ```
 *
 * @throws BranchApplied where the project's database has some of the branch already
 * @throws BranchesConflict where the order of both matters
 */
export async function rebase(options: RebaseOptions): Promise<RebaseResult> {
  const project = await openProject(options);
  const [head, onto] = [oneOf(project, options.revision), oneOf(project, options.onto)];
  const planned = rebaseGraph(project.graph, head, onto);
  await refuseApplied(project, planned, onto);
  if (options.force !== true) await requireCommuting(project, [onto, head]);
  const rewritten = await Promise.all(planned.changed.map((revision) => rewrite(project, revision)));
  if (options.printOnly !== true) for (const { file, text } of rewritten) await replaceFile(file.file, text);
  return {
    branch: planned.branch.map(({ revision }) => revision),
    onto: onto.revision,
    files: rewritten.map(({ file }) => file),
  };
}

function oneOf({ graph }: Project, target: string): Revision {
  const found = resolve(graph, target, []);
  const [one] = found;
  if (one === undefined) throw new InvalidTarget(target);
  if (found.length > 1) throw new MultipleHeads(target, found);
  return one;
}

/** What a database has run is recorded by its heads: below a head that is moved, it would count as run. */
async function refuseApplied(project: Project, { branch }: Rebase, onto: Revision): Promise<void> {
  const { database } = project.config;
  if (database === undefined || database === 'pglite:')
    return project.events.onNote?.('No database is configured: make sure that none has run this branch.');
  const { graph, applied } = await withDatabase(project, 10, (connection) => readState(project, connection));
  const done = ancestors(graph, applied);
  // A database in the middle of what a squash replaces has some of the squash.
  const ran = branch.filter(({ revision, replaces = [] }) => [revision, ...replaces].some((id) => done.has(id)));
  const [first] = ran;
  if (first !== undefined) throw new BranchApplied(branch, ran, onto, downRevisionsOf(first)[0] ?? 'base');
}

async function rewrite(project: Project, revision: Revision): Promise<{ file: RewrittenFile; text: string }> {
  const { file, downRevision: before } = headOf(project, revision.revision);
  const text = withDownRevision(await readFile(file, 'utf8'), revision);
  const { downRevision } = revision;
  const wanted = JSON.stringify(downRevision);
  if (text === undefined || JSON.stringify(parseMigrationHead(text, file).downRevision) !== wanted)
    throw new HeadNotRewritten(file, `downRevision = ${wanted}`);
  return { file: { file, revision: revision.revision, before, downRevision }, text };
}
