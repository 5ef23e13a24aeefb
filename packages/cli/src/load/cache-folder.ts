import { constants, mkdtempSync, statSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/**
 * Where Sluice keeps what it can make again: with what other tools keep of the project, in `node_modules/.cache`.
 * Undefined where there is no such folder, or it may not be written.
 */
export async function cacheFolder(from: string): Promise<string | undefined> {
  const modules = nearestModules(from);
  if (modules === undefined) return undefined;
  const folder = path.join(modules, '.cache', 'sluice');
  return mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.W_OK))
    .then(
      () => folder,
      () => undefined,
    );
}

/** Where a file is written for a moment: there, or where nobody minds. */
export const passingFolder = async (from: string): Promise<string> => (await cacheFolder(from)) ?? temporaryFolder();

let temporary: string | undefined;
const temporaryFolder = (): string => (temporary ??= mkdtempSync(path.join(os.tmpdir(), 'sluice-')));

function nearestModules(from: string): string | undefined {
  const candidates = createRequire(path.join(from, 'x.js')).resolve.paths('x') ?? [];
  return candidates.find((folder) => folder.startsWith(path.parse(folder).root) && isFolder(folder));
}

const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
