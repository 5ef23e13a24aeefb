import type { Connection } from '@sluice/core';
import { atOneMoment, type CatalogRows, type Target } from '@sluice/database';
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
  // It may fail before anybody has come to wait for it.
  reading.catch(() => undefined);
  const sought = await atOneMoment(connection, project.config.defaultSchema, async ({ fingerprint, read }) => {
    const memory = await memoryOf(project, fingerprint, answers);
    // While there is nothing to recall, the catalog is read while the models are.
    const early = memory?.knows === true ? undefined : read();
    // Should the models not be readable, nobody asks what came of it.
    early?.catch(() => undefined);
    const models = await reading.catch(async (cause: unknown) => {
      await early?.catch(() => undefined);
      throw cause;
    });
    const known = memory?.recall(models);
    return { models, memory, found: known ?? { catalog: await (early ?? read()) } };
  });
  const { models, memory, found } = sought;
  if (!isCatalog(found)) return nothing(project, models, found);
  const { request, current, desired, ...changes } = await compareModels(
    project,
    connection,
    models,
    answers,
    found.catalog,
  );
  const isNothing = changes.upgrade.length === 0 && changes.downgrade.length === 0 && changes.oldNames.length === 0;
  if (isNothing) await memory?.keep(models, { leftAlone: changes.leftAlone, filtered: changes.filtered });
  return { ...changes, between: { request, current, desired } };
}

type Catalog = { readonly catalog: CatalogRows };
const isCatalog = (found: Catalog | NothingFound): found is Catalog => 'catalog' in found;

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
