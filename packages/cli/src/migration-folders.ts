import type { Revision } from '@sluice/core';
import { downRevisionsOf, glob } from '@sluice/core/ground';
import { statSync } from 'node:fs';
import path from 'node:path';
import { FolderUnknown, FolderUnsaid } from './errors.js';
import type { Project } from './project.js';

/**
 * The folders that locations name, each once and in their order: a folder as it is, whether it is there or not, and of a
 * glob those that are.
 */
export async function findFolders(locations: readonly string[]): Promise<readonly string[]> {
  const ignore = locations.filter(isNegated).map((location) => location.slice(1));
  const found = await Promise.all(
    locations.filter((location) => !isNegated(location)).map((location) => foldersAt(location, ignore)),
  );
  return [...new Set(found.flat())];
}

async function foldersAt(location: string, ignore: readonly string[]): Promise<readonly string[]> {
  if (!isGlob(location)) return [path.normalize(location)];
  const { glob: findAll } = await import('tinyglobby');
  const options = { onlyDirectories: true, absolute: true, expandDirectories: false };
  const found = await findAll([location], { ...options, ignore: ['**/node_modules/**', ...ignore] });
  return found.map((folder) => path.normalize(folder).replace(/[/\\]$/, '')).toSorted();
}

const isNegated = (location: string): boolean => location.startsWith('!');

/** A folder that is there is meant as it is, also where its name holds what globs give a meaning to. */
const isGlob = (location: string): boolean =>
  /[*?[\]{}()]/.test(location) && statSync(location, { throwIfNoEntry: false }) === undefined;

/**
 * Where a new migration goes: the folder that is named, or else that of the revision it follows, or else the first.
 *
 * @param wanted - from the folder of the project
 * @throws FolderUnknown where no location of the config is that folder
 * @throws FolderUnsaid where the config names none that is there
 */
export async function folderFor(
  { config, migrations }: Project,
  { downRevision }: Pick<Revision, 'downRevision'>,
  wanted: string | undefined,
): Promise<string> {
  const folders = await findFolders(config.migrations);
  if (wanted !== undefined) {
    const folder = path.resolve(config.root, wanted);
    if (folders.includes(folder) || isMeant(config.migrations, folder)) return folder;
    const nameOf = (each: string): string => path.relative(config.root, each) || '.';
    throw new FolderUnknown(nameOf(folder), folders.map(nameOf), config.file);
  }
  const [followed] = downRevisionsOf({ downRevision });
  const file = followed === undefined ? undefined : migrations.get(followed)?.file;
  const folder = file === undefined ? folders[0] : path.dirname(file);
  if (folder === undefined) throw new FolderUnsaid(config.file);
  return folder;
}

/** Whether a glob would find a folder, once it is there. */
function isMeant(locations: readonly string[], folder: string): boolean {
  const parts = folder.split(path.sep);
  const fits = (location: string): boolean => fitsParts(location.split('/'), parts);
  return (
    locations.some((location) => !isNegated(location) && fits(location)) &&
    !locations.some((location) => isNegated(location) && fits(location.slice(1)))
  );
}

function fitsParts([pattern, ...patterns]: readonly string[], parts: readonly string[]): boolean {
  const [part, ...rest] = parts;
  if (pattern === undefined) return part === undefined;
  if (pattern === '**' && fitsParts(patterns, parts)) return true;
  if (part === undefined) return false;
  return pattern === '**'
    ? fitsParts([pattern, ...patterns], rest)
    : glob(pattern).test(part) && fitsParts(patterns, rest);
}
