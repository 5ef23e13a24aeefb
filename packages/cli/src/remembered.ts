import type { DatabaseObject } from '@sluice/core';
import { digestOf, type CatalogRows } from '@sluice/database';
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Answers } from './answers.js';
import type { ProjectModels } from './compare-models.js';
import { hashHistory } from './history-hash.js';
import { cacheFolder } from './load/cache-folder.js';
import type { Project } from './project.js';

/** What a comparison came to that found nothing to do. */
export interface NothingFound {
  /** Objects in the database that the models do not name and this history did not make. */
  readonly leftAlone: readonly DatabaseObject[];
  /** Objects in the database that the filters leave out. */
  readonly filtered: readonly DatabaseObject[];
}

/** A comparison that may have been made before. */
export interface Memory {
  /** What it came to, where it is known that nothing is to do. */
  recall(): Promise<NothingFound | undefined>;
  /** Keeps that nothing is to do. That it cannot be kept is no error. */
  keep(found: NothingFound): Promise<void>;
}

/** What one comparison is made of. */
export interface Compared {
  readonly models: ProjectModels;
  /** All that the database says. */
  readonly catalog: CatalogRows;
  readonly answers: Answers;
}

/** Of how many comparisons it is kept: one for each database that a developer has, and some more. */
const MOST = 20;

/**
 * That nothing was to do is remembered by all that it was found of: the whole catalog as PostgreSQL wrote it down, the
 * models as they were read, the files of the migrations, the settings and the version of Sluice. What changes in any of
 * these is a comparison that nobody has made yet. Kept in `node_modules/.cache/sluice`; the file may be deleted.
 *
 * @returns undefined where some of it cannot be known: where functions of the config or plugins have a say, a migration
 *   imports something from outside its folder or reads the environment, or there is no folder to keep it in.
 */
export async function memoryOf(project: Project, compared: Compared): Promise<Memory | undefined> {
  const { config } = project;
  if (config.includeObject !== undefined || config.plugins.length > 0) return undefined;
  const folder = await cacheFolder(config.root);
  if (folder === undefined) return undefined;
  const { of, state, standsAlone } = await hashHistory(project);
  if (!standsAlone) return undefined;
  const file = path.join(folder, `nothing-to-do-${of}.json`);
  const key = keyOf(project, compared, state);
  return {
    recall: async () => (await read(file))[key],
    keep: async (found) => write(file, { ...(await read(file)), [key]: found }),
  };
}

function keyOf({ config }: Project, { models, catalog, answers }: Compared, history: string): string {
  const { root, include, exclude, schemas, drizzle, naming, writtenFor } = config;
  const { renames = {}, drops = [], fills = {}, usings = {}, standing = { renames: {}, drops: [] } } = answers;
  const { tablesFilter, extensionsFilters } = drizzle ?? {};
  const said = models.objects.map((object) => ({ ...object, declaration: undefined }));
  const hash = createHash('sha256').update(digestOf(catalog)).update(history);
  hash.update(JSON.stringify([root, include, exclude, schemas, tablesFilter, extensionsFilters, naming, writtenFor]));
  hash.update(JSON.stringify([renames, drops, fills, usings, standing.renames, standing.drops]));
  return hash.update(JSON.stringify(said)).digest('hex');
}

type Kept = Readonly<Record<string, NothingFound>>;

/** What cannot be read is not known. */
async function read(file: string): Promise<Kept> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    const kept: Kept | null = JSON.parse(text);
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

/** Another process may read it meanwhile: it is there as a whole, or as it was. */
async function write(file: string, kept: Kept): Promise<void> {
  const passing = `${file}.${process.pid}`;
  const last = Object.fromEntries(Object.entries(kept).slice(-MOST));
  await writeFile(passing, JSON.stringify(last))
    .then(() => rename(passing, file))
    .catch(() => undefined);
}
