import type { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import { rmSync } from 'node:fs';
import * as sluice from 'sluice';
import { openPglite } from '../../../test-support/database.ts';
import { errorText, exitCodeOf } from '../src/error-text.ts';
import { checksumOf } from '../src/load/checksum.ts';
import { migration } from './fixtures/migration.ts';
import { makeProject, type Project } from './fixtures/project.ts';

let lite: PGlite;
let project: Project;
beforeAll(async () => {
  lite = await openPglite();
});
afterAll(() => lite.close());

const a = pgTable('a', { id: integer() });
const first = migration('aaaa', null, 'create table a (id integer)', 'drop table a');
const second = migration('bbbb', 'aaaa', 'create table b (id integer)', 'drop table b');
const third = migration('cccc', 'bbbb', 'create table c (id integer)', 'drop table c');
const fourth = migration('dddd', 'cccc', 'create table d (id integer)', 'drop table d');
const edited = migration('bbbb', 'aaaa', 'create table b (id bigint)', 'drop table b');

afterEach(() => project.remove());
beforeEach(async () => {
  await lite.exec('drop schema public cascade; create schema public');
  project = makeProject({
    'models.ts': '',
    'migrations/1.js': first,
    'migrations/2.js': second,
    'migrations/3.js': third,
  });
  await sluice.upgrade(options());
  project.write({ 'migrations/4.js': fourth });
});

const options = () => ({ cwd: project.root, config: { migrations: './migrations', models: { a } }, database: lite });
const altered = async () => (await sluice.status(options())).altered.map(({ revision, how }) => [revision, how]);

describe('a migration that the database has', () => {
  const changes: readonly (readonly [
    string,
    { readonly write?: Readonly<Record<string, string>>; readonly remove?: string },
    readonly (readonly string[])[],
    RegExp,
  ])[] = [
    ['that is laid out otherwise', { write: { 'migrations/2.js': `// A comment\n${second}\n\n` } }, [], /^$/],
    [
      'that was edited',
      { write: { 'migrations/2.js': edited } },
      [['bbbb', 'edited']],
      /bbbb \(2\.js\), applied \d{4}-\d\d-\d\d \d\d:\d\d, was edited: its checksum was [\da-f]{12}, and is [\da-f]{12}\n/,
    ],
    [
      'that follows another',
      {
        write: {
          'migrations/2.js': migration('bbbb', 'cccc', 'create table b (id integer)', 'drop table b'),
          'migrations/3.js': migration('cccc', 'aaaa', 'create table c (id integer)', 'drop table c'),
          'migrations/4.js': migration('dddd', 'bbbb', 'create table d (id integer)', 'drop table d'),
        },
      },
      [
        ['bbbb', 'moved'],
        ['cccc', 'moved'],
      ],
      /cccc \(3\.js\), applied .*, followed bbbb then, and follows aaaa now\n/,
    ],
    [
      'that has no file any more',
      {
        write: { 'migrations/3.js': migration('cccc', 'aaaa', 'create table c (id integer)', 'drop table c') },
        remove: 'migrations/2.js',
      },
      [
        ['bbbb', 'removed'],
        ['cccc', 'moved'],
      ],
      /bbbb \(2\.js\), applied .*, has no file any more\n/,
    ],
  ];

  test.each(changes)('%s', async (_, { write = {}, remove }, found, message) => {
    project.write(write);
    if (remove !== undefined) rmSync(project.file(remove));
    expect(await altered()).toEqual(found);
    expect((await sluice.check({ ...options() })).altered).toHaveLength(found.length);
    if (found.length === 0) return void (await sluice.upgrade(options()));

    const error: unknown = await sluice.upgrade(options()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(sluice.AppliedAltered);
    expect(exitCodeOf(error)).toBe(4);
    expect(errorText(error, false)).toMatch(message);
    expect(errorText(error, false)).toMatch(/--allow-edited, or for good with `sluice stamp cccc`\.$/);
    expect((await lite.query(`select to_regclass('d') as d`)).rows).toEqual([{ d: null }]);

    await sluice.stamp({ ...options(), revisions: ['current'] });
    expect(await altered()).toEqual([]);
  });

  test('goes on with it for once where it is allowed to', async () => {
    project.write({ 'migrations/2.js': edited });
    const { revisions } = await sluice.upgrade({ ...options(), allowEdited: true });
    expect(revisions).toEqual(['dddd']);
    expect(await altered()).toEqual([['bbbb', 'edited']]);
    expect((await sluice.check(options())).upToDate).toBe(false);
  });

  test('is not compared with what it was compiled from, nor where it was taken back', async () => {
    await lite.exec(`update sluice_version_ledger set file = '2.ts', checksum = 'other' where revision = 'bbbb'`);
    expect(await altered()).toEqual([]);
    await sluice.downgrade({ ...options(), target: 'aaaa' });
    project.write({ 'migrations/2.js': edited });
    expect((await sluice.upgrade(options())).revisions).toEqual(['dddd']);
    expect(await altered()).toEqual([]);
    const entries = await sluice.ledger({ ...options(), revision: 'bb' });
    expect(entries.map(({ direction }) => direction)).toEqual(['upgrade', 'downgrade', 'upgrade']);
    expect(entries[0]).toMatchObject({ file: '2.js', checksum: checksumOf(edited), follows: ['aaaa'] });
  });
});
