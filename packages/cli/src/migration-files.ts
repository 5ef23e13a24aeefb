import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MigrationExists } from './errors.js';

/** The files of folders that may be migrations, sorted; none where there is no folder. */
export async function findMigrations(folders: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(folders.map(findIn))).flat().toSorted();
}

async function findIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return [];
    throw cause;
  });
  const names = entries.filter((entry) => !entry.isDirectory() && isModule(entry.name)).map(({ name }) => name);
  // The last of a stem stays.
  const best = new Map(names.toSorted((a, b) => rank(b) - rank(a)).map((name) => [stem(name), name]));
  return [...best.values()].map((name) => path.join(folder, name));
}

/** Not hidden, nor a declaration. */
const isModule = (name: string): boolean => /^[^.].*\.[cm]?[jt]s$/.test(name) && !/\.d\.[cm]?ts$/.test(name);

/** What is compiled beside its source is one with it, whichever sort of module it was compiled to. */
const stem = (name: string): string => name.replace(/\.[cm]?[jt]s$/, '');

/** The source goes first, and then what Node imports without having to guess. */
const rank = (name: string): number => EXTENSIONS.indexOf(path.extname(name));

const EXTENSIONS: readonly string[] = ['.ts', '.mts', '.cts', '.mjs', '.js', '.cjs'];

/**
 * Writes a new file: whole or not at all, and never over another. It gets its name only when `verify` has found that
 * what stands on the disk is right.
 */
export async function writeNew(file: string, text: string, verify: (draft: string) => Promise<void>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = path.join(path.dirname(file), `.${randomBytes(4).toString('hex')}.${path.basename(file)}`);
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await verify(draft);
    await publish(draft, file, text);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Gives a file another text: whole or not at all. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const draft = path.join(path.dirname(file), `.${randomBytes(4).toString('hex')}.${path.basename(file)}`);
  try {
    await writeFile(draft, text, { flag: 'wx', mode: (await stat(file)).mode });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function publish(draft: string, file: string, text: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw new MigrationExists(file);
    // Some file systems have no links.
    await writeFile(file, text, { flag: 'wx' }).catch((second: unknown) => {
      throw codeOf(second) === 'EEXIST' ? new MigrationExists(file) : second;
    });
  }
}

/** The code of an error of the operating system. */
export const codeOf = (cause: unknown): unknown =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
