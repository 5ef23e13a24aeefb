import { buildGraph, type RevisionGraph } from '@sluice/core';
import { statSync } from 'node:fs';
import path from 'node:path';
import { readMigrationHeads } from './load/migration-head.js';
import { findMigrations } from './migration-files.js';

const graphs = new Map<string, { readonly changed: number; readonly graph: Promise<RevisionGraph> }>();

/**
 * The graph of the migrations of a folder. The files are read once, and again only when one comes or goes, which a
 * folder tells; that one of them is edited where it stands is not seen.
 */
export async function graphOf(folder: string): Promise<RevisionGraph> {
  const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const known = graphs.get(folder);
  if (known?.changed === changed) return known.graph;
  const graph = readGraph(folder);
  graphs.set(folder, { changed, graph });
  graph.catch(() => graphs.delete(folder));
  return graph;
}

async function readGraph(folder: string): Promise<RevisionGraph> {
  const heads = await readMigrationHeads(await findMigrations(folder));
  return buildGraph(heads.map((head) => ({ ...head, file: path.basename(head.file) })));
}
