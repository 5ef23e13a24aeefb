import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';

/**
 * A cluster as initdb leaves it, for a PGlite in memory: made once per version of PGlite and kept in `.cache/sluice` of
 * the folder `node_modules` that PGlite stands in, since initdb takes seconds and a copy does not. The file may be
 * deleted.
 */
export async function initialCluster(create: (options: PGliteOptions) => Promise<PGlite>): Promise<Blob> {
  const packageFolder = path.join(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '../..');
  const manifest = await readFile(path.join(packageFolder, 'package.json'), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(manifest);
  const file = path.join(packageFolder, '../../.cache/sluice', `pglite-${version}.tar`);
  try {
    return new Blob([await readFile(file)]);
  } catch {
    return makeCluster(create, file);
  }
}

async function makeCluster(create: (options: PGliteOptions) => Promise<PGlite>, file: string): Promise<Blob> {
  const lite = await create({ initDbStartParams: ['--wal-segsize=1'] });
  const cluster = await lite.dumpDataDir('none');
  await lite.close();
  // Where the folder may not be written to, each start is slower and no worse.
  await keep(cluster, file).catch(() => undefined);
  return cluster;
}

/** Several processes may do it at once: a file is whole before it takes the name, and any of them will do. */
async function keep(cluster: Blob, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, Buffer.from(await cluster.arrayBuffer()));
  await rename(draft, file);
}
