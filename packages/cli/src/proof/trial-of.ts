import { ancestors, heads, planUpgrade, standing, type Connection, type Revision } from '@sluice/core';
import { ownTables, readVersions, run, type Direction, type RunOptions, type Step, type Trial } from '@sluice/database';
import { readFile } from 'node:fs/promises';
import { askNobody } from '../answers.js';
import { compareModels, readProjectModels, type ProjectModels } from '../compare-models.js';
import { headOf } from '../head-of.js';
import type { Project } from '../project.js';
import { loadSteps } from '../run-to.js';
import { describeCall } from './describe-call.js';
import { inPlace } from './in-place.js';

/** Called before each try of a direction: who sees what it does. */
export type TrialWatch = (direction: Direction) => Promise<Pick<RunOptions, 'aroundOperation' | 'onStatement'>>;

/** Runs what comes before a revision, and gives the step that is left. */
export async function reach(project: Project, connection: Connection, revision: string): Promise<Step> {
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

/**
 * A migration on trial, as its file has it: the last one must also lead to what the models say.
 *
 * @param watch - sees what each try does
 */
export async function trialOf(
  project: Project,
  connection: Connection,
  revision: Revision,
  step: Step,
  watch?: TrialWatch,
): Promise<Trial> {
  const { versionTable, defaultSchema } = project.config;
  const models = isLast(project, revision) ? await readProjectModels(project) : undefined;
  const [downgrade = step] = await loadSteps(
    project,
    [{ ...revision, deletes: step.inserts, inserts: step.deletes }],
    'downgrade',
  );
  const perform = (one: Step) => (): Promise<void> =>
    inPlace(connection, async () => {
      await run(connection, () => [one], { versionTable, defaultSchema, ...(await watch?.(one.direction)) });
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
