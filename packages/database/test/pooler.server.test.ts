import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Connection } from '@sluice/core';
import pg from 'pg';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { startTransactionPooler, type Pooler } from '../../../test-support/transaction-pooler.ts';
import { connect } from '../src/connect.ts';
import { LeaseLost, LeaseNeedsAnother, PoolerFound, RunnerBusy, SearchPathUnsettled } from '../src/database-errors.ts';
import { runWith, type Plan, type RunOptions } from '../src/run-with.ts';
import type { RunnerWait } from '../src/turn.ts';
import { readVersions } from '../src/version-table.ts';
import { contents, down, migration, sqlDirectives, standing, up } from './sql-directives.ts';

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

  const run = (plan: Plan, options: RunOptions, over: Connection) => runWith(sqlDirectives, over, plan, options);
  const table = migration('table', ['create table t (id int)']);
  const planTable: Plan = (revisions) => (revisions.length === 0 ? [up(table)] : []);
  const lease = { lock: 'lease' } as const;

  describe.each(['last', 'first'] as const)('through a pooler that gives the session used %s', (next) => {
    let pooler: Pooler;
    let pooled: Connection;
    beforeEach(async () => {
      pooler = await startTransactionPooler(database.url, next);
      pooled = await connect(pooler.url);
    });
    afterEach(async () => {
      await pooled.close();
      await pooler.stop();
    });

    test('an advisory lock is refused before anything is run, and none stays behind', async () => {
      const error = await run(planTable, {}, pooled).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(PoolerFound);
      expect(error).toMatchObject({ found: 'before', message: expect.stringContaining('--lock lease') });
      expect(await contents(connection)).toEqual([]);
      expect(
        await connection.query(
          `select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
        ),
      ).toEqual([]);
    });

    test('a lease lets one of many run a migration, what runs outside a transaction too, and leaves nothing at the base', async () => {
      const build = migration('build', [
        'create table b (id int)',
        '-- outside, clear: drop index concurrently if exists b_id\ncreate index concurrently b_id on b (id)',
        'insert into b values (1)',
      ]);
      const others = await Promise.all(Array.from({ length: 5 }, () => connect(pooler.url)));
      const plan: Plan = (revisions) => (revisions.length === 0 ? [up(build)] : []);
      const results = await Promise.all(others.map((other) => run(plan, lease, other)));
      expect(results.flat()).toHaveLength(1);
      expect(await connection.query('select id from b')).toEqual([{ id: 1 }]);
      expect(await connection.query('select from sluice_version_lease')).toEqual([]);
      await run(() => [down(migration('build', [], ['drop table b']))], lease, pooled);
      expect(await contents(connection)).toEqual([]);
      await Promise.all(others.map((other) => other.close()));
    });

    test('nothing is set for a session that others get', async () => {
      await run(planTable, { ...lease, defaultSchema: 'public', searchPath: ['pg_catalog'] }, pooled);
      const sessions = await connection.query(
        `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
      expect(sessions.length).toBeGreaterThan(0);
      const clients = await Promise.all(sessions.map(() => connect(pooler.url)));
      for (const client of clients) await client.query('begin');
      for (const client of clients)
        expect(
          await client.query(`select current_setting('search_path') as p, current_setting('lock_timeout') as l`),
        ).toEqual([{ p: '"$user", public', l: '0' }]);
      await Promise.all(clients.map((client) => client.close()));
    });

    test('what runs outside a transaction is refused where names would mean something else', async () => {
      await connection.query('create schema shop');
      const outside = migration('outside', ['-- outside\ncreate index concurrently x on t (id)']);
      const options = { ...lease, defaultSchema: 'shop', versionTable: { schema: 'shop' } };
      const error = await run(() => [up(outside)], options, pooled).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(SearchPathUnsettled);
      expect(error).toMatchObject({ wanted: ['shop'], found: ['public'] });
      expect(await contents(connection)).toEqual([]);
    });
  });

  test('a client that is given tells of the pooler by what it finds, since there is no second', async () => {
    const pooler = await startTransactionPooler(database.url, 'last');
    const [one, two] = [new pg.Client(pooler.url), new pg.Client(pooler.url)];
    await Promise.all([one.connect(), two.connect()]);
    let second: Promise<unknown> | undefined;
    // Between two transactions of the first, the second gets its session, and with it its lock.
    const plan: Plan = async () => {
      second ??= run(() => [], { waitSeconds: 0 }, await connect(two)).catch((e: unknown) => e);
      await second;
      return [up(table)];
    };
    await run(plan, {}, await connect(one)).catch(() => undefined);
    expect(await second).toBeInstanceOf(PoolerFound);
    await Promise.all([one.end(), two.end()]);
    await pooler.stop();
  });

  test('a direct connection has a lease as well, and tells who holds it', async () => {
    const other = await connect(database.url);
    const waits: RunnerWait[] = [];
    const { migration: slow, reached, letGo } = standing('slow', ['create table s (id int)']);
    const busy = run(() => [up(slow)], lease, other);
    await reached;
    const error = await run(() => [], { ...lease, waitSeconds: 0 }, connection).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RunnerBusy);
    expect(error).toMatchObject({ lease: { process: process.pid } });
    const onRunnerWait = (wait: RunnerWait): void => {
      waits.push(wait);
      letGo();
    };
    await run(() => [], { ...lease, onRunnerWait }, connection);
    expect(waits).toEqual([{ pid: undefined, seconds: 60, lease: expect.objectContaining({ process: process.pid }) }]);
    await busy;
    await other.close();
  });

  test('who has lost the lease records nothing, and what it did is taken back', async () => {
    const { migration: stolen, reached, letGo } = standing('stolen', ['create table s (id int)']);
    const other = await connect(database.url);
    const running = run(() => [up(stolen)], lease, other).catch((e: unknown) => e);
    await reached;
    await connection.query(
      `update sluice_version_lease set holder = gen_random_uuid(), process = 1, host = 'elsewhere'`,
    );
    letGo();
    const error = await running;
    expect(error).toBeInstanceOf(LeaseLost);
    expect(await readVersions(connection)).toEqual({ revisions: [], pending: [] });
    expect(await connection.query('select process from sluice_version_lease')).toEqual([{ process: 1 }]);
    expect(await contents(connection)).not.toContain('relation s');
    await other.close();
  });

  test('a lease that nobody renews is free after its time', async () => {
    await run(planTable, lease, connection);
    await connection.query(
      `insert into sluice_version_lease (holder, process, host, application, expires_at)
       values (gen_random_uuid(), 1, 'gone', '', clock_timestamp() - interval '1 second')`,
    );
    expect(await run(planTable, { ...lease, waitSeconds: 0 }, connection)).toEqual([]);
  });

  test('a client that is given alone cannot renew a lease', async () => {
    const client = new pg.Client(database.url);
    await client.connect();
    const error = await run(planTable, lease, await connect(client)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LeaseNeedsAnother);
    expect(await contents(connection)).toEqual([]);
    await client.end();
  });
});
