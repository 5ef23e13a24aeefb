import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as testing from 'sluice/testing';
import { build } from './fixtures/build.ts';
import { collectTests, runTest } from './fixtures/collect-tests.ts';
import { repository } from './fixtures/markdown.ts';
import { migration } from './fixtures/migration.ts';
import { makeProject, type Files, type Project } from './fixtures/project.ts';

const { migratedDatabases, migrationTests } = testing;

test('the names that are published', () => {
  expect(Object.keys(testing).toSorted()).toEqual([
    'DowngradeDiffers',
    'MigrationNotTried',
    'ModelsDiffer',
    'ServerInvalid',
    'TestRunnerMissing',
    'migratedDatabases',
    'migrationTests',
  ]);
});

const users = pgTable('users', { id: integer(), name: text().notNull() });

const first = migration('aaaa', null, 'create table users (id integer, full_name text)', 'drop table users');
const renamed = migration(
  'bbbb',
  'aaaa',
  `alter table users rename full_name to name; update users set name = '' where name is null; alter table users alter name set not null`,
  'alter table users alter name drop not null; alter table users rename name to full_name',
);
const whole: Files = { 'migrations/1.js': first, 'migrations/2.js': renamed };

const projects: Project[] = [];
afterAll(() => {
  for (const { root } of projects) for (const file of snapshotsOf(root)) rmSync(file, { force: true });
  for (const project of projects) project.remove();
});

/** What a project needs to be tested. */
function options(files: Files) {
  const project = makeProject(files);
  projects.push(project);
  return { cwd: project.root, config: { models: { users }, migrations: './migrations' }, project };
}

/** The snapshots of migrated PGlites that are kept of a project. */
function snapshotsOf(root: string): readonly string[] {
  const of = createHash('sha256')
    .update(JSON.stringify([root, null]))
    .digest('hex')
    .slice(0, 12);
  const folder = path.join(repository, 'node_modules/.cache/sluice');
  return readdirSync(folder)
    .filter((name) => name.includes(of))
    .map((name) => path.join(folder, name));
}

describe('a project in which all is well', () => {
  migrationTests({ ...options(whole), rows: { bb: 'insert into users values (1, null)' } });
});

