import { describe, expect, test } from '@jest/globals';
import { readKitFolder, statementsOf } from '../src/adopt/kit-folder.ts';
import { compareKit, type KitRow } from '../src/adopt/kit-record.ts';
import { makeProject, type Files } from './fixtures/project.ts';

const journal = (...entries: readonly object[]): string => JSON.stringify({ dialect: 'postgresql', entries });

const oldFolder: Files = {
  'drizzle/meta/_journal.json': journal(
    { idx: 1, tag: '0001_b', when: 2000 },
    { idx: 0, tag: '0000_a', when: 1000 },
    { idx: 2, tag: '0002_c', when: 3000 },
  ),
  'drizzle/0000_a.sql':
    'CREATE TABLE "a" ();\n--> statement-breakpoint\nCREATE TABLE "b" ();\n--> statement-breakpoint\n',
  'drizzle/0001_b.sql': 'SELECT 1;',
  'drizzle/0002_c.sql': 'SELECT 2;',
};

async function inProject<T>(files: Files, work: (folder: string) => Promise<T>): Promise<T> {
  const project = makeProject(files, []);
  try {
    return await work(project.file('drizzle'));
  } finally {
    project.remove();
  }
}

describe('what the database has of a file', () => {
  const row = (at: number, hash: string, name?: string): KitRow => ({ at, hash, name });

  test.each([
    { says: 'all of it', rows: [0, 1, 2], states: ['applied', 'applied', 'applied'] },
    { says: 'none', rows: [], states: ['pending', 'pending', 'pending'] },
    { says: 'the first', rows: [0], states: ['applied', 'pending', 'pending'] },
    { says: 'a later one and not the one before', rows: [0, 2], states: ['applied', 'skipped', 'applied'] },
  ])('0.31: $says', ({ rows, states }) =>
    inProject(oldFolder, async (folder) => {
      const kit = await readKitFolder(folder);
      const files = kit?.files ?? [];
      const records = files.filter((_, i) => rows.includes(i)).map(({ at, hash }) => row(at, hash));
      const compared = compareKit(files, records, '0.31');
      expect(compared.files.map(({ name, state }) => [name, state])).toEqual([
        ['0000_a', states[0]],
        ['0001_b', states[1]],
        ['0002_c', states[2]],
      ]);
      expect(compared.unknown).toEqual([]);
    }),
  );

  test('1.0: an edited one by its name; one that is late is pending; a record without a file', () =>
    inProject(
      {
        'drizzle/20261120143000_a/migration.sql': 'SELECT 1;',
        'drizzle/20261120143100_b/migration.sql': 'SELECT 1;',
        'drizzle/20261120143200_c/migration.sql': 'SELECT 3;',
        'drizzle/notes/readme.txt': '',
      },
      async (folder) => {
        const kit = await readKitFolder(folder);
        expect(kit?.line).toBe('1.0');
        const [a, , c] = kit?.files ?? [];
        const rows = [
          row(a?.at ?? 0, 'other', '20261120143000_a'),
          row(c?.at ?? 0, c?.hash ?? '', c?.name),
          row(1, 'x', 'gone'),
        ];
        const compared = compareKit(kit?.files ?? [], rows, '1.0');
        expect(compared.files.map(({ state }) => state)).toEqual(['edited', 'pending', 'applied']);
        expect(compared.unknown).toEqual(['gone']);
      },
    ));
});

test('statements are what stands between the marks', () =>
  inProject(oldFolder, async (folder) => {
    const kit = await readKitFolder(folder);
    expect(kit?.files.map(statementsOf)).toEqual([
      ['CREATE TABLE "a" ();', 'CREATE TABLE "b" ();'],
      ['SELECT 1;'],
      ['SELECT 2;'],
    ]);
  }));

test.each<{ says: string; files: Files; message: RegExp }>([
  {
    says: 'no JSON',
    files: { 'drizzle/meta/_journal.json': '{' },
    message: /meta\/_journal\.json is no JSON\. Correct/,
  },
  {
    says: 'another dialect',
    files: { 'drizzle/meta/_journal.json': '{"dialect":"mysql","entries":[]}' },
    message: /of the dialect "mysql"/,
  },
  {
    says: 'a file that is missing',
    files: { 'drizzle/meta/_journal.json': journal({ idx: 0, tag: '0000_a', when: 1 }) },
    message: /names 0000_a, and 0000_a\.sql is missing/,
  },
  {
    says: 'entries of another form',
    files: { 'drizzle/meta/_journal.json': journal({ tag: 1 }) },
    message: /no list of entries/,
  },
  {
    says: 'a folder without a time',
    files: { 'drizzle/first/migration.sql': '' },
    message: /the name of first begins with no time/,
  },
])('a folder that drizzle-kit did not write so: $says', ({ files, message }) =>
  inProject(files, async (folder) => {
    await expect(readKitFolder(folder)).rejects.toThrow(message);
  }),
);

test('a folder with none of it', () =>
  inProject({ 'drizzle/schema.ts': '' }, async (folder) => {
    expect(await readKitFolder(folder)).toBeUndefined();
    expect(await readKitFolder(`${folder}/nowhere`)).toBeUndefined();
  }));
