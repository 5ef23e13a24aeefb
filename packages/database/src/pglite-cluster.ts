import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import { PgliteMissing } from './database-errors.js';

/** What a cluster is kept as. */
export interface ClusterName {
  /** What it is of: one is kept of each, letters and digits. */
  readonly of: string;
  /** In which state, letters and digits; another state takes its place. */
  readonly state: string;
}

/**
 * A cluster as initdb leaves it, for a PGlite in memory: made once per version of PGlite and kept, since initdb takes
 * seconds and a copy does not.
 */
export const initialCluster = (create: (options: PGliteOptions) => Promise<PGlite>): Promise<Blob> =>
  keptOrMade('', () => makeCluster(create));

async function makeCluster(create: (options: PGliteOptions) => Promise<PGlite>): Promise<Blob> {
  const lite = await create({ initDbStartParams: ['--wal-segsize=1'] });
  const cluster = await lite.dumpDataDir('none');
  await lite.close();
  return cluster;
}

/** A cluster that is made once for each version of PGlite and each state, and kept in the place of earlier ones. */
export async function keptCluster({ of, state }: ClusterName, make: () => Promise<Blob>): Promise<Blob> {
  return keptOrMade(`-${of}-${state}`, async () => {
    const cluster = await make();
    await forget(`-${of}-`).catch(() => undefined);
    return cluster;
  });
}

/** Kept in `.cache/sluice` of the folder `node_modules` that PGlite stands in. The files may be deleted. */
async function keptOrMade(suffix: string, make: () => Promise<Blob>): Promise<Blob> {
  const { folder, version } = await place();
  const file = path.join(folder, `pglite-${version}${suffix}.tar`);
  try {
    return new Blob([await readFile(file)]);
  } catch {
    const cluster = await make();
    // Where the folder may not be written to, each start is slower and no worse.
    await keep(cluster, file).catch(() => undefined);
    return cluster;
  }
}

async function place(): Promise<{ readonly folder: string; readonly version: string }> {
  const packageFolder = path.join(entry(), '../..');
  const manifest = await readFile(path.join(packageFolder, 'package.json'), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(manifest);
  return { folder: path.join(packageFolder, '../../.cache/sluice'), version };
}

function entry(): string {
  try {
    return createRequire(import.meta.url).resolve('@electric-sql/pglite');
  } catch (error) {
    throw new PgliteMissing(error);
  }
}

async function forget(part: string): Promise<void> {
  const { folder } = await place();
  const names = (await readdir(folder)).filter((name) => name.includes(part));
  await Promise.all(names.map((name) => rm(path.join(folder, name), { force: true })));
}

/** Several processes may do it at once: a file is whole before it takes the name, and any of them will do. */
async function keep(cluster: Blob, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, Buffer.from(await cluster.arrayBuffer()));
  await rename(draft, file);
}
