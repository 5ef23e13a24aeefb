import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Connection } from '@sluice/core';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { connect } from '../src/connect.ts';
import {
  AuthenticationFailed,
  ConnectionLost,
  DatabaseMissing,
  DatabaseUnreachable,
  PermissionDenied,
  StatementFailed,
  TargetInvalid,
} from '../src/database-errors.ts';
import { parameters, values } from './values.ts';

describe.each(withServers())('PostgreSQL $major', ({ url: server }) => {
  let database: TestDatabase;
  let connection: Connection;
  beforeAll(async () => {
    database = await createDatabase(server);
    connection = await connect(database.url);
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  test('gives values as PGlite does', async () => {
    for (const [sql, expected] of values) {
      expect({ sql, rows: await connection.query(`select ${sql} as value`) }).toEqual({
        sql,
        rows: [{ value: expected }],
      });
    }
    for (const [value, type, expected] of parameters) {
      expect(await connection.query(`select $1::${type}::text as value`, [value])).toEqual([{ value: expected }]);
    }
  });

  test('gives the rows of the last of several statements', async () => {
    expect(await connection.query('select 1 as a; select 2 as b')).toEqual([{ b: 2 }]);
    expect(await connection.query('')).toEqual([]);
  });

  test('tells where a statement failed', async () => {
    const error = await connection.query('select 1,\n  missing\nfrom pg_class').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StatementFailed);
    expect(error).toMatchObject({ code: '42703', line: 2, reason: 'column "missing" does not exist' });
  });

  test('has the settings of Sluice', async () => {
    expect(
      await connection.query(`select current_setting('application_name') as name, current_setting('TimeZone') as zone`),
    ).toEqual([{ name: 'sluice', zone: 'UTC' }]);
  });

  test('uses one client of a pool and lets it go', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    const given = await connect(() => pool);
    expect(await given.query('select array[1] as a')).toEqual([{ a: '{1}' }]);
    await given.close();
    const { rows } = await pool.query(`select array[1] as a, current_setting('application_name') as name`);
    expect(rows).toEqual([{ a: [1], name: '' }]);
    await pool.end();
  });

  test('uses a given client, puts its settings back and leaves it open', async () => {
    const client = new pg.Client({ connectionString: database.url, application_name: 'shop' });
    await client.connect();
    const given = await connect(async () => client);
    expect(await given.query('show application_name')).toEqual([{ application_name: 'shop' }]);
    await given.close();
    expect((await client.query('show application_name')).rows).toEqual([{ application_name: 'shop' }]);
    await client.end();
  });

  test('says that the connection was lost', async () => {
    const lost = await connect(database.url);
    const [row] = await lost.query('select pg_backend_pid() as pid');
    await connection.query('select pg_terminate_backend($1)', [row?.pid]);
    await expect(lost.query('select 1')).rejects.toThrow(ConnectionLost);
    await expect(lost.query('select 1')).rejects.toThrow(ConnectionLost);
    await lost.close();
  });

  test('says what keeps it from connecting', async () => {
    const at = (change: (url: URL) => void) => {
      const url = new URL(database.url);
      url.password = 'secret';
      change(url);
      return connect(url.href).catch((e: unknown) => e);
    };
    const missing = await at((url) => (url.pathname = '/nowhere'));
    expect(missing).toBeInstanceOf(DatabaseMissing);
    expect(missing).toMatchObject({ database: 'nowhere' });
    const stranger = await at((url) => (url.username = 'stranger'));
    expect(stranger).toBeInstanceOf(AuthenticationFailed);
    expect(stranger).toMatchObject({ user: 'stranger' });
    const unreachable = await at((url) => (url.port = '1'));
    expect(unreachable).toBeInstanceOf(DatabaseUnreachable);
    expect(unreachable).toMatchObject({ host: '127.0.0.1', port: 1 });
    const elsewhere = await at((url) => (url.hostname = 'nowhere.invalid'));
    expect(elsewhere).toBeInstanceOf(DatabaseUnreachable);
    const invalid = await connect('postgres://me:secret@host:not-a-port/db').catch((e: unknown) => e);
    expect(invalid).toBeInstanceOf(TargetInvalid);
    for (const error of [missing, stranger, unreachable, elsewhere, invalid])
      expect(String(error)).not.toContain('secret');
  });

  test('says that a user may not', async () => {
    await connection.query(`create table private (); set role pg_read_all_stats`);
    const error = await connection.query('drop table private').catch((e: unknown) => e);
    await connection.query('reset role');
    expect(error).toBeInstanceOf(PermissionDenied);
  });
});
