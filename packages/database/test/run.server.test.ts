import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@sluice/core';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { connect } from '../src/connect.ts';
import { ConnectionLost, RunnerBusy, StatementFailed } from '../src/database-errors.ts';
import { runWith, type Plan, type RunOptions } from '../src/run-with.ts';
import { readVersions } from '../src/version-table.ts';
import { contents, down, migration, sqlDirectives, standing, until, up } from './sql-directives.ts';

describe.each(withServers())('PostgreSQL $major', ({ url: server }) => {
  let database: TestDatabase;
  let connection: Connection;
  beforeEach(async () => {
    database = await createDatabase(server);
    connection = await connect(database.url);
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  const run = (plan: Plan, options?: RunOptions, over = connection) => runWith(sqlDirectives, over, plan, options);
  /** What the session of a process is doing. */
  const isDoing = async (pid: unknown, what: string): Promise<boolean> => {
    const rows = await connection.query(`select from pg_stat_activity where pid = $1 and ${what}`, [pid]);
    return rows.length > 0;
  };

  test('lets exactly one of many runners apply a migration; the others wait and find nothing to do', async () => {
    const slow = migration('slow', ['create table s (id int)', 'select pg_sleep(0.5)']);
    const plan: Plan = (revisions) => (revisions.length === 0 ? [up(slow)] : []);
    const others = await Promise.all(Array.from({ length: 6 }, () => connect(database.url)));
    const results = await Promise.all(others.map((other) => run(plan, {}, other)));
    expect(results.map((steps) => steps.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(await readVersions(connection)).toEqual({ revisions: ['slow'], pending: [] });
    await Promise.all(others.map((other) => other.close()));
  });

  test('lets runners of several processes build an index concurrently without waiting for each other', async () => {
    const build = migration('build', [
      'create table b (id int)',
      '-- outside, clear: drop index concurrently if exists b_id\ncreate index concurrently b_id on b (id)',
    ]);
    const others = await Promise.all(Array.from({ length: 4 }, () => connect(database.url)));
    const plan: Plan = (revisions) => (revisions.length === 0 ? [up(build)] : []);
    const results = await Promise.all(others.map((other) => run(plan, {}, other)));
    expect(results.flat()).toHaveLength(1);
    expect(await contents(connection)).toContain('relation b_id valid=true');
    await Promise.all(others.map((other) => other.close()));
  });

  test('tells which process is in the way when it does not get its turn', async () => {
    const other = await connect(database.url);
    const [row] = await other.query('select pg_backend_pid() as pid');
    const { migration: slow, reached, letGo } = standing('slow', ['create table s (id int)']);
    const busy = run(() => [up(slow)], {}, other);
    await reached;
    const error = await run(() => [], { waitSeconds: 0 }).catch((e: unknown) => e);
    letGo();
    expect(error).toBeInstanceOf(RunnerBusy);
    expect(error).toMatchObject({ pid: row?.pid, waitedSeconds: 0 });
    await busy;
    await other.close();
  });

  test('runs independently what another version table records', async () => {
    const other = await connect(database.url);
    const { migration: slow, reached, letGo } = standing('slow', ['create table s (id int)']);
    const busy = run(() => [up(slow)], {}, other);
    await reached;
    const steps = await run(() => [up(migration('x', ['create table x ()']))], {
      versionTable: { name: 'other_version' },
      waitSeconds: 0,
    });
    expect(steps).toHaveLength(1);
    letGo();
    await busy;
    await other.close();
  });

  test('leaves nothing when its session is killed, and the next does it all', async () => {
    const other = await connect(database.url);
    const [row] = await other.query('select pg_backend_pid() as pid');
    const running = run(() => [up(migration('long', ['create table l ()', 'select pg_sleep(60)']))], {}, other).catch(
      (e: unknown) => e,
    );
    await until(() => isDoing(row?.['pid'], `wait_event = 'PgSleep'`));
    await connection.query('select pg_terminate_backend($1)', [row?.pid]);
    expect(await running).toBeInstanceOf(ConnectionLost);
    expect(await contents(connection)).toEqual([]);
    await other.close();
    await run(() => [up(migration('long', ['create table l ()']))]);
    expect(await readVersions(connection)).toEqual({ revisions: ['long'], pending: [] });
  });

  test('finishes an index whose build was killed', async () => {
    await connection.query('create table k (id int); insert into k select generate_series(1, 1000)');
    const blocker = await connect(database.url);
    await blocker.query('begin; insert into k values (1)');
    const build = migration('build', [
      'create table before ()',
      '-- outside, clear: drop index concurrently if exists k_id\ncreate index concurrently k_id on k (id)',
      'create table after ()',
    ]);
    const other = await connect(database.url);
    const [row] = await other.query('select pg_backend_pid() as pid');
    const running = run(() => [up(build)], {}, other).catch((e: unknown) => e);
    await until(() =>
      isDoing(row?.['pid'], `wait_event_type = 'Lock' and query like '%create index concurrently k_id%'`),
    );
    await connection.query('select pg_terminate_backend($1)', [row?.pid]);
    expect(await running).toBeInstanceOf(ConnectionLost);
    await blocker.close();
    await other.close();
    expect(await contents(connection)).toContain('relation k_id valid=false');
    expect(await readVersions(connection)).toMatchObject({ pending: [{ statementsDone: 1, attempted: true }] });

    await run(() => [up(build)]);
    expect(await contents(connection)).toContain('relation k_id valid=true');
    expect(await readVersions(connection)).toEqual({ revisions: ['build'], pending: [] });
  });

  test('waits for a table no longer than the lock timeout, and keeps nothing then', async () => {
    await connection.query('create table t (id int)');
    const reader = await connect(database.url);
    await reader.query('begin; select * from t');
    const [row] = await reader.query('select pg_backend_pid() as pid');
    const add = up(migration('add', ['alter table t add x int']));
    const error = await run(() => [add], { lockTimeout: '100ms', lockRetries: 0 }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StatementFailed);
    expect(error).toMatchObject({
      code: '55P03',
      during: { statementsKept: 0 },
      facts: { blockers: [{ pid: row?.pid }] },
    });
    expect(String(error)).toMatch(/In the way: process \d+ \(sluice, user postgres, idle in transaction for \d+ s\): /);
    expect(await readVersions(connection)).toEqual({ revisions: [], pending: [] });
    await reader.close();
  });

  test('ends a statement that runs too long, and a transaction of which nothing is heard', async () => {
    const long = up(migration('long', ['create table l ()', 'select pg_sleep(30)']));
    await expect(run(() => [long], { statementTimeout: '50ms' })).rejects.toMatchObject({ code: '57014' });
    const other = await connect(database.url);
    const hangs = up(
      migration('hangs', async (op) => {
        await op.execute('create table h ()');
        await sleep(1000);
        await op.execute('select 1');
      }),
    );
    await expect(run(() => [hangs], { idleTimeout: '50ms' }, other)).rejects.toThrow(ConnectionLost);
    expect(await contents(connection)).toEqual([]);
    await other.close();
  });

  test('shows what is in the way of a unique index', async () => {
    await connection.query(`create table "It's" ("Id" int, t text, gone bool)`);
    await connection.query(`insert into "It's" values (1, 'A', false), (1, 'a', false), (2, 'b', false), (2, 'b', false),
      (2, 'B', false), (3, 'c', false), (4, null, false), (4, null, false), (5, 'd', true), (5, 'd', true)`);
    const build = up(
      migration('dup', [
        '-- outside, clear: drop index concurrently if exists dup\ncreate unique index concurrently dup on "It\'s" ("Id", lower(t)) where not gone',
      ]),
    );
    const error = await run(() => [build]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: '23505',
      facts: {
        duplicates: {
          values: [
            { values: '[2, "b"]', rows: 3 },
            { values: '[1, "a"]', rows: 2 },
          ],
        },
      },
    });
    expect(String(error)).toContain(
      'In the way, the most frequent first: [2, "b"] in 3 rows; [1, "a"] in 2 rows. All of them: SELECT json_build_array(("Id"), (lower(t)))::text AS "values", count(*) AS "rows" FROM "It\'s" WHERE',
    );
    await connection.query(`delete from "It's" where ctid not in (select min(ctid) from "It's" group by "Id")`);
    await run(() => [build]);
    expect(await contents(connection)).toContain('relation dup valid=true');
  });

  test('tells how far the build of an index is, and closes the connection that it looked through', async () => {
    await connection.query('create table b (id int)');
    const other = await connect(database.url);
    await other.query('begin; insert into b values (1)');
    const phases: string[] = [];
    const onIndexBuild: RunOptions['onIndexBuild'] = ({ phase }) => {
      phases.push(phase);
      other.query('commit').catch(() => undefined);
    };
    await run(() => [up(migration('build', ['-- outside\ncreate index concurrently b_id on b (id)']))], {
      onIndexBuild,
    });
    expect(phases[0]).toBe('waiting for writers before build');
    await other.close();
  });

  test('tells which tables others could not write to, and not those that it has made itself', async () => {
    await connection.query('create table there (id int); create table read (id int)');
    const events: unknown[] = [];
    const work = migration('work', ['create table made (id int)', 'alter table there add n int', 'select from read']);
    await run(() => [up(work)], { onLocks: (event) => events.push(event) });
    expect(events).toEqual([
      {
        revision: 'work',
        direction: 'upgrade',
        locks: [{ schema: 'public', table: 'there', mode: 'AccessExclusiveLock' }],
        milliseconds: expect.any(Number),
      },
    ]);
  });

  test('gives concurrent builds all the time they take', async () => {
    const build = up(
      migration('build', ['create table b (id int)', '-- outside\nselect pg_sleep(1.5)', 'drop table b']),
    );
    await run(() => [build], { statementTimeout: '1s', lockTimeout: '1s', idleTimeout: '1s' });
    expect(await readVersions(connection)).toEqual({ revisions: ['build'], pending: [] });
  });

  test('tries a transaction again when its lock was not to be had, and goes on where it had committed', async () => {
    await connection.query('create table t (id int)');
    const reader = await connect(database.url);
    await reader.query('begin; select * from t');
    const waits: unknown[] = [];
    const onLockWait: RunOptions['onLockWait'] = ({ attempt, blockers }) => {
      waits.push([attempt, blockers.length]);
      if (attempt === 2) reader.query('rollback').catch(() => undefined);
    };
    const add = up(migration('add', ['-- committed\ncreate table before ()', 'alter table t add x int']));
    await run(() => [add], { lockTimeout: '50ms', onLockWait });
    expect(waits.slice(0, 2)).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(await readVersions(connection)).toEqual({ revisions: ['add'], pending: [] });
    await reader.close();
  });

  test('leaves an enum value usable by what follows, and nothing at the base', async () => {
    const label = migration(
      'label',
      [
        `create type mood as enum ('a')`,
        `-- committed\nalter type mood add value 'b'`,
        `create table m (mood mood default 'b')`,
      ],
      ['drop table m', 'drop type mood'],
    );
    await run(() => [up(label)]);
    await run(() => [down(label)]);
    expect(await contents(connection)).toEqual([]);
  });
});
