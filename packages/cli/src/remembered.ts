import type { DatabaseObject } from '@sluice/core';
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Answers } from './answers.js';
import type { ProjectModels } from './compare-models.js';
import type { ResolvedConfig } from './config/config.js';
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
  /** Whether a comparison of this catalog is kept, with whichever models. */
  readonly knows: boolean;
  /** What it came to, where it is known that nothing is to do. */
  recall(models: ProjectModels): NothingFound | undefined;
  /** Keeps that nothing is to do. That it cannot be kept is no error. */
  keep(models: ProjectModels, found: NothingFound): Promise<void>;
}

/** Of how many comparisons it is kept: one for each database that a developer has, and some more. */
const MOST = 20;

/**
 * That nothing was to do is remembered by all that it was found of: the fingerprint of the whole catalog, the models as they
 * were read, the files of the migrations, the settings and the version of Sluice. What changes in any of these is a
 * comparison that nobody has made yet. Kept in `node_modules/.cache/sluice`; the file may be deleted.
 *
 * @returns undefined where some of it cannot be known: where functions of the config or plugins have a say, a migration
 *   imports something from outside its folder or reads the environment, or there is no folder to keep it in.
 */
export async function memoryOf(project: Project, fingerprint: string, answers: Answers): Promise<Memory | undefined> {
  const { config } = project;
  if (config.includeObject !== undefined || config.plugins.length > 0) return undefined;
  const folder = await cacheFolder(config.root);
  if (folder === undefined) return undefined;
  const { of, state, standsAlone } = await hashHistory(project);
  if (!standsAlone) return undefined;
  const file = path.join(folder, `nothing-to-do-${of}.json`);
  const kept = await read(file);
  const ground = hashOf([fingerprint, state, ...settingsOf(config), ...saidOf(answers)]);
  const keyOf = (models: ProjectModels): string => `${ground} ${hashOf(models.objects.map(undeclared))}`;
  return {
    knows: Object.keys(kept).some((key) => key.startsWith(`${ground} `)),
    recall: (models) => kept[keyOf(models)],
    keep: async (models, found) => write(file, { ...(await read(file)), [keyOf(models)]: found }),
  };
}

const hashOf = (parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** What declares it is a function or an object of no text. */
const undeclared = (object: ProjectModels['objects'][number]): object => ({ ...object, declaration: undefined });

function settingsOf({
  root,
  include,
  exclude,
  schemas,
  drizzle,
  naming,
  writtenFor,
  defaultSchema,
}: ResolvedConfig): unknown[] {
  const { tablesFilter, extensionsFilters } = drizzle ?? {};
  return [root, include, exclude, schemas, tablesFilter, extensionsFilters, naming, writtenFor, defaultSchema];
}

function saidOf({ renames, drops, fills, usings, standing }: Answers): unknown[] {
  return [renames ?? {}, drops ?? [], fills ?? {}, usings ?? {}, standing?.renames ?? {}, standing?.drops ?? []];
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
