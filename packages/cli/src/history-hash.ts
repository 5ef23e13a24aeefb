import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { findFolders } from './migration-folders.js';
import { ownVersion } from './own-version.js';
import type { Project } from './project.js';

/** What tells a migrated database from all others: of which project it is, and of which state of its migrations. */
export interface HistoryHash {
  /** Of the folder of the project and the name of the database, as 12 hexadecimal digits. */
  readonly of: string;
  /** Of all that is in the folders of the migrations, and how it is run, as 16 hexadecimal digits. */
  readonly state: string;
  /** Whether no file speaks of what may change unseen: another outside its folder, a module, the environment. */
  readonly standsAlone: boolean;
}

/** Reads every file beside the migrations too: a migration may read SQL from there. */
export async function hashHistory({ config }: Project): Promise<HistoryHash> {
  const { root, name, versionTable, defaultSchema, extensions } = config;
  const hash = createHash('sha256');
  // Another release may make another schema of the same migrations.
  hash.update(JSON.stringify([ownVersion(), versionTable, defaultSchema, extensions]));
  let standsAlone = true;
  for (const folder of await findFolders(config.migrations)) {
    for (const file of await filesIn(folder)) {
      const content = await readFile(file);
      hash.update(JSON.stringify([path.relative(root, file), content.length])).update(content);
      standsAlone &&= !reachesOut(content.toString());
    }
  }
  const of = createHash('sha256').update(JSON.stringify([root, name ?? null]));
  return { of: digits(of, 12), state: digits(hash, 16), standsAlone };
}

/** Types mean nothing when a migration runs, and of Sluice there is the version. */
function reachesOut(text: string): boolean {
  const code = text
    .replaceAll(/\bimport\s+type\b[^;'"]*['"][^'"]*['"]/g, '')
    .replaceAll(/['"](?:sluice|node:\w+)['"]/g, '');
  return (
    /['"`]\.\.\//.test(code) ||
    /\bprocess\b|\bglobalThis\b/.test(code) ||
    /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)['"`](?!\.\/)/.test(code)
  );
}

async function filesIn(folder: string): Promise<readonly string[]> {
  // Before the first migration there is no folder.
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}

const digits = (hash: ReturnType<typeof createHash>, count: number): string => hash.digest('hex').slice(0, count);
