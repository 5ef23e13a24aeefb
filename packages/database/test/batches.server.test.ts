import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Connection, Op } from '@sluice/core';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { startReplicatedServer } from '../../../test-support/servers.ts';
import { connect } from '../src/connect.ts';
import { LagHidden, StatementFailed } from '../src/database-errors.ts';
import type { LockWait } from '../src/lock-waits.ts';
import type { ReplicaLag } from '../src/replica-lag.ts';
import { run } from '../src/run.ts';
import type { RunOptions } from '../src/run-with.ts';
import { migration, up } from './sql-directives.ts';

jest.setTimeout(120_000);

const update = (more: Partial<Parameters<Op['batchUpdate']>[0]> = {}) =>
  migration('work', (op) =>
    op.batchUpdate({ table: 't', set: { n: 'id' }, where: 'n is null', key: 'id', size: 10, ...more }),
  );

const TABLE = 'create table t (id int primary key, n int); insert into t select i, null from generate_series(1, 40) i';

const runWork = (connection: Connection, options: RunOptions = {}, work = update()) =>
  run(connection, () => [up(work)], options);

describe.each(withServers())('PostgreSQL $major', ({ url: server }) => {
  let database: TestDatabase;
  let connection: Connection;
  let other: Connection;
  beforeEach(async () => {
    database = await createDatabase(server);
    connection = await connect(database.url);
    other = await connect(database.url);
    await connection.query(TABLE);
  });
  afterEach(async () => {
    await Promise.all([connection.close(), other.close()]);
    await database.drop();
  });

  test('a batch whose rows somebody holds gives up soon, and is tried again by itself', async () => {
    await other.query('begin; select from t where id = 25 for update');
    const waits: LockWait[] = [];
    const rows: number[] = [];
    await runWork(connection, {
      lockTimeout: '100ms',
      onBatch: (batch) => rows.push(batch.rows),
      onLockWait: (wait) => {
        waits.push(wait);
        if (waits.length === 2) void other.query('commit');
      },
    });
    expect(waits.length).toBeGreaterThanOrEqual(2);
    expect(waits[0]?.blockers).toMatchObject([{ query: 'begin; select from t where id = 25 for update' }]);
    expect(rows).toEqual([10, 20, 30, 40]);
  });

  test('a batch that gets its rows at no attempt ends the run, and the next goes on there', async () => {
    await other.query('begin; select from t where id = 25 for update');
    const failing = runWork(connection, { lockTimeout: '50ms', lockRetries: 1 });
    const error = await failing.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StatementFailed);
    expect(error).toMatchObject({ code: '55P03', message: expect.stringContaining('the next run goes on') });
    await other.query('rollback');
    const rows: number[] = [];
    await runWork(connection, { onBatch: (batch) => rows.push(batch.rows) });
    expect(rows).toEqual([30, 40]);
  });

  test('a session that is killed between two batches loses none of them', async () => {
    const [row] = await connection.query('select pg_backend_pid() as pid');
    const killed = runWork(
      connection,
      {
        onBatch: ({ rows }) =>
          rows === 20 ? void other.query('select pg_terminate_backend($1)', [row?.['pid']]) : undefined,
      },
      update({ pause: 50 }),
    );
    await expect(killed).rejects.toThrow('lost');
    const rows: number[] = [];
    const again = await connect(database.url);
    await runWork(again, { onBatch: (batch) => rows.push(batch.rows) }, update({ pause: 50 }));
    expect(rows).toEqual([30, 40]);
    await again.close();
  });

  test('where there is no replica nobody waits', async () => {
    const lags: ReplicaLag[] = [];
    await runWork(connection, { onLag: (lag) => lags.push(lag) }, update({ maxLag: 0 }));
    expect(lags).toEqual([]);
  });
});

// A server with a replica of its own, since those of the other tests have none.
test('no batch begins while a replica is behind, and who may not see that says so', async () => {
  const server = await startReplicatedServer(18);
  try {
    const [connection, other, replica] = await Promise.all(
      [server.url, server.url, server.replicaUrl].map((url) => connect(url)),
    );
    if (!connection || !other || !replica) throw new Error('No connections.');
    await connection.query(TABLE);
    await replica.query('select pg_wal_replay_pause()');
    const lags: ReplicaLag[] = [];
    const rows: number[] = [];
    await runWork(
      connection,
      {
        onBatch: (batch) => rows.push(batch.rows),
        onLag: (lag) => {
          lags.push(lag);
          if (lag.attempt === 2) void replica.query('select pg_wal_replay_resume()');
        },
      },
      update({ maxLag: 200, pause: 150 }),
    );
    expect(rows).toEqual([10, 20, 30, 40]);
    expect(lags[0]).toMatchObject({ most: 200, attempt: 1 });
    expect(lags[0]?.milliseconds).toBeGreaterThan(200);
    await other.query(
      `create role clerk login; grant all on schema public to clerk; update t set n = null; alter table t owner to clerk; drop table sluice_version, sluice_version_ledger`,
    );
    const clerk = await connect(server.url.replace('postgres@', 'clerk@'));
    const error = await runWork(clerk, {}, update({ maxLag: 200 })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LagHidden);
    expect(String(error)).toContain('GRANT pg_read_all_stats TO "clerk"');
    await Promise.all([connection, other, replica, clerk].map((each) => each.close()));
  } finally {
    await server.stop();
  }
});