describe('what is wrong is said', () => {
  test('two heads', async () => {
    const forked = { ...whole, 'migrations/3.js': migration('cccc', 'aaaa', 'select 1') };
    await expect(runTest('there is one head', options(forked))).rejects.toThrow(
      /^There are several heads, bbbb .* and cccc .*: merge them with `sluice merge bbbb cccc/,
    );
  });

  test('rows that an upgrade does not take', async () => {
    const careless = migration(
      'bbbb',
      'aaaa',
      'alter table users rename full_name to name; alter table users alter name set not null',
    );
    const project = options({ 'migrations/1.js': first, 'migrations/2.js': careless });
    const rows = {
      bbbb: async (query: (sql: string) => Promise<unknown>) => query('insert into users values (1, null)'),
    };
    const name = 'the migrations lead from base to head';
    await runTest(name, project);
    await expect(runTest(name, { ...project, rows })).rejects.toMatchObject({
      name: 'StatementFailed',
      message: expect.stringContaining('contains null values'),
    });
  });

  test('rows before a migration that is not there', async () => {
    const rows = { dddd: 'select 1' };
    await expect(runTest('the migrations lead from base to head', { ...options(whole), rows })).rejects.toMatchObject({
      name: 'UnknownRevision',
    });
  });

  test('models that the migrations do not make', async () => {
    const project = options({ 'migrations/1.js': first });
    await expect(runTest('the models are what the migrations make', project)).rejects.toThrow(
      [
        'The models are not what the migrations make. A new migration would do this:',
        '  + column users.name',
        '  - column users.full_name',
      ].join('\n'),
    );
  });

  test('a downgrade that forgets something, unless it need not be undone', async () => {
    const project = options({
      'migrations/1.js': migration(
        'aaaa',
        null,
        'create table users (id integer, name text not null)',
        'drop table users',
      ),
      'migrations/2.js': migration('bbbb', 'aaaa', 'create sequence numbers'),
    });
    await expect(runTest('each downgrade brings back what was', project)).rejects.toMatchObject({
      name: 'DowngradeDiffers',
      revision: 'bbbb',
      message: expect.stringMatching(
        /^The downgrade of 2\.js does not bring back what was before its upgrade.*\n {2}\+ sequence public\.numbers/,
      ),
    });
    const proved = 'each migration runs there, back and there again';
    await expect(runTest(proved, project)).rejects.toMatchObject({ name: 'MigrationRefuted' });
    await runTest('each downgrade brings back what was', { ...project, downgradesTo: 'bbbb' });
    await runTest(proved, { ...project, downgradesTo: 'bbbb' });
  });

  test('a folder of migrations that is not there', async () => {
    const missing = { name: 'MigrationsMissing' };
    await expect(runTest('there is one head', options({}))).rejects.toMatchObject(missing);
    const databases = migratedDatabases({ ...options({}), afterAll: () => undefined });
    await expect(databases.open()).rejects.toMatchObject(missing);
  });

  test('a server that is none', () => {
    const server = 'mysql://app:secret@host/app';
    const refused = expect.objectContaining({ name: 'ServerInvalid', message: expect.not.stringContaining('secret') });
    expect(() => migratedDatabases({ server })).toThrow(refused);
    expect(() => collectTests({ server })).toThrow(refused);
  });
});

test('only the tests that are asked for', () => {
  expect([...collectTests({ tests: ['there is one head'] }).keys()]).toEqual(['there is one head']);
});

describe('a migrated PGlite', () => {
  const project = options(whole);
  const databases = migratedDatabases(project);

  test('is a copy that nobody else has, and is closed in the end', async () => {
    const [one, other] = [await databases.open(), await databases.open()];
    await one.lite.query(`insert into users values (1, 'Ada')`);
    expect((await other.lite.query('select * from users')).rows).toEqual([]);
    expect((await other.lite.query('select revision from sluice_version')).rows).toEqual([{ revision: 'bbbb' }]);
    await one.close();
    await one.close();
    expect(one.lite.closed).toBe(true);
    await databases.close();
    expect(other.lite.closed).toBe(true);
  });

  test('is of the migrations as they are: one snapshot is kept', async () => {
    const before = snapshotsOf(project.cwd);
    expect(before).toHaveLength(1);
    project.project.write({ 'migrations/3.js': migration('cccc', 'bbbb', 'create table posts (id integer)') });
    const { lite, close } = await databases.open();
    expect((await lite.query('select * from posts')).rows).toEqual([]);
    await close();
    const after = snapshotsOf(project.cwd);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
  });
});

describe('with node:test', () => {
  beforeAll(build, 180_000);

  const suite = `
    import assert from 'node:assert/strict';
    import { after, describe, test } from 'node:test';
    import { migratedDatabases, migrationTests } from 'sluice/testing';
    const config = { migrations: './migrations' };
    assert.throws(() => migrationTests({ config }), { name: 'TestRunnerMissing' });
    const tests = ['there is one head', 'each downgrade brings back what was'];
    migrationTests({ config, describe, test, tests });
    const databases = migratedDatabases({ config, afterAll: after });
    test('a migrated database', async () => {
      const { lite } = await databases.open();
      assert.deepEqual((await lite.query('select * from users')).rows, []);
    });
  `;

  test('what is given registers the tests, and the process ends by itself', () => {
    const { project } = options({ ...whole, 'package.json': '{"type":"module"}', 'app.test.js': suite });
    project.link('sluice');
    project.link('@sluice');
    const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap'], {
      cwd: project.root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect(stdout).toMatch(/^ *ok 1 - there is one head$/m);
    expect(stdout).toMatch(/^# pass 3$/m);
    expect({ status, failed: /^ *not ok.*/m.exec(stdout)?.[0] }).toEqual({ status: 0, failed: undefined });
  });
});
