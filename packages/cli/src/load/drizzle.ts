import { existsSync, statSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DrizzleMissing } from './errors.js';

/** A copy of drizzle-orm: the one with which a user's models are made. */
export interface Drizzle {
  readonly root: typeof import('drizzle-orm');
  readonly pgCore: typeof import('drizzle-orm/pg-core');
  /** As in its package.json: `0.45.4`. */
  readonly version: string;
}

/**
 * Imports the drizzle-orm that the first of some files would import; that of a later one, where the first does not
 * reach any itself, since it only passes on what another package defines.
 */
export async function findDrizzle(files: readonly string[], root: string): Promise<Drizzle> {
  for (const file of files) {
    const folder = await packageFolder(file);
    if (folder !== undefined) return importDrizzle(folder, file, root);
  }
  throw new DrizzleMissing(files[0] ?? root, root);
}

async function importDrizzle(folder: string, file: string, root: string): Promise<Drizzle> {
  const version = await versionOf(folder);
  if (!isSupported(version)) throw new DrizzleMissing(file, root, version);
  return {
    root: await import(urlWithin(folder, 'index.js')),
    pgCore: await import(urlWithin(folder, 'pg-core/index.js')),
    version,
  };
}

/** The folder that Node would find from a file, or from within a folder. Not asked of Node, who keeps to itself what a package does not export. */
async function packageFolder(file: string): Promise<string | undefined> {
  const real = await realpath(file);
  const require = createRequire(statSync(real).isDirectory() ? path.join(real, 'x.js') : real);
  const candidates = (require.resolve.paths('drizzle-orm') ?? []).map((folder) => path.join(folder, 'drizzle-orm'));
  const found = candidates.find((folder) => existsSync(path.join(folder, 'package.json')));
  if (found !== undefined) return realpath(found);
  try {
    return path.dirname(require.resolve('drizzle-orm'));
  } catch {
    return undefined;
  }
}

const urlWithin = (folder: string, file: string): string => pathToFileURL(path.join(folder, file)).href;

async function versionOf(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof version === 'string' ? version : 'of no known version';
}

function isSupported(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === 1 || (major === 0 && (minor ?? 0) >= 44);
}
