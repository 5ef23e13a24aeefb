import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as sluice from 'sluice';
import { makeProject, type Project } from './fixtures/project.ts';

let project: Project = makeProject();
afterEach(() => project.remove());

const migration = (revision: string, down: string | null): string => `
export const revision = '${revision}';
export const downRevision = ${JSON.stringify(down)};
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];
export async function upgrade(): Promise<void> {}
export async function downgrade(): Promise<void> {}
`;

/** A project with some migrations, and folders that are empty. */
function given(files: Readonly<Record<string, string>>, empty: readonly string[] = []): void {
  project.remove();
  project = makeProject(files);
  for (const folder of empty) mkdirSync(project.file(folder), { recursive: true });
}

const options = (migrations: string | readonly string[] = ['./migrations', './modules/*/migrations']) => ({
  cwd: project.root,
  config: { models: './models.ts', migrations },
  random: (bytes: number) => new Uint8Array(bytes).fill(7),
});

/** Where a new migration goes, from the folder of the project. */
async function folderOf(
  more: Partial<sluice.RevisionOptions> = {},
  migrations?: string | readonly string[],
): Promise<string> {
  const { file } = await sluice.revision({ ...options(migrations), message: 'More', ...more });
  return path.relative(project.root, path.dirname(file));
}

const shop = { 'migrations/1.ts': migration('aaaa', null), 'modules/shop/migrations/2.ts': migration('bbbb', 'aaaa') };

describe('one history in several folders', () => {
  test('is read as one', async () => {
    given(shop);
    const found = await sluice.history(options());
    expect(found.map(({ revision, file }) => [revision, path.relative(project.root, file)])).toEqual([
      ['bbbb', 'modules/shop/migrations/2.ts'],
      ['aaaa', 'migrations/1.ts'],
    ]);
  });

  test('a folder that two locations name is read once', async () => {
    given(shop);
    const found = await sluice.history(options(['./migrations', './migrations', './m*', './modules/**/migrations']));
    expect(found.map(({ revision }) => revision)).toEqual(['bbbb', 'aaaa']);
  });

  test('a location with ! leaves folders out', async () => {
    given({ ...shop, 'modules/old/migrations/3.ts': migration('cccc', 'bbbb') });
    const locations = ['./migrations', './modules/*/migrations', '!./modules/old/**'];
    expect((await sluice.heads(options(locations))).map(({ revision }) => revision)).toEqual(['bbbb']);
  });

  test('a message says in which folder a file is', async () => {
    given({ ...shop, 'modules/billing/migrations/2.ts': migration('cccc', 'aaaa') });
    await expect(sluice.revision({ ...options(), message: 'More' })).rejects.toThrow(
      'bbbb (modules/shop/migrations/2.ts) and cccc (modules/billing/migrations/2.ts)',
    );
  });

  test('an id that is there twice is refused with both files', async () => {
    given({ ...shop, 'modules/billing/migrations/1.ts': migration('aaaa', null) });
    await expect(sluice.heads(options())).rejects.toThrow(
      /aaaa is present twice.*(migrations\/1\.ts).*(modules\/billing\/migrations\/1\.ts)/,
    );
  });
});

describe('a new migration goes to', () => {
  test('the folder of the one it follows', async () => {
    given(shop);
    expect(await folderOf()).toBe('modules/shop/migrations');
    given(shop);
    expect(await folderOf({ head: 'aaaa', splice: true })).toBe('migrations');
  });

  test('the first folder where it follows none', async () => {
    given(shop);
    expect(await folderOf({ head: 'base', splice: true })).toBe('migrations');
    given({}, ['modules/b/migrations', 'modules/a/migrations']);
    expect(await folderOf({}, './modules/*/migrations')).toBe('modules/a/migrations');
  });

  test('where --version-path says, also where that folder is not there yet', async () => {
    given(shop);
    expect(await folderOf({ versionPath: 'migrations' })).toBe('migrations');
    given(shop);
    expect(await folderOf({ versionPath: './modules/new/migrations' })).toBe('modules/new/migrations');
    expect(await sluice.heads(options())).toMatchObject([{ revision: '070707070707' }]);
  });

  test('a merge too', async () => {
    given({ ...shop, 'modules/billing/migrations/3.ts': migration('cccc', 'aaaa') });
    const { file } = await sluice.merge({ ...options(), force: true, versionPath: 'migrations' });
    expect(path.dirname(file)).toBe(project.file('migrations'));
  });
});

test('no folder in which migrations are not looked for', async () => {
  given(shop);
  await expect(folderOf({ versionPath: 'modules/shop' })).rejects.toThrow(
    'modules/shop is no folder of migrations: they are in migrations, modules/shop/migrations. Name one of these, or add it to `migrations` in sluice.config.ts.',
  );
  expect(readdirSync(project.file('modules/shop'))).toEqual(['migrations']);
});

test('a glob that finds no folder wants one to be named', async () => {
  given({});
  await expect(folderOf({}, './modules/*/migrations')).rejects.toThrow(
    '`migrations` in sluice.config.ts finds no folder yet: say with --version-path where the first migration goes.',
  );
});

test('a folder whose name holds what globs give a meaning to is meant as it is', async () => {
  given({ 'app/(shop)/1.ts': migration('aaaa', null) });
  expect(await folderOf({}, './app/(shop)')).toBe('app/(shop)');
});
