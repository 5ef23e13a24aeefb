import type { Connection, Revision } from '@sluice/core';
import { NotProvableHere, prove as tryOut } from '@sluice/database';
import { readFile } from 'node:fs/promises';
import { chooseRevisions, type RevisionChoice } from './choose-revisions.js';
import { headOf } from './head-of.js';
import { checksumOf } from './load/checksum.js';
import { replaceFile } from './migration-files.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { readProofLine, withProofLine } from './proof/proof-line.js';
import { holds, notProvable, textOf, type Proof } from './proof/proof.js';
import { inScratchDatabase } from './proof/scratch-database.js';
import { reach, trialOf } from './proof/trial-of.js';
import { extensionsOf } from './session.js';

/** What to prove, and where. */
export interface ProveOptions extends ProjectOptions, Pick<RevisionChoice, 'revisions' | 'all'> {
  /** The server on which a database of its own is made; an embedded PGlite, where it is left out. */
  readonly scratch?: string | undefined;
  /** Writes nothing into the files. */
  readonly dryRun?: boolean | undefined;
}

/** What came of one migration. */
export interface ProvedMigration {
  readonly revision: string;
  readonly message: string;
  /** Absolute. */
  readonly file: string;
  readonly proof: Proof;
  readonly verdict: 'proved' | 'refuted' | 'not provable here';
}

/**
 * Proves migrations that are written, by hand or not: each is run there, back and there again in a database of its own,
 * in which tables have a few rows. What came of it is written into the comment that the file begins with. The last
 * migration must also lead to what the models say. The first that does not hold ends it.
 *
 * @example
 * ```ts
 * import { prove } from 'sluice';
 *
 * for (const { file, verdict } of await prove({ all: true })) console.log(file, verdict);
 * ```
 */
export async function prove(options: ProveOptions = {}): Promise<readonly ProvedMigration[]> {
  const project = await openProject(options);
  const chosen = await chooseRevisions(project, options);
  const place = {
    scratch: options.scratch,
    cwd: project.config.root,
    extensions: await extensionsOf(project),
    signal: options.signal,
  };
  return inScratchDatabase(place, async (connection) => {
    const proved: ProvedMigration[] = [];
    for (const revision of chosen) {
      const found = await proveOne(project, connection, revision);
      options.signal?.throwIfAborted();
      if (options.dryRun !== true && found.verdict !== 'refuted') await write(found);
      proved.push(found);
      // What follows would begin in another state than it was written for.
      if (found.verdict !== 'proved') break;
    }
    return proved;
  });
}

async function proveOne(project: Project, connection: Connection, revision: Revision): Promise<ProvedMigration> {
  const { message, file } = headOf(project, revision.revision);
  const found = { revision: revision.revision, message, file };
  try {
    const step = await reach(project, connection, revision.revision);
    const verdict = await tryOut(await trialOf(project, connection, revision, step));
    return { ...found, proof: { proved: true, ...verdict }, verdict: holds(verdict) ? 'proved' : 'refuted' };
  } catch (error) {
    if (!(error instanceof NotProvableHere)) throw error;
    return { ...found, proof: notProvable(error.reason, connection.engine === 'server'), verdict: 'not provable here' };
  }
}

async function write({ file, proof }: ProvedMigration): Promise<void> {
  const source = await readFile(file, 'utf8');
  const text = textOf(proof);
  const line = readProofLine(source);
  if (line?.text === text && line.checksum === checksumOf(source)) return;
  await replaceFile(file, withProofLine(source, text));
}
