import type { Connection } from '@sluice/core';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DrizzleKitSettings } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { relativeTo, type Project } from '../project.js';
import { readAlembic, type AlembicRecord } from './alembic.js';
import { NothingToAdopt, SourceUnclear } from './errors.js';
import { readKitFolder, type KitFolder } from './kit-folder.js';
import { compareKit, readKitRows, type KitComparison, type KitTable } from './kit-record.js';

/** What made a database. */
export type SourceName = 'drizzle-kit' | 'alembic' | 'database';

/** What is taken over. */
export type Source =
  | ({ readonly is: 'drizzle-kit'; readonly table: string } & Pick<KitFolder, 'folder' | 'line'> & KitComparison)
  | { readonly is: 'alembic'; readonly records: readonly AlembicRecord[] }
  | { readonly is: 'database'; readonly notes: readonly string[] };

/** What says which it is. */
export interface SourceOptions {
  readonly from?: SourceName | undefined;
  readonly folder?: string | undefined;
}

/**
 * Finds out what made a database.
 *
 * @throws NothingToAdopt where what was named is not there
 * @throws SourceUnclear where it may be either of two
 */
export async function findSource(project: Project, connection: Connection, options: SourceOptions): Promise<Source> {
  const { from } = options;
  const kit = from === undefined || from === 'drizzle-kit' ? await findKit(project, connection, options) : undefined;
  const records = from === undefined || from === 'alembic' ? await readAlembic(connection) : [];
  if (kit?.source && records.length > 0) throw bothFound(project, kit.source, records);
  if (kit?.source) return kit.source;
  if (records.length > 0) return { is: 'alembic', records };
  if (from === 'alembic')
    throw new NothingToAdopt(
      'the database has no table alembic_version',
      'Name the database in which Alembic ran with --database, or take this one as it is with --from database.',
    );
  if (from === 'drizzle-kit') throw kitMissing(project, kit);
  return { is: 'database', notes: kit === undefined ? [] : kit.notes };
}

interface Kit {
  readonly source: (Source & { readonly is: 'drizzle-kit' }) | undefined;
  readonly folder: string;
  readonly table: string;
  readonly notes: readonly string[];
}

/** drizzle-kit's history is a folder and a table; one alone is a history only where it is named. */
async function findKit(project: Project, connection: Connection, { from, folder }: SourceOptions): Promise<Kit> {
  const { root } = project.config;
  const settings = await kitSettings(project);
  const place = folder === undefined ? settings.out : path.resolve(root, folder);
  const files = await readKitFolder(place);
  const rows = await readKitRows(connection, settings.table);
  const table = `${settings.table.schema}.${settings.table.name}`;
  const found = { folder: relativeTo(root, place), table };
  const isNamed = from === 'drizzle-kit' || folder !== undefined;
  if (files === undefined) {
    if (folder !== undefined) throw kitMissing(project, found);
    const notes = rows === undefined ? [] : [`${table} is there, and the migrations that it records are not.`];
    return { ...found, source: undefined, notes };
  }
  if (rows === undefined && !isNamed) {
    const notes = [
      `${found.folder} holds migrations of drizzle-kit, and the database has no ${table}: none was run in it.`,
    ];
    return { ...found, source: undefined, notes };
  }
  return {
    ...found,
    source: { is: 'drizzle-kit', table, ...files, ...compareKit(files.files, rows ?? [], files.line) },
    notes: [],
  };
}

/** As drizzle-kit's own config says, where there is one; else where drizzle-kit has its things by itself. */
async function kitSettings({ config }: Project): Promise<{ readonly out: string; readonly table: KitTable }> {
  const settings = config.drizzle ?? (await readKitConfig(config.root));
  return {
    out: settings?.out ?? path.join(config.root, 'drizzle'),
    table: settings?.migrationsTable ?? { schema: 'drizzle', name: '__drizzle_migrations' },
  };
}

async function readKitConfig(root: string): Promise<DrizzleKitSettings | undefined> {
  const file = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json']
    .map((extension) => path.join(root, `drizzle.config.${extension}`))
    .find((name) => existsSync(name));
  return file === undefined ? undefined : (await loadConfig({ cwd: root, file })).drizzle;
}

function kitMissing({ config }: Project, kit: Pick<Kit, 'folder'> | undefined): NothingToAdopt {
  const folder = kit?.folder ?? config.root;
  return new NothingToAdopt(
    `${folder} holds no migrations of drizzle-kit, neither meta/_journal.json nor folders with a migration.sql`,
    'Name the folder with --folder, or take over the database as it is with --from database.',
  );
}

function bothFound(
  project: Project,
  { folder, table }: { readonly folder: string; readonly table: string },
  records: readonly AlembicRecord[],
): SourceUnclear {
  const tables = records.map((record) => record.table).join(', ');
  return new SourceUnclear(
    [`${relativeTo(project.config.root, folder)} of drizzle-kit with ${table}`, `${tables} of Alembic`],
    'Say which with --from drizzle-kit or --from alembic.',
  );
}
