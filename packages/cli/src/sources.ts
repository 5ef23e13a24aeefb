import { readFile } from 'node:fs/promises';
import type { Project } from './project.js';

/** The texts of the migrations of a project, by revision. */
export type Sources = ReadonlyMap<string, string>;

/** Reads the files of all migrations, all at once. */
export async function readSources({ migrations }: Project): Promise<Sources> {
  const texts = [...migrations].map(async ([revision, { file }]) => [revision, await readFile(file, 'utf8')] as const);
  return new Map(await Promise.all(texts));
}
