import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from '@sluice/core';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { connect } from '../src/connect.ts';
import { inventory } from '../src/inventory.ts';

/** What no kind covers, each with its name in an inventory. */
const uncovered = [
  { sql: 'create cast (text as integer) with inout', description: 'cast from text to integer' },
  { sql: 'create collation "Ä" from "C"', description: 'collation "Ä"' },
  { sql: `create conversion latin for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1`, description: 'conversion latin' },
  { sql: 'create text search configuration words (copy = english)', description: 'text search configuration words' },
  { sql: 'create text search dictionary plain (template = simple)', description: 'text search dictionary plain' },
  { sql: 'create foreign data wrapper wrap', description: 'foreign-data wrapper wrap' },
  { sql: 'create server far foreign data wrapper wrap', description: 'server far' },
  {
    sql: `create user mapping for current_user server far options (password 'hush')`,
    description: 'user mapping for postgres on server far',
  },
  {
    sql: 'create foreign table distant (id integer default 3 not null check (id > 1)) server far',
    description: 'foreign table distant',
  },
  {
    sql: 'create operator === (leftarg = integer, rightarg = integer, function = int4eq)',
    description: 'operator ===(integer,integer)',
  },
  {
    sql: 'create operator class odd for type integer using btree as operator 1 <, function 1 btint4cmp(integer, integer)',
    description: 'operator family odd for access method btree',
  },
  { sql: 'create publication news for table thing', description: 'publication news' },
  {
    sql: `create subscription feed connection 'password=hush' publication news with (connect = false)`,
    description: 'subscription feed',
  },
  { sql: 'create language parrot handler plpgsql_call_handler', description: 'language parrot' },
  {
    sql: 'create transform for integer language sql (from sql with function prsd_lextype(internal))',
    description: 'transform for integer language sql',
  },
  { sql: 'select lo_create(4711)', description: 'large object 4711' },
  {
    sql: `do $$ begin execute format('alter database %I set work_mem = ''9MB''', current_database()); end $$`,
    description: 'setting of the database: work_mem',
  },
  {
    sql: `do $$ begin execute format('comment on database %I is ''mine''', current_database()); end $$`,
    description: 'comment on the database',
  },
] as const;

describe.each(withServers())('an inventory of PostgreSQL $major', ({ url }) => {
  let database: TestDatabase;
  let connection: Connection;

  beforeAll(async () => {
    database = await createDatabase(url);
    connection = await connect(database.url);
    await connection.query(`
      create table thing (id integer generated always as identity primary key, "Größe" text unique, tags text[]);
      create table sluice_version (revision text primary key);
      create extension citext;
      create temporary table passing (id integer primary key default 4)`);
  });
  afterAll(async () => {
    await connection.query('drop subscription if exists feed').catch(() => undefined);
    await connection.close();
    await database.drop();
  });
  const take = async () => inventory(connection, { without: [{ schema: 'public', name: 'sluice_version' }] });

  test('does not name what kinds cover, what extensions bring, parts, and what is temporary', async () => {
    const { items, unread } = await take();
    expect({ items: items.filter(({ type }) => type !== 'extension'), unread }).toEqual({ items: [], unread: [] });
  });

  test('names what no kind covers, and shows no password', async () => {
    for (const { sql } of uncovered) await connection.query(sql);
    await connection.query('alter subscription feed set (slot_name = none)');
    const { items } = await take();
    const named = items.filter(({ type }) => type !== 'extension').map(({ description }) => description);
    expect(named).toEqual(uncovered.map(({ description }) => description).toSorted());
    expect(items.find(({ type }) => type === 'publication')?.on).toEqual(['table thing']);
    expect(JSON.stringify(items)).not.toContain('hush');
  });

  test('says what each is: a change of it shows, and nothing else does', async () => {
    const before = await take();
    await connection.query('alter server far options (add host $$example.org$$)');
    await connection.query('alter text search configuration words drop mapping for email');
    const changed = (await take()).items.filter(
      ({ description, definition }) =>
        before.items.find((item) => item.description === description)?.definition !== definition,
    );
    expect(changed.map(({ description }) => description)).toEqual(['server far', 'text search configuration words']);
  });
});
