import type { PGlite } from '@electric-sql/pglite';
import { keptCluster, openPglite } from '@sluice/database';
import type { Project } from '../project.js';
import { extensionsOf } from '../session.js';
import { upgrade } from '../upgrade.js';
import { hashHistory } from '../history-hash.js';

/** Makes migrated PGlites in memory: each is a copy of the first. */
export interface EmbeddedSource {
  open(): Promise<PGlite>;
}

/** What was made once in this process, by what it was made of. */
const clusters = new Map<string, Promise<Blob>>();

/** Migrates a PGlite, or finds what an earlier process has kept of one. */
export async function embeddedSource(project: Project): Promise<EmbeddedSource> {
  const { root } = project.config;
  const extensions = await extensionsOf(project);
  const hash = await hashHistory(project);
  const key = `${hash.of}-${hash.state}`;
  const cluster = clusters.get(key) ?? keptCluster(hash, () => migrate(project, extensions));
  clusters.set(key, cluster);
  cluster.catch(() => clusters.delete(key));
  const migrated = await cluster;
  return { open: () => openPglite({ cluster: migrated, extensions, cwd: root }) };
}

async function migrate({ config }: Project, extensions: readonly string[]): Promise<Blob> {
  const lite = await openPglite({ extensions, cwd: config.root });
  try {
    await upgrade({ config, database: lite, target: 'heads' });
    return await lite.dumpDataDir('none');
  } finally {
    await lite.close();
  }
}
