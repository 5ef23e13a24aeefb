import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownVersion } from '../own-version.js';
import { cacheFolder } from './cache-folder.js';
import { readMigrationHeads, type MigrationHead } from './migration-head.js';

/**
 * {@link readMigrationHeads}, where a long history is read again and again: what files say that are as they were is taken
 * from a file beside what other tools keep of the project. It may be deleted.
 *
 * @param now - the time, in milliseconds
 */
export async function readHistoryHeads(
  files: readonly string[],
  now: number = Date.now(),
): Promise<readonly MigrationHead[]> {
  const [first] = files;
  const folder = first === undefined || files.length < FEW ? undefined : await cacheFolder(path.dirname(first));
  if (folder === undefined) return readMigrationHeads(files);
  const place = path.join(folder, `heads-${hashOf(files)}.json`);
  const kept = await readKept(place);
  const states = new Map(files.map((file) => [file, stateOf(file, now)]));
  const known = new Map(
    files.flatMap((file) => {
      const entry = kept.get(file);
      return entry !== undefined && entry.state === states.get(file)?.text ? [[file, { ...entry.head, file }]] : [];
    }),
  );
  const others = files.filter((file) => !known.has(file));
  for (const head of await readMigrationHeads(others)) known.set(head.file, head);
  const heads = files.flatMap((file) => known.get(file) ?? []);
  if (others.some((file) => states.get(file)?.isSettled === true) || kept.size > files.length)
    await keep(place, heads, states);
  return heads;
}

/** So many files are read as fast as what is kept of them. */
const FEW = 100;

/** What tells that a file is as it was. */
interface State {
  readonly text: string;
  /** It was not changed just now: what is changed twice within a tick of the clock looks the same as before. */
  readonly isSettled: boolean;
}

function stateOf(file: string, now: number): State | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const { ino, size, mtimeMs, ctimeMs } = found;
  return { text: [ino, size, mtimeMs, ctimeMs].join(), isSettled: now - Math.max(mtimeMs, ctimeMs) > 2_000 };
}

/** One for each history, as several may stand in one project. */
function hashOf(files: readonly string[]): string {
  const folders = [...new Set(files.map((file) => path.dirname(file)))];
  return createHash('sha256').update(JSON.stringify(folders)).digest('hex').slice(0, 12);
}

interface Kept {
  readonly state: string;
  readonly head: Omit<MigrationHead, 'file'>;
}

/** Another release may read a file in another way. */
const format = (): string => `1 of ${ownVersion()}`;

async function readKept(place: string): Promise<ReadonlyMap<string, Kept>> {
  try {
    const value: unknown = JSON.parse(await readFile(place, 'utf8'));
    if (!isFields(value) || value['format'] !== format() || !isFields(value['heads'])) return new Map();
    return new Map(Object.entries(value['heads']).flatMap(([file, kept]) => (isKept(kept) ? [[file, kept]] : [])));
  } catch {
    // It is not there yet, or somebody has spoilt it: the files themselves say all.
    return new Map();
  }
}

async function keep(
  place: string,
  heads: readonly MigrationHead[],
  states: ReadonlyMap<string, State | undefined>,
): Promise<void> {
  const entries = heads.flatMap(({ file, ...head }) => {
    const state = states.get(file);
    return state?.isSettled === true ? [[file, { state: state.text, head }] as const] : [];
  });
  const draft = `${place}.${process.pid}.draft`;
  try {
    await writeFile(draft, JSON.stringify({ format: format(), heads: Object.fromEntries(entries) }));
    await rename(draft, place);
  } catch {
    // Nothing depends on it.
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isKept = (value: unknown): value is Kept =>
  isFields(value) && typeof value['state'] === 'string' && isFields(value['head']) && isHead(value['head']);

function isHead({ revision, downRevision, branchLabels, dependsOn, replaces, message, createDate }: Fields): boolean {
  return (
    typeof revision === 'string' &&
    (downRevision === null || typeof downRevision === 'string' || isTexts(downRevision)) &&
    [branchLabels, dependsOn, replaces].every(isTexts) &&
    typeof message === 'string' &&
    (createDate === null || typeof createDate === 'string')
  );
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((text: unknown) => typeof text === 'string');
