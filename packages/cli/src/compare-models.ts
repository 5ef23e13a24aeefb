import { readModels, type Connection, type DatabaseObject } from '@sluice/core';
import type { Answers } from './answers.js';
import type { CatalogRows } from '@sluice/database';
import { draft, type Draft, type DraftRequest } from './draft.js';
import { passesOf } from './filter.js';
import type { ResolvedConfig } from './config/config.js';
import { loadModels } from './load/load-models.js';
import { isOfOtherTools } from './other-tools.js';
import { relativeTo, type Project } from './project.js';
import { recordHistory } from './record.js';

/** What leads from a database to the models, and what a person should know of it. */
export interface Comparison extends Draft {
  /** What was compared. */
  readonly request: DraftRequest;
  readonly notes: readonly string[];
}

/** The models of a project, as written. */
export type ProjectModels = ReturnType<typeof readModels>;

/** Reads the models of a project: what they say, as written. */
export async function readProjectModels({ config }: Project): Promise<ProjectModels> {
  const { exports, drizzle } = await loadModels(config);
  const named = exports.map((one) => ({ ...one, file: relativeTo(config.root, one.file) }));
  const { casing, defaultSchema, naming } = config;
  return readModels(named, drizzle, { defaultSchema, naming, ...(casing === undefined ? {} : { casing }) });
}

/**
 * Compares the models of a project with a database that has all of its migrations. Changes nothing.
 *
 * @param catalog - what the database says, where that was read already.
 */
export async function compareModels(
  project: Project,
  connection: Connection,
  models: ProjectModels,
  answers: Answers = {},
  catalog?: CatalogRows,
): Promise<Comparison> {
  const request = await requestOf(project, connection, models, answers);
  const found = await draft({ ...request, ...(catalog && { catalog }) });
  return {
    ...found,
    request,
    leftAlone: reported(found.leftAlone, project.config),
    notes: models.notes,
  };
}

/** What a comparison of the models of a project with a database is made of. */
export async function requestOf(
  project: Project,
  connection: Connection,
  { objects }: ProjectModels,
  answers: Answers = {},
): Promise<DraftRequest> {
  const { versionTable, defaultSchema, naming } = project.config;
  const history = await recordHistory(project);
  const passes = passesOf(project.config);
  return { connection, models: objects, history, versionTable, defaultSchema, naming, passes, answers };
}

/** What of all that is left alone is worth a word. */
export const reported = (leftAlone: readonly DatabaseObject[], config: ResolvedConfig): readonly DatabaseObject[] =>
  leftAlone.filter((object) => isOfTenant(object, config) && !goesUnsaid(object, config));

/** What is left alone and not reported: what every database has, and in what other tools keep their own history. */
const goesUnsaid = (object: DatabaseObject, config: ResolvedConfig): boolean =>
  isPublic(object) || isOfOtherTools(object, config);

/** What stands in the schema of the tenant that is looked at; all of it, where there are no tenants. */
const isOfTenant = ({ id }: DatabaseObject, { writtenFor, defaultSchema }: ResolvedConfig): boolean =>
  writtenFor === undefined || id.schema === defaultSchema;

/** Every database has this schema from its beginning. */
export const isPublic = ({ kind, id }: DatabaseObject): boolean => kind === 'schema' && id.name === 'public';
