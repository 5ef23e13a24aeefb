import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isFields } from '../config/fields.js';
import { codeOf } from '../migration-files.js';
import { KitFolderUnreadable } from './errors.js';

/** A migration of drizzle-kit. */
export interface KitFile {
  /** `0001_tidy_hulk`, or `20261120143000_tidy_hulk` since 1.0. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly sql: string;
  /** As drizzle-kit makes it: SHA-256 of the whole text. */
  readonly hash: string;
  /** When it was generated, in milliseconds: as the journal says, or its name. */
  readonly at: number;
}

/** A folder of migrations of drizzle-kit. */
export interface KitFolder {
  /** Absolute. */
  readonly folder: string;
  /** The line that wrote it: one with a journal, or one with a folder for each migration. */
  readonly line: '0.31' | '1.0';
  /** In the order in which drizzle-kit runs them. */
  readonly files: readonly KitFile[];
}

/**
 * Reads a folder of drizzle-kit; undefined where it holds none of its migrations.
 *
 * @throws KitFolderUnreadable
 */
export async function readKitFolder(folder: string): Promise<KitFolder | undefined> {
  const journal = await readText(path.join(folder, 'meta/_journal.json'));
  if (journal !== undefined)
    return { folder, line: '0.31', files: await Promise.all(entriesOf(folder, journal).map(readEntry(folder))) };
  const names = await foldersIn(folder);
  const read = await Promise.all(names.map((name) => readMigrationFolder(folder, name)));
  const files = read.filter((file) => file !== undefined);
  return files.length === 0 ? undefined : { folder, line: '1.0', files };
}

/** The statements of a migration, as drizzle-kit would run them. */
export const statementsOf = ({ sql }: KitFile): readonly string[] =>
  sql
    .split('--> statement-breakpoint')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

interface Entry {
  readonly idx: number;
  readonly tag: string;
  readonly when: number;
}

function entriesOf(folder: string, text: string): readonly Entry[] {
  const journal = parse(folder, text);
  const dialect = isFields(journal) ? journal['dialect'] : undefined;
  if (dialect !== 'postgresql')
    throw new KitFolderUnreadable(folder, `its journal is of the dialect ${JSON.stringify(dialect)}, not "postgresql"`);
  const entries: unknown = isFields(journal) ? journal['entries'] : undefined;
  if (!Array.isArray(entries) || !entries.every(isEntry))
    throw new KitFolderUnreadable(folder, 'meta/_journal.json has no list of entries with idx, tag and when');
  return entries.toSorted((a, b) => a.idx - b.idx);
}

function parse(folder: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KitFolderUnreadable(folder, 'meta/_journal.json is no JSON', cause);
  }
}

const isEntry = (value: unknown): value is Entry =>
  isFields(value) &&
  typeof value['idx'] === 'number' &&
  typeof value['tag'] === 'string' &&
  typeof value['when'] === 'number';

const readEntry =
  (folder: string) =>
  async ({ tag, when }: Entry): Promise<KitFile> => {
    const file = path.join(folder, `${tag}.sql`);
    const sql = await readText(file);
    if (sql === undefined) throw new KitFolderUnreadable(folder, `its journal names ${tag}, and ${tag}.sql is missing`);
    return fileOf(tag, file, sql, when);
  };

async function readMigrationFolder(folder: string, name: string): Promise<KitFile | undefined> {
  const file = path.join(folder, name, 'migration.sql');
  const sql = await readText(file);
  return sql === undefined ? undefined : fileOf(name, file, sql, timeOf(folder, name));
}

/** Of `20261120143000_tidy_hulk`. */
function timeOf(folder: string, name: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:_|$)/.exec(name)?.map(Number) ?? [];
  const at = Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hour, minute, second);
  if (Number.isNaN(at)) throw new KitFolderUnreadable(folder, `the name of ${name} begins with no time`);
  return at;
}

const fileOf = (name: string, file: string, sql: string, at: number): KitFile => ({
  name,
  file,
  sql,
  hash: createHash('sha256').update(sql).digest('hex'),
  at,
});

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(missing([]));
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

const readText = async (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(missing(undefined));

/** Gives something for what is not there. */
const missing =
  <T>(value: T) =>
  (cause: unknown): T => {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return value;
    throw cause;
  };
