import { buildGraph, type RevisionGraph } from '@sluice/core';
import { statSync } from 'node:fs';
import path from 'node:path';
import { readMigrationHeads } from './load/migration-head.js';
import { findMigrations } from './migration-files.js';

const graphs = new Map<string, { readonly changed: string; readonly graph: Promise<RevisionGraph> }>();

/**
 * The graph of the migrations of folders. The files are read once, and again only when one comes or goes, which a folder
 * tells; that one of them is edited where it stands is not seen.
 */
export async function graphOf(folders: readonly string[]): Promise<RevisionGraph> {
  const key = JSON.stringify(folders);
  const changed = folders.map((folder) => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0).join();
  const known = graphs.get(key);
  if (known?.changed === changed) return known.graph;
  const graph = readGraph(folders);
  graphs.set(key, { changed, graph });
  graph.catch(() => graphs.delete(key));
  return graph;
}

async function readGraph(folders: readonly string[]): Promise<RevisionGraph> {
  const heads = await readMigrationHeads(await findMigrations(folders));
  return buildGraph(heads.map((head) => ({ ...head, file: path.basename(head.file) })));
}
