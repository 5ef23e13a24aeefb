import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { autogenerate, RefusedError, type AutogenerateOptions, type AutogenerateResult } from 'sluice';
import { openPglite } from '../../../test-support/database.ts';
import { makeProject, type Project } from './fixtures/project.ts';

const head = `import { sql } from 'drizzle-orm';
import { bigint, check, foreignKey, index, integer, pgTable, pgView, primaryKey, serial, text, unique, varchar } from 'drizzle-orm/pg-core';\n`;

/** A table of the two columns `id` and `name`, of which the latter is to be `full_name`. */
const users = (name = `fullName: text('full_name')`, more = ''): string =>
  `export const users = pgTable('users', { id: integer().primaryKey(), ${name} }, (t) => [${more}]);`;

const renames = { 'users.name': 'full_name' };

let lite: PGlite;
let project: Project;
let last = 0;
beforeAll(async () => {
  lite = await openPglite();
  project = makeProject();
});
afterAll(async () => {
  await lite.close();
  project.remove();
});

/** What autogenerate makes of a database and of models, without a proof. */
async function chain(
  sql: string,
  models: string,
  answers: Partial<AutogenerateOptions> = { renames },
): Promise<{ readonly folder: string; readonly result: AutogenerateResult | Error }> {
  await lite.exec(`drop schema public cascade; create schema public; ${sql}`);
  const folder = `p${++last}`;
  project.write({ [`${folder}/models.js`]: head + models });
  const config = {
    models: `./${folder}/models.js`,
    migrations: `./${folder}/migrations`,
    database: () => lite,
  };
  const options = { cwd: project.root, config, message: 'Move', expandContract: true, prove: false };
  const result = await autogenerate({ ...options, ...answers }).catch((error: unknown) => {
    if (error instanceof Error) return error;
    throw error;
  });
  return { folder, result };
}

const table = (columns: string): string => `create table users (id integer primary key, ${columns})`;

describe('what cannot be changed in steps is refused, and nothing is written', () => {
  test.each<readonly [name: string, sql: string, models: string, why: RegExp, answers?: Partial<AutogenerateOptions>]>([
    [
      'a view reads it',
      `${table('name text')}; create view v as select name from users`,
      users(),
      /view:public\.v leans on it/,
    ],
    [
      'a policy reads it',
      `${table('name text')}; create policy p on users using (name = 'x')`,
      users(),
      /policy:public\.users\.p leans on it/,
    ],
    [
      'a trigger waits for it',
      `${table('name text')}; create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before update of name on users for each row execute function f()`,
      users(),
      /trigger:public\.users\.t leans on it/,
    ],
    [
      'statistics are kept of it',
      `${table('name text')}; create statistics s on id, name from users`,
      users(),
      /statistics:\S+ leans on it/,
    ],
    [
      'the table has no primary key',
      'create table users (id integer, name text)',
      `export const users = pgTable('users', { id: integer(), fullName: text('full_name') });`,
      /users has no primary key/,
    ],
    [
      'it is the primary key',
      table('name text'),
      `export const users = pgTable('users', { uid: integer().primaryKey(), name: text() });`,
      /primary_key:\S+ leans on it/,
      { renames: { 'users.id': 'uid' } },
    ],
    [
      'a foreign key points to it',
      `${table('name text unique')}; create table b (id integer primary key, u text references users (name))`,
      `${users(`fullName: text('full_name').unique('users_name_key')`)} export const b = pgTable('b', { id: integer().primaryKey(), u: text() }, (t) => [foreignKey({ name: 'b_u_fkey', columns: [t.u], foreignColumns: [users.fullName] })]);`,
      /foreign_key:public\.b\.b_u_fkey leans on it/,
    ],
    ['it is serial', table('name serial'), users(`fullName: serial('full_name')`), /a serial column/],
    [
      'it is an identity',
      table('name integer generated always as identity'),
      users(`fullName: integer('full_name').notNull().generatedAlwaysAsIdentity()`),
      /an identity column/,
    ],
    [
      'it is generated',
      table('name text generated always as (id::text) stored'),
      users(`fullName: text('full_name').generatedAlwaysAs(sql\`id::text\`)`),
      /a generated column/,
    ],
    [
      'it becomes NOT NULL too',
      table('name text'),
      users(`fullName: text('full_name').notNull()`),
      /NOT NULL changes along/,
    ],
    [
      'it gets another type too',
      table('name integer'),
      users(`fullName: text('full_name')`),
      /its type changes along with its name/,
    ],
    [
      'its index is the replica identity',
      `${table('name text not null')}; create unique index ix on users (name); alter table users replica identity using index ix`,
      users(`fullName: text('full_name').notNull()`, `unique('x').on(t.id)`),
      /index:public\.ix|index:\S*ix leans on it/,
    ],
    [
      'the table is partitioned',
      'create table users (id integer primary key, name text) partition by hash (id)',
      users(),
      /users is partitioned|has other partitions/,
    ],
    [
      'others inherit it',
      `${table('name text')}; create table more () inherits (users)`,
      users(),
      /other tables inherit from users/,
    ],
    [
      'an index leans on what goes, too',
      `${table('name text, x text')}; create index ix on users (name, x)`,
      users(),
      /index:\S*ix leans on it and on column:public\.users\.x, which goes/,
      { renames, drops: ['users.x'] },
    ],
    [
      'two swap their names',
      table('name text, full_name text'),
      users(`name: text(), fullName: text('full_name')`),
      /another column is called (full_)?name until then/,
      { renames: { ...renames, 'users.full_name': 'name' } },
    ],
  ])('%s', async (_, sql, models, why, ...[answers]) => {
    const { folder, result } = await chain(sql, models, answers);
    expect(result).toBeInstanceOf(RefusedError);
    expect(result).toMatchObject({ reason: 'cannot be done in steps', message: expect.stringMatching(why) });
    expect(result).toMatchObject({ message: expect.stringMatching(/Leave --expand-contract away/) });
    expect(() => readdirSync(project.file(`${folder}/migrations`))).toThrow(/ENOENT/);
  });
});

test('what has nothing to switch is three migrations, and what goes for it is one before them', async () => {
  const { result } = await chain(table('name text, full_name text'), users(), { renames, drops: ['users.full_name'] });
  expect(result).toMatchObject({
    migrations: ['Move', 'Move: expand', 'Move: backfill', 'Move: contract'].map((message) => ({ message })),
  });
  const [, , backfill, contract] = 'migrations' in result ? result.migrations : [];
  expect(backfill?.source).toMatch(
    /Step 2 of 3, backfill: .*\n[^]*After it, deploy the code that knows users\.full_name/,
  );
  expect(contract?.source).toMatch(/dropColumn\(\{\s*table: "users",\s*name: "name",\s*keptIn: "full_name"/);
});

describe('what is no chain is one migration', () => {
  test.each<readonly [name: string, sql: string, models: string]>([
    ['a new column', table('name text'), users(`name: text(), at: text()`)],
    ['a type for which no row is written anew', table('name varchar(20)'), users(`name: varchar({ length: 50 })`)],
  ])('%s', async (_, sql, models) => {
    const { result } = await chain(sql, models, {});
    expect(result).toMatchObject({
      migrations: [{ message: 'Move' }],
      notes: [expect.stringMatching(/there is no chain/)],
    });
  });
});
