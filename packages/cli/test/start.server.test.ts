import { connect } from '@sluice/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { current, diff, health, migrateOnStart, upgrade, type Retry } from 'sluice';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { migration } from './fixtures/migration.ts';
import { makeProject, type Project } from './fixtures/project.ts';

describe.each(withServers())('on PostgreSQL $major', ({ url }) => {
  let database: TestDatabase;
  let project: Project;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await createDatabase(url);
    project = makeProject({
      'migrations/1.js': migration('aaaa', null, 'create table users (id integer)', 'drop table users'),
      'slow/1.js': migration('aaaa', null, 'create table slow (id integer); select pg_sleep(60)'),
    });
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
  });
  afterAll(async () => {
    await pool.end();
    project.remove();
    await database.drop();
  });
  beforeEach(async () => void (await pool.query('drop schema public cascade; create schema public')));

  const options = (folder = './migrations') => ({ cwd: project.root, config: { migrations: folder } });
  const missing = (name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;

  test('a pool, a client and a drizzle database over them', async () => {
    const client = new pg.Client(database.url);
    await expect(current({ ...options(), database: client })).rejects.toMatchObject({ name: 'ClientNotConnected' });
    await client.connect();
    try {
      for (const given of [pool, client, drizzle(pool), drizzle(client), () => pool]) {
        expect(await current({ ...options(), database: given })).toMatchObject({ pending: [{ revision: 'aaaa' }] });
      }
      expect(await upgrade({ ...options(), database: drizzle(client) })).toMatchObject({ revisions: ['aaaa'] });
      expect((await client.query(`show timezone`)).rows).toEqual((await pool.query(`show timezone`)).rows);
    } finally {
      await client.end();
    }
  });

  test('health borrows a client of the pool, and leaves it as it is', async () => {
    const one = new pg.Pool({ connectionString: database.url, max: 1 });
    try {
      const pid = async (): Promise<unknown> => (await one.query('select pg_backend_pid() as pid')).rows[0];
      const before = await pid();
      expect(await health({ ...options(), database: one })).toMatchObject({ status: 'pending' });
      expect(await health({ ...options(), database: drizzle(one) })).toMatchObject({ status: 'pending' });
      expect(await pid()).toEqual(before);
      const held = await one.connect();
      expect(await health({ ...options(), database: one, timeout: 10 })).toMatchObject({ status: 'unreachable' });
      held.release();
    } finally {
      await one.end();
    }
  });

  test('health of a server that is not there, and of a database that is not', async () => {
    const refused = 'postgres://nobody:secret@127.0.0.1:1/app';
    const unreachable = await health({ ...options(), database: refused });
    expect(unreachable).toMatchObject({ status: 'unreachable', reason: expect.stringContaining('127.0.0.1:1') });
    expect(unreachable.reason).not.toContain('secret');
    const gone = new pg.Pool({ connectionString: refused });
    expect(await health({ ...options(), database: gone })).toEqual(unreachable);
    await gone.end();
    expect(await health({ ...options(), database: missing('no_such') })).toMatchObject({
      status: 'unreachable',
      reason: expect.stringContaining('has no database "no_such"'),
    });
  });

  test('many replicas start at once: one migrates', async () => {
    const start = () => migrateOnStart({ ...options(), database: database.url });
    const statuses = (await Promise.all(Array.from({ length: 6 }, start))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['migrated', ...Array.from({ length: 5 }, () => 'up-to-date')].toSorted());
  });

  test('a database that is made while it is waited for', async () => {
    const name = `${new URL(database.url).pathname.slice(1)}_late`;
    const retries: Retry[] = [];
    let creating: Promise<unknown> | undefined;
    const onRetry = (retry: Retry): void => {
      retries.push(retry);
      creating ??= pool.query(`create database ${name}`);
    };
    try {
      const result = await migrateOnStart({ ...options(), database: missing(name), events: { onRetry } });
      expect(result).toMatchObject({ status: 'migrated', revisions: ['aaaa'] });
      expect(retries[0]).toMatchObject({
        of: 'database',
        attempt: 1,
        reason: `there is no database "${name}"`,
        seconds: 60,
      });
    } finally {
      await creating;
      await pool.query(`drop database if exists ${name} with (force)`);
    }
  });

  test('a database that does not come', async () => {
    const refused = { ...options(), database: 'postgres://127.0.0.1:1/app', waitForDatabase: 0 };
    await expect(migrateOnStart(refused)).rejects.toMatchObject({
      reason: 'unreachable',
      cause: { name: 'DatabaseUnreachable' },
    });
  });

  test('another replica that takes too long', async () => {
    const running = new AbortController();
    const told: Retry[] = [];
    const started = deferred();
    const first = migrateOnStart({
      ...options('./slow'),
      database: database.url,
      signal: running.signal,
      events: { onStatement: () => started.resolve() },
    });
    await started.promise;
    const second = migrateOnStart({
      ...options('./slow'),
      database: pool,
      waitSeconds: 0.1,
      events: { onRetry: (retry) => void told.push(retry) },
    });
    await expect(second).rejects.toMatchObject({ reason: 'busy', cause: { name: 'RunnerBusy' } });
    expect(told).toMatchObject([{ of: 'runner', pid: expect.any(Number), seconds: 0.1 }]);
    running.abort();
    await expect(first).rejects.toMatchObject({ reason: 'interrupted', cause: { name: 'Interrupted' } });
    expect((await pool.query(`select to_regclass('slow') as slow`)).rows).toEqual([{ slow: null }]);
  });

  test('a signal cancels what only reads', async () => {
    const blocker = await connect(database.url);
    try {
      await blocker.query('begin; create table sluice_version (revision text, applied_at timestamptz); commit');
      await blocker.query('begin; lock table sluice_version');
      const signal = AbortSignal.timeout(200);
      await expect(current({ ...options(), database: pool, signal })).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(await running(blocker)).toEqual([]);
    } finally {
      await blocker.close();
    }
  });

  /** What others than this session run in the database. */
  const running = async (connection: Awaited<ReturnType<typeof connect>>) =>
    connection.query(
      `select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );

  test('a comparison of two databases that an application gives', async () => {
    await upgrade({ ...options(), database: pool });
    const { differences, from } = await diff({ ...options(), from: pool, to: database.url });
    expect({ differences, from }).toEqual({ differences: [], from: 'the given database' });
  });
});

function deferred() {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}
