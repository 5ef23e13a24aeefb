import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { MigrationFileError } from './errors.js';
import { readConstants, type Constant } from './constants.js';
import { lineNotUtf8, NOT_UTF8 } from './utf8.js';

/** What a migration's file says of itself, read without running it. */
export interface MigrationHead {
  /** Absolute. */
  readonly file: string;
  readonly revision: string;
  /** What it follows: nothing, one revision, or several that it merges. */
  readonly downRevision: string | readonly string[] | null;
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  /** The revisions that this one stands for, oldest first: it is a squash of them. */
  readonly replaces: readonly string[];
  /** The text of its comment, without the lines that repeat the constants. */
  readonly message: string;
  /** As its comment says, `2026-11-20T14:30:00.000Z`; `null` where it does not. */
  readonly createDate: string | null;
}

/**
 * Reads the revision and what goes with it from a migration's file, TypeScript or compiled, without running it.
 *
 * @throws MigrationFileError
 */
export async function readMigrationHead(file: string): Promise<MigrationHead> {
  return headOfFile(file);
}

/**
 * {@link readMigrationHead} for many files, in the same order. A history has thousands of small files, and one after the
 * other they are read in a fraction of the time that it takes to wait for each; others get their turn in between.
 */
export async function readMigrationHeads(files: readonly string[]): Promise<readonly MigrationHead[]> {
  const heads: MigrationHead[] = [];
  for (const [i, file] of files.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    heads.push(headOfFile(file));
  }
  return heads;
}

const AT_ONCE = 64;

/** What the head says of a file keeps the text it was cut from, so this is no more of it than is needed. */
function headOfFile(file: string): MigrationHead {
  const bytes = bytesOf(file);
  const line = lineNotUtf8(bytes);
  if (line !== undefined) throw new MigrationFileError('unreadable', { file, line }, `${NOT_UTF8}.`);
  return parseMigrationHead(bytes.toString('utf8', 0, endOfHead(bytes)), file);
}

/**
 * Where a statement begins that stands after all that name what a head consists of: in a file as Sluice writes it, the
 * first function. A line of a text that is written over several lines may begin like one, but then it is not ended yet,
 * and the end of the file is taken.
 */
function endOfHead(bytes: Buffer): number {
  const last = Math.max(...NAMES.map((name) => bytes.lastIndexOf(name)));
  const end = bytes.indexOf('\nexport ', last);
  return last < 0 || end < 0 || bytes.includes('`') ? bytes.length : end;
}

/** What a file holds, until the next file is read: most are small, and have room in one place that is used again. */
function bytesOf(file: string): Buffer {
  try {
    const opened = openSync(file, 'r');
    try {
      const length = readSync(opened, room, 0, room.length, 0);
      return length < room.length ? room.subarray(0, length) : readFileSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

const room = Buffer.allocUnsafeSlow(65_536);

/** The error of a file that is not there, or may not be read. */
export const unreadable = (file: string, cause: unknown): MigrationFileError =>
  new MigrationFileError(
    'unreadable',
    { file },
    'this migration cannot be read: check that the file is there and may be read.',
    cause,
  );

/** {@link readMigrationHead} for a text. */
export function parseMigrationHead(text: string, file: string): MigrationHead {
  const { constants, comment } = readConstants(text, NAMES);
  const find = (name: string): Constant | undefined => single(constants, name, file);
  const revision = find('revision');
  if (revision === undefined) throw noRevision(file);
  const downRevision = find('downRevision');
  if (downRevision === undefined) {
    throw new MigrationFileError(
      'missing',
      { file, line: revision.line },
      '`downRevision` is missing: add `export const downRevision = …`, the revision before this one, or null for the first.',
    );
  }
  return {
    file,
    revision: textOf(revision, file),
    downRevision: downRevision.value === null ? null : oneOrMore(downRevision, file),
    branchLabels: listOf(find('branchLabels'), file),
    dependsOn: listOf(find('dependsOn'), file),
    replaces: listOf(find('replaces'), file),
    ...readComment(comment),
  };
}

const NAMES = ['revision', 'downRevision', 'branchLabels', 'dependsOn', 'replaces'] as const;

function noRevision(file: string): MigrationFileError {
  return new MigrationFileError(
    'no revision',
    { file },
    'this is no migration, since it has no `export const revision`: move it to another folder, or add its revision.',
  );
}

function single(constants: readonly Constant[], name: string, file: string): Constant | undefined {
  const [first, second] = constants.filter((constant) => constant.name === name);
  if (second === undefined) return first;
  throw new MigrationFileError(
    'defined twice',
    { file, line: second.line },
    `\`${name}\` is defined a second time: leave one definition.`,
  );
}

function textOf(constant: Constant, file: string): string {
  if (typeof constant.value === 'string' && constant.value !== '') return constant.value;
  throw wrong(constant, file, 'a string');
}

function oneOrMore(constant: Constant, file: string): string | readonly string[] | null {
  if (typeof constant.value === 'string') return textOf(constant, file);
  const list = listOf(constant, file);
  return list.length === 0 ? null : list;
}

/** A list of strings; one string stands for a list of it, and nothing for an empty one, as in Alembic. */
function listOf(constant: Constant | undefined, file: string): readonly string[] {
  if (constant === undefined || constant.value === null) return [];
  if (typeof constant.value === 'string') return [textOf(constant, file)];
  if (constant.value !== undefined) return constant.value;
  throw wrong(
    constant,
    file,
    constant.name === 'downRevision' ? 'a string, a list of strings or null' : 'a list of strings',
  );
}

function wrong({ name, line, value }: Constant, file: string, what: string): MigrationFileError {
  return new MigrationFileError(
    value === undefined ? 'not a constant' : 'wrong type',
    { file, line },
    `\`${name}\` must be ${what}, written out: it is read without running the file.`,
  );
}

/** `Create Date: …` and the like are taken out of the comment; what remains is the message. */
function readComment(comment: string): Pick<MigrationHead, 'message' | 'createDate'> {
  const lines = comment.split(/\r?\n/).map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  const isField = (line: string): boolean =>
    /^\s*(Revision ID|Revises|Create Date|Branch Labels|Depends On|Replaces|Proof)\s*:/i.test(line);
  const date = lines
    .map((line) => /^\s*Create Date\s*:\s*(.+?)\s*$/i.exec(line)?.[1])
    .find((found) => found !== undefined);
  return {
    message: lines
      .filter((line) => !isField(line))
      .join('\n')
      .trim()
      // As it was given, before it went into a comment.
      .replaceAll('*\\/', '*/'),
    createDate: date ?? null,
  };
}
