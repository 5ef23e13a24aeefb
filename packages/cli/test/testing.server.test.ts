import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { migratedDatabases, migrationTests } from 'sluice/testing';
import { withServers } from '../../../test-support/database.ts';
import { migration } from './fixtures/migration.ts';
import { makeProject } from './fixtures/project.ts';

describe.each(withServers())('on PostgreSQL $major', ({ url: server }) => {
  const users = pgTable('users', { id: integer() });
  const project = makeProject({
    'migrations/1.js': migration('aaaa', null, 'create table users (id integer)', 'drop table users'),
    'failing/1.js': migration('aaaa', null, `select 'not a number'::integer`),
  });
  const options = { cwd: project.root, config: { models: { users }, migrations: './migrations' }, server };
  const pool = new pg.Pool({ connectionString: server, max: 2 });
  afterAll(async () => {
    await pool.end();
    project.remove();
  });

  /** Runs a query on a database of its own connection. */
  async function ask(url: string, sql: string): Promise<unknown> {
    const client = new pg.Client(url);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }
  const exists = async (name: string | undefined): Promise<boolean> =>
    (await pool.query('select from pg_database where datname = $1', [name])).rowCount === 1;
  const nameOf = (url: string): string => new URL(url).pathname.slice(1);
  const templateOf = (url: string): string => nameOf(url).replace(/_[^_]+$/, '');

  migrationTests(options);

  describe('a migrated database', () => {
    const databases = migratedDatabases(options);
    const others = migratedDatabases(options);
    const opened: string[] = [];
    beforeAll(() => Promise.all([databases.prepare(), others.prepare()]).then(() => undefined));

    test('is a copy of one template, that nobody else has', async () => {
      const [one, other] = await Promise.all([databases.open(), others.open()]);
      opened.push(one.url, other.url);
      expect(templateOf(one.url)).toBe(templateOf(other.url));
      await ask(one.url, 'insert into users values (1)');
      expect(await ask(other.url, 'select * from users')).toEqual([]);
      expect(await ask(other.url, 'select revision from sluice_version')).toEqual([{ revision: 'aaaa' }]);
      await one.close();
      expect(await exists(nameOf(one.url))).toBe(false);
    });

    test('is gone in the end, and the last one drops the template', async () => {
      const [one = '', other = ''] = opened;
      await databases.close();
      expect(await exists(templateOf(one))).toBe(true);
      await others.close();
      expect(await exists(nameOf(other))).toBe(false);
      expect(await exists(templateOf(other))).toBe(false);
    });

    test('what a killed process has left is swept away', async () => {
      const left = `${templateOf(opened[0] ?? '')}_left`;
      await pool.query(`create database ${left}`);
      await databases.prepare();
      expect(await exists(left)).toBe(false);
      await databases.close();
    });

    test('where a migration fails, all who wait are told, and nothing stays', async () => {
      const failing = { ...options, config: { migrations: './failing' }, afterAll: () => undefined };
      const waiting = [1, 2, 3].map(() => migratedDatabases(failing));
      const told = await Promise.allSettled(waiting.map((one) => one.prepare()));
      expect(told).toEqual(
        told.map(() => ({ status: 'rejected', reason: expect.objectContaining({ name: 'StatementFailed' }) })),
      );
      const { rows } = await pool.query(
        `select datname from pg_database where datname like 'sluice\\_template\\_%\\_draft'`,
      );
      expect(rows).toEqual([]);
    });
  });
});
