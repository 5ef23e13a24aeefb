import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { health, migrateOnStart, stamp, upgrade } from 'sluice';
import { openPglite } from '../../../test-support/database.ts';
import { migration } from './fixtures/migration.ts';
import { makeProject, type Project } from './fixtures/project.ts';

let lite: PGlite;
let project: Project;
beforeAll(async () => {
  lite = await openPglite();
  project = makeProject({
    'migrations/1.js': migration('aaaa', null, 'create table users (id integer)'),
    'migrations/2.js': migration('bbbb', 'aaaa', 'create table posts (id integer)'),
  });
});
afterAll(async () => {
  await lite.close();
  project.remove();
});
beforeEach(() => lite.exec('drop schema public cascade; create schema public'));

const options = () => ({ cwd: project.root, config: { migrations: './migrations' }, database: lite });
const newer = () =>
  stamp({ ...options(), revisions: ['aaaa'] }).then(() => lite.exec(`update sluice_version set revision = 'cccc'`));

describe('health', () => {
  const none = { current: [], heads: ['bbbb'], pending: [], interrupted: [], unknown: [], reason: undefined };

  test('a database that is new, that lacks something, and that has all', async () => {
    expect(await health(options())).toEqual({ ...none, status: 'pending', ready: false, pending: ['aaaa', 'bbbb'] });
    await upgrade({ ...options(), target: 'aaaa' });
    expect(await health(options())).toMatchObject({ status: 'pending', current: ['aaaa'], pending: ['bbbb'] });
    await upgrade(options());
    expect(await health(options())).toEqual({ ...none, status: 'ok', ready: true, current: ['bbbb'] });
  });

  test('a database that a newer release has migrated', async () => {
    await newer();
    expect(await health(options())).toEqual({
      ...none,
      status: 'unknown-revision',
      ready: true,
      current: ['cccc'],
      unknown: ['cccc'],
    });
  });

  test('a migration that is half done', async () => {
    await upgrade(options());
    await lite.exec(`update sluice_version_ledger set outcome = null, progress = '{}' where revision = 'bbbb'`);
    expect(await health(options())).toMatchObject({ status: 'pending', ready: false, interrupted: ['bbbb'] });
  });

  test('a database that answers too late, and one that is closed', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const hangs = { connect: never, query: never, totalCount: 1 };
    expect(await health({ ...options(), database: hangs, timeout: 5 })).toEqual({
      ...none,
      status: 'unreachable',
      ready: false,
      reason: 'The database has not answered within 5 ms: it is busy, or the pool has no client left',
    });
    const closed = {
      exec: () => Promise.reject(new Error('PGlite is closed')),
      query: () => Promise.reject(new Error('PGlite is closed')),
    };
    expect(await health({ ...options(), database: closed })).toMatchObject({
      status: 'unreachable',
      reason: 'PGlite is closed',
    });
  });

  test('files are read again only when one comes or goes', async () => {
    const file = project.file('migrations/1.js');
    await health(options());
    writeFileSync(file, 'this is no migration');
    expect(await health(options())).toMatchObject({ heads: ['bbbb'] });
    project.write({
      'migrations/1.js': migration('aaaa', null, 'select 1'),
      'migrations/3.js': migration('dddd', 'bbbb', 'select 1'),
    });
    expect(await health(options())).toMatchObject({ heads: ['dddd'] });
    rmSync(project.file('migrations/3.js'));
    expect(await health(options())).toMatchObject({ heads: ['bbbb'] });
  });

  test('without a folder of migrations nobody knows', async () => {
    const config = { migrations: './dist/migrations' };
    await expect(health({ ...options(), config })).rejects.toMatchObject({
      name: 'MigrationsMissing',
      folder: project.file('dist/migrations'),
    });
  });
});

describe('migrateOnStart', () => {
  test('migrates, and the next time finds nothing to do', async () => {
    expect(await migrateOnStart(options())).toMatchObject({ status: 'migrated', revisions: ['bbbb'] });
    expect(await migrateOnStart(options())).toEqual({
      status: 'up-to-date',
      migrations: [],
      before: ['bbbb'],
      revisions: ['bbbb'],
    });
  });

  test('a database of a newer release is refused, unless the old one shall go on', async () => {
    await newer();
    await expect(migrateOnStart(options())).rejects.toMatchObject({
      name: 'StartRefused',
      reason: 'unknown-revision',
      message: expect.stringMatching(/^The application must not start, since its database is not migrated\. .*cccc/),
    });
    expect(await migrateOnStart({ ...options(), newerDatabase: 'start' })).toEqual({
      status: 'newer',
      migrations: [],
      before: ['cccc'],
      revisions: ['cccc'],
    });
  });

  test('a migration that fails', async () => {
    await lite.exec('create table posts (id integer)');
    await expect(migrateOnStart(options())).rejects.toMatchObject({
      reason: 'failed',
      cause: { name: 'StatementFailed', code: '42P07' },
    });
    expect(await health(options())).toMatchObject({ current: ['aaaa'], pending: ['bbbb'] });
  });

  test('without a folder of migrations', async () => {
    const config = { migrations: './dist/migrations' };
    await expect(migrateOnStart({ ...options(), config })).rejects.toMatchObject({
      reason: 'failed',
      cause: { name: 'MigrationsMissing' },
    });
  });

  test('a signal', async () => {
    await expect(migrateOnStart({ ...options(), signal: AbortSignal.abort() })).rejects.toMatchObject({
      reason: 'interrupted',
    });
  });
});
