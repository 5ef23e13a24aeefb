import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';

/**
 * A cluster as initdb leaves it, for a PGlite in memory: made once per version of PGlite and kept in
 * `node_modules/.cache/sluice` of the project, since initdb takes seconds and a copy does not. The file may be deleted.
 * Undefined where there is no such folder.
 */
export async function initialCluster(
  create: (options: PGliteOptions) => Promise<PGlite>,
  cwd: string,
): Promise<Blob | undefined> {
  const modules = nearestModules(cwd);
  if (modules === undefined) return undefined;
  const file = path.join(modules, '.cache', 'sluice', `pglite-${await pgliteVersion()}.tar`);
  try {
    return new Blob([await readFile(file)]);
  } catch {
    return makeCluster(create, file);
  }
}

function nearestModules(folder: string): string | undefined {
  const modules = path.join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : nearestModules(parent);
}

async function makeCluster(create: (options: PGliteOptions) => Promise<PGlite>, file: string): Promise<Blob> {
  const lite = await create({ initDbStartParams: ['--wal-segsize=1'] });
  const cluster = await lite.dumpDataDir('none');
  await lite.close();
  // Where the project may not be written to, it is slower and no worse.
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

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest: { readonly version: string } = JSON.parse(
    await readFile(path.join(path.dirname(entry), '..', 'package.json'), 'utf8'),
  );
  return manifest.version;
}
