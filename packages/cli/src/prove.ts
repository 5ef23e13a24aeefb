import { ancestors, findRevision, heads, planUpgrade, standing, type Connection, type Revision } from '@sluice/core';
import {
  NotProvableHere,
  ownTables,
  prove as tryOut,
  readVersions,
  run,
  type Step,
  type Trial,
} from '@sluice/database';
import { readFile } from 'node:fs/promises';
import { askNobody } from './answers.js';
import { compareModels, readProjectModels, type ProjectModels } from './compare-models.js';
import { replaceFile } from './migration-files.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { describeCall } from './proof/describe-call.js';
import { inPlace } from './proof/in-place.js';
import { readProofLine, withProofLine } from './proof/proof-line.js';
import { checksumOf } from './load/checksum.js';
import { holds, notProvable, textOf, type Proof } from './proof/proof.js';
import { inScratchDatabase } from './proof/scratch-database.js';
import { loadSteps } from './run-to.js';
import { headOf } from './head-of.js';
import { extensionsOf } from './session.js';

/** What to prove, and where. */
export interface ProveOptions extends ProjectOptions {
  /** Revisions, or the beginnings of some, or `heads`; the heads, where it is left out. */
  readonly revisions?: readonly string[] | undefined;
  /** Every migration there is. */
  readonly all?: boolean | undefined;
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
  const chosen = new Set(chosenBy(project, options).map(({ revision }) => revision));
  const place = {
    scratch: options.scratch,
    cwd: project.config.root,
    extensions: await extensionsOf(project),
    signal: options.signal,
  };
  return inScratchDatabase(place, async (connection) => {
    const proved: ProvedMigration[] = [];
    for (const revision of project.graph.revisions.filter((each) => chosen.has(each.revision))) {
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

const chosenBy = ({ graph }: Project, { all, revisions = ['heads'] }: ProveOptions): readonly Revision[] =>
  all === true
    ? graph.revisions
    : revisions.flatMap((name) => (name === 'heads' ? heads(graph) : [findRevision(graph, name)]));

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

/** Runs what comes before a revision, and gives the step that is left. */
async function reach(project: Project, connection: Connection, revision: string): Promise<Step> {
  const { versionTable, defaultSchema } = project.config;
  const { revisions } = await readVersions(connection, versionTable);
  const steps = await loadSteps(project, planUpgrade(project.graph, revisions, revision), 'upgrade');
  const last = steps.at(-1);
  if (last === undefined) throw new TypeError(`${revision} is applied already`);
  const before = steps.slice(0, -1);
  await inPlace(connection, async () => {
    const { revisions: done } = await readVersions(connection, versionTable);
    const { graph, applied } = standing(project.graph, done);
    const left = before.filter(({ migration }) => !ancestors(graph, applied).has(migration.revision));
    await run(connection, () => left, { versionTable, defaultSchema });
  });
  return last;
}

async function trialOf(project: Project, connection: Connection, revision: Revision, step: Step): Promise<Trial> {
  const { versionTable, defaultSchema } = project.config;
  const models = isLast(project, revision) ? await readProjectModels(project) : undefined;
  const [downgrade = step] = await loadSteps(
    project,
    [{ ...revision, deletes: step.inserts, inserts: step.deletes }],
    'downgrade',
  );
  const perform = (one: Step) => (): Promise<void> =>
    inPlace(connection, async () => {
      await run(connection, () => [one], { versionTable, defaultSchema });
    });
  return {
    connection,
    without: ownTables(versionTable),
    changesRows: /\bop\s*\.\s*(?!(?:add|create|drop|alter|rename)[A-Z])\w+/.test(
      await readFile(headOf(project, revision.revision).file, 'utf8'),
    ),
    upgrade: perform(step),
    downgrade: perform(downgrade),
    ...(models === undefined ? {} : { arrived: () => leftFor(project, connection, models) }),
  };
}

/** Whether it is the one after which the models should be reached. */
const isLast = ({ graph }: Project, { revision }: Revision): boolean => {
  const [head, ...others] = heads(graph);
  return head?.revision === revision && others.length === 0;
};

/** What the models ask for still. */
async function leftFor(project: Project, connection: Connection, models: ProjectModels): Promise<readonly string[]> {
  const left = await compareModels(project, connection, models, { standing: project.config, ask: askNobody });
  return left.upgrade.map((operation) => `the models still ask for ${describeCall(operation)}`);
}

async function write({ file, proof }: ProvedMigration): Promise<void> {
  const source = await readFile(file, 'utf8');
  const text = textOf(proof);
  const line = readProofLine(source);
  if (line?.text === text && line.checksum === checksumOf(source)) return;
  await replaceFile(file, withProofLine(source, text));
}
