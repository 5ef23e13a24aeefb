import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { Connection } from '@sluice/core';
import { openPglite } from '../../../test-support/database.ts';
import { connect } from '../src/connect.ts';
import { DirectoryInUse, StatementFailed, TargetInvalid } from '../src/database-errors.ts';
import { lockDirectory } from '../src/pglite-lock.ts';
import { redactUrl } from '../src/redact.ts';
import { parameters, values } from './values.ts';

describe('PGlite', () => {
  let lite: PGlite;
  let connection: Connection;
  beforeAll(async () => {
    lite = await openPglite();
    connection = await connect(() => lite);
  });
  afterAll(() => lite.close());

  test.each(values)('gives %s as %p', async (sql, expected) => {
    expect(await connection.query(`select ${sql} as value`)).toEqual([{ value: expected }]);
    expect(await connection.query(`select ${sql} as value where $1`, [true])).toEqual([{ value: expected }]);
  });

  test.each(parameters)('takes %p as %s', async (value, type, expected) => {
    expect(await connection.query(`select $1::${type}::text as value`, [value])).toEqual([{ value: expected }]);
  });

  test('gives the rows of the last of several statements', async () => {
    expect(await connection.query('select 1 as a; select 2 as b')).toEqual([{ b: 2 }]);
    expect(await connection.query('')).toEqual([]);
    expect(await connection.query('select 1 as a; create table t1 (); drop table t1')).toEqual([]);
  });

  test('tells where a statement failed', async () => {
    const error = await connection.query('select 1,\n  missing\nfrom pg_class').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StatementFailed);
    expect(error).toMatchObject({ code: '42703', line: 2, reason: 'column "missing" does not exist' });
    expect(String(error)).toContain('>   missing');
    await expect(connection.query('select $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
  });

  test('puts the settings of a given instance back and leaves it open', async () => {
    await lite.exec(`set timezone to 'Europe/Berlin'`);
    const second = await connect(() => lite);
    expect(await second.query('show timezone')).toEqual([{ TimeZone: 'UTC' }]);
    await second.close();
    expect((await lite.query('show timezone')).rows).toEqual([{ TimeZone: 'Europe/Berlin' }]);
    await lite.exec('reset timezone');
  });
});

describe('a PGlite directory', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-connect-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is found from cwd, is open once at a time, keeps its rows and knows the extensions asked for', async () => {
    const options = { cwd: folder, extensions: ['citext', 'uuid-ossp', 'no_such_extension'] };
    const first = await connect('pglite:./a/db', options);
    await first.query(
      'create extension citext; create extension "uuid-ossp"; create table t (a int); insert into t values (1)',
    );
    const error = await connect('pglite:a/db', options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DirectoryInUse);
    expect(error).toMatchObject({ pid: process.pid, directory: path.join(folder, 'a/db') });
    await first.close();
    await first.close();
    expect(existsSync(path.join(folder, 'a/db.lock'))).toBe(false);
    const second = await connect('pglite:a/db', options);
    expect(await second.query('select a from t')).toEqual([{ a: 1 }]);
    await second.close();
  }, 60_000);

  test('is refused while another process has it, and free when that one is gone', async () => {
    const directory = path.join(folder, 'other');
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    writeFileSync(`${directory}.lock`, `${child.pid}\n`);
    await expect(lockDirectory(directory)).rejects.toThrow(`is open in process ${child.pid}:`);
    child.kill('SIGKILL');
    await gone;
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUse);
    lock.release();
    expect(existsSync(`${directory}.lock`)).toBe(false);
  });

  test.each([
    ['the number of this process, from a time before', `${process.pid}\n`],
    ['no number', ''],
  ])('is free when the file holds %s', async (_, content) => {
    const directory = path.join(folder, 'stale');
    writeFileSync(`${directory}.lock`, content);
    (await lockDirectory(directory)).release();
    expect(existsSync(`${directory}.lock`)).toBe(false);
  });

  test('is waited for as long as told to', async () => {
    const directory = path.join(folder, 'waited');
    const first = await lockDirectory(directory);
    const second = lockDirectory(directory, 5);
    await expect(lockDirectory(directory, 0.15)).rejects.toThrow(DirectoryInUse);
    first.release();
    (await second).release();
  });

  test('goes to exactly one of many that want it at once, also out of dead hands', async () => {
    const directory = path.join(folder, 'contended');
    writeFileSync(`${directory}.lock`, `${process.pid}\n`);
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'fulfilled') result.value.release();
  });
});

test.each(['mysql://root:secret@host/db', 'host=localhost', '', '/var/db'])('refuses the target %p', async (target) => {
  const error = await connect(target).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(TargetInvalid);
  expect(String(error)).not.toContain('secret');
});

test.each([
  ['postgres://me:secret@host:5432/db', 'postgres://me:***@host:5432/db'],
  ['postgres://me:se@cr/et@host/db', 'postgres://me:***@host/db'],
  [
    'postgres://host/db?user=me&password=secret&sslmode=require',
    'postgres://host/db?user=me&password=***&sslmode=require',
  ],
  ['postgres://me@host/db', 'postgres://me@host/db'],
])('shows %s as %s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});
