import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { drizzle } from 'drizzle-orm/pglite';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import * as sluice from 'sluice';
import { openPglite } from '../../../test-support/database.ts';
import { migration } from './fixtures/migration.ts';
import { makeProject, type Project } from './fixtures/project.ts';

let lite: PGlite;
let project: Project;
beforeAll(async () => {
  lite = await openPglite();
  project = makeProject({
    'migrations/1.js': migration('aaaa', null, 'create table users (id integer)', 'drop table users'),
    'migrations/2.js': migration('bbbb', 'aaaa', 'create table posts (id integer)', 'drop table posts'),
  });
});
afterAll(async () => {
  await lite.close();
  project.remove();
});
beforeEach(() => lite.exec('drop schema public cascade; create schema public'));

/** No config file and no models: what an application that runs has. */
const options = () => ({ cwd: project.root, config: { migrations: './migrations' }, database: lite });

describe('a database that is given as it is', () => {
  test.each([
    ['a PGlite', () => lite],
    ['a function that gives one', () => () => lite],
    ['a drizzle database', () => drizzle(lite)],
  ])('%s', async (_, database) => {
    const { revisions } = await sluice.upgrade({ ...options(), database: database() });
    expect(revisions).toEqual(['bbbb']);
    expect(
      (await sluice.current({ ...options(), config: { migrations: './migrations', database: lite } })).pending,
    ).toEqual([]);
    expect((await lite.query('select * from posts')).rows).toEqual([]);
  });

  test('of a driver that is not known', async () => {
    // What a compiler would refuse, a program in JavaScript may do.
    const database: sluice.GivenClient = JSON.parse('{ "$client": 1 }');
    await expect(sluice.current({ ...options(), database })).rejects.toThrow(
      'is no pool or client of pg, no PGlite, and no drizzle database',
    );
  });
});

describe('a config in code', () => {
  const users = pgTable('users', { id: integer(), name: text() });

  test('models that are imported already', async () => {
    await sluice.upgrade({ ...options(), target: 'aaaa' });
    await sluice.stamp({ ...options(), revisions: ['bbbb'] });
    const { differences } = await sluice.check({
      ...options(),
      config: { models: { users }, migrations: './migrations' },
    });
    expect(differences.map(sluice.describeOperation)).toMatchObject([{ sign: '+', object: 'column users.name' }]);
  });

  test('without models, what reads them is refused', async () => {
    await expect(sluice.check(options())).rejects.toThrow('`models` in sluice.config.ts is missing');
  });

  test('with what is no model', async () => {
    const config = { models: { one: 1 }, migrations: './migrations' };
    await expect(sluice.check({ ...options(), config })).rejects.toMatchObject({ name: 'NoModelsExported' });
  });
});

describe('what is told', () => {
  test('a change of the version table, in its own transaction', async () => {
    await lite.exec('create table audit (of text, revision text, heads text)');
    const onVersionApply: sluice.OnVersionApply = async ({ of, revision = '', before, after, query }) =>
      void (await query('insert into audit values ($1, $2, $3)', [of, revision, `${before.join()}>${after.join()}`]));
    const events = { onVersionApply };
    await sluice.upgrade({ ...options(), events });
    await sluice.downgrade({ ...options(), events, target: '-1' });
    await sluice.stamp({ ...options(), events, revisions: ['bbbb'] });
    expect((await lite.query('select * from audit')).rows).toEqual([
      { of: 'upgrade', revision: 'aaaa', heads: '>aaaa' },
      { of: 'upgrade', revision: 'bbbb', heads: 'aaaa>bbbb' },
      { of: 'downgrade', revision: 'bbbb', heads: 'bbbb>aaaa' },
      { of: 'stamp', revision: '', heads: 'aaaa>bbbb' },
    ]);
  });

  test('a listener that throws takes the migration back', async () => {
    const onVersionApply: sluice.OnVersionApply = ({ revision }) => {
      if (revision === 'bbbb') throw new Error('not on a Friday');
    };
    await expect(sluice.upgrade({ ...options(), events: { onVersionApply } })).rejects.toThrow('not on a Friday');
    expect((await sluice.current(options())).revisions).toMatchObject([{ revision: 'aaaa' }]);
    expect((await lite.query(`select to_regclass('posts') as posts`)).rows).toEqual([{ posts: null }]);
  });

  test('a logger hears of every migration, beside the events', async () => {
    const lines: string[] = [];
    const told: string[] = [];
    const log = (level: string) => (text: string) => void lines.push(`${level} ${text.replace(/[\d.]+ m?s$/, 'N ms')}`);
    const logger = { info: log('info'), warn: log('warn'), error: log('error'), debug: log('debug') };
    const events = { onMigrationEnd: ({ revision }: sluice.RanMigration) => void told.push(revision) };
    await sluice.upgrade({ ...options(), logger, events, target: 'aaaa' });
    expect(lines).toEqual([
      'info Begins the upgrade of aaaa: Makes aaaa',
      'debug create table users (id integer)',
      'info Ended the upgrade of aaaa in N ms',
    ]);
    expect(told).toEqual(['aaaa']);
    await lite.exec('create table posts (id integer)');
    await expect(
      sluice.upgrade({ ...options(), logger: { info() {}, warn() {}, error: log('error') } }),
    ).rejects.toThrow('already exists');
    expect(lines.at(-1)).toMatch(/^error The upgrade of migration bbbb \(2\.js\) failed in op\.execute: /);
  });
});

test('a signal gives up what only reads', async () => {
  const signal = AbortSignal.abort(new Error('no longer wanted'));
  await expect(sluice.current({ ...options(), signal })).rejects.toThrow('no longer wanted');
});
