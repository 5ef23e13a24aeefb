import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ident,
  lookUp,
  obstaclesBefore,
  pathOf,
  rename,
  statements,
  type Connection,
  type Operation,
} from '@sluice/core';
import { askObstacles, connect, introspect, migrate, readTableSizes, type ObstacleAnswers } from '@sluice/database';
import { randomBytes } from 'node:crypto';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { obstacleRows, type ObstacleRow } from './obstacle-rows.ts';

const told = ({ obstacles }: ObstacleAnswers): readonly string[] =>
  obstacles
    .map(({ schema, table, rows, which, since }) => {
      const amount = rows === undefined ? 'rows' : `${rows} ${rows === 1 ? 'row' : 'rows'}`;
      return `${pathOf({ schema, name: table })}: ${amount} ${which}; ${since}`;
    })
    .toSorted();

/** Whether the operations fail on what is there. */
async function fails(connection: Connection, operations: readonly Operation[]): Promise<boolean> {
  try {
    for (const operation of operations)
      for (const { sql, parameters } of statements(operation)) await connection.query(sql, parameters);
    return false;
  } catch {
    return true;
  }
}

/** Empties a database, and makes something in it. */
async function setUp(connection: Connection, sql: string): Promise<void> {
  await connection.query(`drop schema if exists public, "S "".x" cascade; create schema public; ${sql}`);
}

// What fails on one version fails on all; the newest has the most to ask about.
describe.each(withServers().slice(-1))('rows in the way, on PostgreSQL $major', ({ url, major }) => {
  const reader = `sluice "reader" ${randomBytes(6).toString('hex')}`;
  let databases: readonly [TestDatabase, TestDatabase];
  let [target, other, reading]: (Connection | undefined)[] = [];
  const open = (connection: Connection | undefined): Connection => {
    if (connection === undefined) throw new Error('It is not open.');
    return connection;
  };
  beforeAll(async () => {
    databases = [await createDatabase(url), await createDatabase(url)];
    target = await connect(databases[0].url);
    other = await connect(databases[1].url);
    // Who may read alone can ask.
    await target.query(`create role ${ident(reader)} login in role pg_read_all_data`);
    const place = new URL(databases[0].url);
    place.username = encodeURIComponent(reader);
    reading = await connect(place.href);
  });
  afterAll(async () => {
    await reading?.close();
    await target?.query(`drop role ${ident(reader)}`);
    for (const connection of [target, other]) await connection?.close();
    for (const database of databases) await database.drop();
  });

  const ask = async (
    { before, change, renames = {} }: Pick<ObstacleRow, 'before' | 'change' | 'renames'>,
    meanwhile = 'select 1',
  ): Promise<{ readonly operations: readonly Operation[]; readonly answers: ObstacleAnswers }> => {
    await setUp(open(target), before);
    await setUp(open(other), `${before}; ${change}`);
    const [current, desired] = [await introspect(open(target)), await introspect(open(other))];
    const renamed = rename(current, renames, () => true);
    const { upgrade } = await migrate(open(target), renamed.snapshot, desired, 'public', renamed.operations);
    const operations = [...renamed.operations, ...upgrade];
    const scene = { find: lookUp(current).find, after: lookUp(desired).find, version: desired.server.version };
    const asked = operations.flatMap((each, i) => obstaclesBefore(operations.slice(0, i), each, scene));
    await open(target).query(meanwhile);
    return { operations, answers: await askObstacles(open(reading), asked) };
  };

  const rows = obstacleRows.filter(({ since = 0 }) => since <= major);
  test.each<ObstacleRow>([...rows])('$name', async (row) => {
    const { met = [], samples, unlike } = row;
    const { operations, answers } = await ask(row);
    expect({ met: told(answers), unanswered: answers.unanswered }).toEqual({ met: met.toSorted(), unanswered: [] });
    if (samples !== undefined) expect(answers.obstacles.flatMap((each) => each.samples)).toEqual(samples);
    if (unlike !== true) expect(await fails(open(target), operations)).toBe(met.length > 0);
  });

  const change = 'alter table users alter email set not null, add constraint once unique (age)';
  const before = 'create table users (id int primary key, email text, age int)';
  test.each([
    ['a column is not there', 'alter table users drop email', ['column "email" does not exist']],
    [
      'a table is not there',
      'drop table users',
      ['relation "public.users" does not exist', 'relation "public.users" does not exist'],
    ],
    [
      'a policy may hide rows',
      'alter table users enable row level security',
      ['the role may not read all of it', 'the role may not read all of it'],
    ],
  ])('what it does not answer is told: %s', async (_, meanwhile, reasons) => {
    const { answers } = await ask({ before, change }, meanwhile);
    expect(answers.unanswered.map(({ reason }) => reason)).toEqual(reasons);
    expect(answers.obstacles).toEqual([]);
  });

  test('it does not wait for who has locked a table', async () => {
    await setUp(open(other), 'select 1');
    try {
      const { answers } = await ask({ before, change }, 'begin; lock table users');
      const reasons = answers.unanswered.map(({ reason }) => reason);
      expect(reasons).toEqual(['somebody has locked it', 'somebody has locked it']);
      expect(await readTableSizes(open(reading), [{ schema: 'public', name: 'users' }])).toEqual([]);
    } finally {
      await open(target).query('rollback');
    }
  });

  test('a check that writes is not let', async () => {
    const writes = `create function note() returns bool language plpgsql as 'begin insert into users values (9); return true; end'`;
    const { answers } = await ask(
      {
        before: `${before}; ${writes}; insert into users values (1)`,
        change: `delete from users; alter table users add check (note())`,
      },
      `grant insert on users to ${ident(reader)}`,
    );
    expect(answers.unanswered.map(({ reason }) => reason)).toEqual([
      'cannot execute INSERT in a read-only transaction',
    ]);
    expect(await open(target).query('select id from users')).toEqual([{ id: 1 }]);
  });

  test('how large tables are: as PostgreSQL has estimated, and counted where it has not', async () => {
    await setUp(
      open(target),
      `create table known (id int); insert into known select generate_series(1, 1000); analyze known;
       create table "Not ""known" (id int); insert into "Not ""known" select generate_series(1, 7);
       create table vast (t text); alter table vast alter t set storage plain;
       insert into vast select repeat('x', 7000) from generate_series(1, 2200);
       create table parts (id int) partition by range (id); create table p1 partition of parts for values from (0) to (10);
       create table p2 partition of parts default; insert into parts select generate_series(1, 30); analyze parts;
       create table parent (id int); create table child () inherits (parent); insert into child values (1), (2);
       create table empty (id int); create view no_table as select 1`,
    );
    const names = ['known', 'Not "known', 'vast', 'parts', 'parent', 'empty', 'no_table', 'missing'];
    const sizes = await readTableSizes(
      open(reading),
      names.map((name) => ({ schema: 'public', name })),
    );
    expect(sizes.map(({ name, rows: found, isExact }) => ({ name, rows: found, isExact }))).toEqual([
      { name: 'Not "known', rows: 7, isExact: true },
      { name: 'empty', rows: 0, isExact: true },
      { name: 'known', rows: 1000, isExact: false },
      { name: 'parent', rows: 2, isExact: true },
      { name: 'parts', rows: 30, isExact: false },
      { name: 'vast', rows: undefined, isExact: false },
    ]);
    const bytes = new Map(sizes.map((size) => [size.name, size.bytes]));
    expect(bytes.get('empty')).toBe(0);
    expect(bytes.get('vast')).toBeGreaterThan(16_000_000);
    expect(bytes.get('parts')).toBe(2 * 8192);
  });
});
