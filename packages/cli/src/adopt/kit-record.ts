import { ident, type Connection } from '@sluice/core';
import type { KitFile } from './kit-folder.js';

/** A table in which drizzle-kit records what it ran. */
export interface KitTable {
  readonly schema: string;
  readonly name: string;
}

/** What drizzle-kit records of a migration that it ran. */
export interface KitRow {
  readonly hash: string;
  /** When the migration was generated, in milliseconds. */
  readonly at: number;
  /** Only 1.0 records it. */
  readonly name: string | undefined;
}

/**
 * What a database has of a file: `edited` is applied, and another text since; `skipped` is not, and drizzle-kit would
 * never run it, since it has run a later one.
 */
export type KitState = 'applied' | 'edited' | 'skipped' | 'pending';

/** A migration of drizzle-kit and whether the database has it. */
export interface KitFileState extends KitFile {
  readonly state: KitState;
}

/** Files and records, compared. */
export interface KitComparison {
  readonly files: readonly KitFileState[];
  /** What the database records and no file is: the name, or else the hash. */
  readonly unknown: readonly string[];
}

/** What drizzle-kit recorded, in its order; undefined where there is no such table. */
export async function readKitRows(connection: Connection, table: KitTable): Promise<readonly KitRow[] | undefined> {
  const name = ident(table.schema, table.name);
  const [there] = await connection.query('select to_regclass($1) is not null as found', [name]);
  if (there?.['found'] !== true) return undefined;
  const rows = await connection.query(
    `select hash, created_at::text as at, to_jsonb(t) ->> 'name' as name from ${name} t order by id`,
  );
  return rows.map((row) => ({
    hash: String(row['hash']),
    at: Number(row['at']),
    name: typeof row['name'] === 'string' ? row['name'] : undefined,
  }));
}

/** Finds the record of each file: by its name, by its text, or by its time, which stays when the text is edited. */
export function compareKit(files: readonly KitFile[], rows: readonly KitRow[], line: '0.31' | '1.0'): KitComparison {
  const free = new Set(rows);
  const found = new Map<KitFile, KitRow>();
  for (const fits of FITS) {
    for (const file of files) {
      const row = found.has(file) ? undefined : [...free].find((each) => fits(file, each));
      if (row === undefined) continue;
      free.delete(row);
      found.set(file, row);
    }
  }
  const latest = Math.max(...rows.map(({ at }) => at));
  const stateOf = (file: KitFile): KitState => {
    const row = found.get(file);
    if (row !== undefined) return row.hash === file.hash ? 'applied' : 'edited';
    return line === '0.31' && file.at <= latest ? 'skipped' : 'pending';
  };
  return {
    files: files.map((file) => ({ ...file, state: stateOf(file) })),
    unknown: [...free].map(({ name, hash }) => name ?? hash),
  };
}

/** The surest first. 1.0 records whole seconds. */
const FITS: readonly ((file: KitFile, row: KitRow) => boolean)[] = [
  (file, row) => row.name === file.name,
  (file, row) => row.name === undefined && row.hash === file.hash && row.at === file.at,
  (file, row) => row.name === undefined && row.hash === file.hash,
  (file, row) => row.name === undefined && Math.floor(row.at / 1000) === Math.floor(file.at / 1000),
];

/** Whether the database has what a file makes. */
export const isApplied = ({ state }: KitFileState): boolean => state === 'applied' || state === 'edited';
