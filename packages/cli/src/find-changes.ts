import type { Connection } from '@sluice/core';
import { readCatalogRows, type Target } from '@sluice/database';
import type { Answers } from './answers.js';
import { compareModels, readProjectModels, reported, type Comparison, type ProjectModels } from './compare-models.js';
import type { Project } from './project.js';
import { memoryOf, type NothingFound } from './remembered.js';
import { withMigrated, type State } from './state.js';

/** What leads from a database to the models. */
export interface Changes extends Pick<
  Comparison,
  'upgrade' | 'downgrade' | 'leftAlone' | 'filtered' | 'notes' | 'oldNames' | 'decided'
> {
  /** Between what; undefined where it was known before that nothing is to do. */
  readonly between: Pick<Comparison, 'request' | 'current' | 'desired'> | undefined;
}

/** Works on a database that has the migrations, while the models are read: what is wrong with these is said first. */
export async function withModels<T>(
  project: Project,
  work: (connection: Connection, state: State, models: Promise<ProjectModels>) => Promise<T>,
): Promise<T> {
  const models = readProjectModels(project);
  // Who waits for them is told; where nobody came to wait, the other error is what is wrong.
  models.catch(() => undefined);
  // What runs in this process does nothing meanwhile.
  if (isEmbedded(project.config.database)) await models;
  try {
    return await withMigrated(project, (connection, state) => work(connection, state, models));
  } catch (cause) {
    await models;
    throw cause;
  }
}

const isEmbedded = (database: Target | undefined): boolean =>
  database === undefined || (typeof database === 'string' && database.startsWith('pglite:'));

/**
 * Finds what the models change in a database that has all migrations. Where nothing is to do, that is remembered, and
 * found again in no time as long as nothing has changed anywhere.
 */
export async function findChanges(
  project: Project,
  connection: Connection,
  reading: Promise<ProjectModels>,
  answers: Answers = {},
): Promise<Changes> {
  const [catalog, models] = await Promise.all([readCatalogRows(connection, project.config.defaultSchema), reading]);
  const memory = await memoryOf(project, { models, catalog, answers });
  const known = await memory?.recall();
  if (known !== undefined) return nothing(project, models, known);
  const { request, current, desired, ...found } = await compareModels(project, connection, models, answers, catalog);
  const isNothing = found.upgrade.length === 0 && found.downgrade.length === 0 && found.oldNames.length === 0;
  if (isNothing) await memory?.keep({ leftAlone: found.leftAlone, filtered: found.filtered });
  return { ...found, between: { request, current, desired } };
}

const nothing = ({ config }: Project, { notes }: ProjectModels, { leftAlone, filtered }: NothingFound): Changes => ({
  upgrade: [],
  downgrade: [],
  leftAlone: reported(leftAlone, config),
  filtered,
  notes,
  oldNames: [],
  decided: { renames: {}, drops: [] },
  between: undefined,
});
