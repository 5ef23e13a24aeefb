import type { Connection, Revision } from '@sluice/core';
import { withAgainst, type Against, type AgainstOptions } from './against.js';
import { chooseRevisions, type RevisionChoice } from './choose-revisions.js';
import { lintRevisions, type LintOptions } from './lint.js';
import { ParserMissing } from './lint/errors.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { inScratchDatabase } from './proof/scratch-database.js';
import { lookAtMigration, type Looked } from './review/review-migration.js';
import type { Review, ReviewedMigration } from './review/reviewed.js';
import { extensionsOf } from './session.js';

/** What to review, and where it is tried. */
export interface ReviewOptions extends ProjectOptions, RevisionChoice, AgainstOptions, Pick<LintOptions, 'clock'> {
  /** The server on which a database of its own is made; an embedded PGlite, where it is left out. */
  readonly scratch?: string | undefined;
}

/**
 * Gathers what a reviewer of migrations wants to know: the change in words, the SQL of both directions, whether it was
 * proved, what it locks, which rows and values it throws away, what is around it, how the tables look before and after, and
 * whether it goes before or after the code. Each is tried in a database of its own, and changes nothing elsewhere.
 *
 * @throws SinceUnknown where git does not say what has changed
 *
 * @example
 * ```ts
 * import { review } from 'sluice';
 *
 * const { migrations } = await review({ since: 'main' });
 * for (const { message, rollOut, proof } of migrations) console.log(message, proof.verdict, rollOut.order);
 * ```
 */
export async function review(options: ReviewOptions = {}): Promise<Review> {
  const project = await openProject(options);
  const chosen = await chooseRevisions(project, options);
  if (chosen.length === 0) return { migrations: [] };
  const place = {
    scratch: options.scratch,
    cwd: project.config.root,
    extensions: await extensionsOf(project),
    signal: options.signal,
  };
  const looked = await withAgainst(project, options, (against) =>
    inScratchDatabase(place, (connection) => lookAtAll(project, connection, chosen, against)),
  );
  const findings = await lintOf(project, chosen, options);
  return {
    migrations: looked.map((one) => ({
      ...one,
      lint: findings?.filter(({ revision }) => revision === one.revision),
    })),
  };
}

/** What follows one that does not hold would begin in another state than it was written for. */
async function lookAtAll(
  project: Project,
  connection: Connection,
  chosen: readonly Revision[],
  against: Against | undefined,
): Promise<readonly Looked[]> {
  const looked: Looked[] = [];
  let place: Connection | undefined = connection;
  for (const revision of chosen) {
    project.signal?.throwIfAborted();
    const one = await lookAtMigration(project, revision, place, against);
    if (one.proof.verdict !== 'proved' || one.upgrade.locks === undefined) place = undefined;
    looked.push(one);
  }
  return looked;
}

/** The parser is a package that lint alone needs: without it, a review says so. */
async function lintOf(
  project: Project,
  chosen: readonly Revision[],
  { clock }: Pick<ReviewOptions, 'clock'>,
): Promise<ReviewedMigration['lint']> {
  try {
    return (await lintRevisions(project, chosen, { clock })).findings;
  } catch (error) {
    if (error instanceof ParserMissing) return undefined;
    throw error;
  }
}
