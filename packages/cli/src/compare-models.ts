import { readModels, type Connection, type DatabaseObject } from '@sluice/core';
import type { Answers } from './answers.js';
import { draft, type Draft } from './draft.js';
import { passesOf } from './filter.js';
import { loadModels } from './load/load-models.js';
import { relativeTo, type Project } from './project.js';
import { recordHistory } from './record.js';

/** What leads from a database to the models, and what a person should know of it. */
export interface Comparison extends Draft {
  readonly notes: readonly string[];
}

/** Reads the models of a project: what they say, as written. */
export async function readProjectModels({ config }: Project): Promise<ReturnType<typeof readModels>> {
  const { exports, drizzle } = await loadModels(config);
  const named = exports.map((one) => ({ ...one, file: relativeTo(config.root, one.file) }));
  const { casing, defaultSchema, naming } = config;
  return readModels(named, drizzle, { defaultSchema, naming, ...(casing === undefined ? {} : { casing }) });
}

/** Compares the models of a project with a database that has all of its migrations. Changes nothing. */
export async function compareModels(
  project: Project,
  connection: Connection,
  models: ReturnType<typeof readModels>,
  answers: Answers = {},
): Promise<Comparison> {
  const { versionTable, defaultSchema } = project.config;
  const passes = passesOf(project.config);
  const history = await recordHistory(project);
  const found = await draft({
    connection,
    models: models.objects,
    history,
    versionTable,
    defaultSchema,
    passes,
    answers,
  });
  return { ...found, leftAlone: found.leftAlone.filter((object) => !isPublic(object)), notes: models.notes };
}

/** Every database has this schema from its beginning. */
export const isPublic = ({ kind, id }: DatabaseObject): boolean => kind === 'schema' && id.name === 'public';
