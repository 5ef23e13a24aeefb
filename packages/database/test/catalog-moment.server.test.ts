import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Connection } from '@sluice/core';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { atOneMoment } from '../src/catalog-moment.ts';
import { connect } from '../src/connect.ts';

describe.each(withServers())('the fingerprint of a catalog on PostgreSQL $major', ({ url }) => {
  let database: TestDatabase;
  let connection: Connection;
  beforeEach(async () => {
    database = await createDatabase(url);
    connection = await connect(database.url);
    await connection.query('create table t (id int); insert into t select generate_series(1, 1000)');
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  const fingerprint = (): Promise<string> => atOneMoment(connection, 'public', async (moment) => moment.fingerprint);

  test('is the same for what is no schema: rows, statistics, tables of other sessions for a time', async () => {
    // Roles belong to all databases of a server, and other tests make some.
    const own = async (): Promise<string> =>
      (await fingerprint()).replaceAll(/pg_(?:roles|auth_members|shdescription):\S+/g, '');
    const before = await own();
    const other = await connect(database.url);
    await other.query(
      'create temp table passing (id serial primary key, t text default now()::text check (t <> $$x$$))',
    );
    await connection.query('analyze t; insert into t values (1)');
    await connection.query('vacuum t');
    expect(await own()).toBe(before);
    await other.close();
  });

  test.each([
    "comment on column t.id is 'it'",
    'alter table t alter id set statistics 7',
    'grant select on t to public',
  ])('is another after: %s', async (statement) => {
    const before = await fingerprint();
    await connection.query(statement);
    expect(await fingerprint()).not.toBe(before);
  });

  test('is had by a role that may do nothing', async () => {
    const role = `sluice_${randomUUID().slice(0, 8)}`;
    await connection.query(`create role ${role}`);
    try {
      await connection.query(`set role ${role}`);
      expect(await fingerprint()).toMatch(/pg_class:\d+/);
    } finally {
      await connection.query(`reset role; drop role ${role}`);
    }
  });
});
