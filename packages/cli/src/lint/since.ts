import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { SinceUnknown } from './errors.js';

const run = promisify(execFile);

/** The files that have changed since a branch was left, absolute: committed, staged, changed or new. */
export async function changedSince(since: string, folder: string): Promise<ReadonlySet<string>> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', args, { cwd: folder, maxBuffer: 1 << 28 })).stdout;
  const root = (await git('rev-parse', '--show-toplevel').catch((cause: unknown) => refuse(since, cause))).trim();
  // A name that begins with a dash would be read as an option.
  const base = await git('merge-base', '--end-of-options', since, 'HEAD').catch((cause: unknown) =>
    Promise.reject(
      new SinceUnknown(
        since,
        `git finds no commit that it and this branch have in common`,
        'Name a branch or a commit that is there; in CI, fetch the history too: `git fetch --unshallow`.',
        cause,
      ),
    ),
  );
  const lists = await Promise.all([
    git('diff', '--name-only', '--diff-filter=d', '-z', base.trim()),
    git('ls-files', '--others', '--exclude-standard', '--full-name', '-z', ':/'),
  ]);
  return new Set(
    lists.flatMap((list) => list.split('\0').filter((name) => name !== '')).map((name) => path.resolve(root, name)),
  );
}

function refuse(since: string, cause: unknown): never {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  throw new SinceUnknown(
    since,
    isMissing ? 'git is not installed' : 'this is no git repository',
    'Name the revisions, or use --all.',
    cause,
  );
}
