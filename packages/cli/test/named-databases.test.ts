import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import * as sluice from 'sluice';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';
import { makeProject, type Project } from './fixtures/project.ts';

jest.setTimeout(120_000);

/** Two databases, each with models of its own. */
const two = `{ casing: 'snake_case', databases: {
  main: { models: './main.ts', database: 'pglite:./main' },
  analytics: { models: './analytics.ts', database: 'pglite:./analytics', casing: 'camelCase', versionTable: { name: 'seen' } },
} }`;

const projects: Project[] = [];
afterEach(() => projects.splice(0).forEach((project) => project.remove()));

async function load(config: string, database?: string, environment = {}): Promise<sluice.ResolvedConfig> {
  const project = makeProject({
    'package.json': '{ "type": "module" }',
    'sluice.config.mjs': `export default ${config};`,
  });
  projects.push(project);
  const loaded = await sluice.loadConfig({ cwd: project.root, environment, database });
  const local = (text: string): string => text.replaceAll(project.root, '');
  return {
    ...loaded,
    models: loaded.models.map(local),
    migrations: loaded.migrations.map(local),
    database: typeof loaded.database === 'string' ? local(loaded.database) : loaded.database,
  };
}

describe('a database', () => {
  test('has what it says, and what stands beside all', async () => {
    expect(await load(two, 'main')).toMatchObject({
      name: 'main',
      models: ['/main.ts'],
      migrations: ['/migrations/main'],
      database: 'pglite:/main',
      casing: 'snake_case',
      versionTable: { name: 'sluice_version' },
    });
    expect(await load(two, 'analytics')).toMatchObject({ casing: 'camelCase', versionTable: { name: 'seen' } });
  });

  test('that shares the models shares the migrations', async () => {
    const config = `{ models: './models.ts', databases: { default: {}, staging: { database: 'postgres://staging/app' } } }`;
    const environment = { DATABASE_URL: 'postgres://localhost/app' };
    const rows = [undefined, 'default', 'staging'].map((name) => load(config, name, environment));
    expect((await Promise.all(rows)).map(({ migrations, database }) => [migrations, database])).toEqual([
      [['/migrations'], 'postgres://localhost/app'],
      [['/migrations'], 'postgres://localhost/app'],
      [['/migrations'], 'postgres://staging/app'],
    ]);
  });

  test('that is not the default one is not the one of DATABASE_URL', async () => {
    const environment = { DATABASE_URL: 'postgres://localhost/app' };
    const config = `{ models: './models.ts', databases: { default: {}, other: {} } }`;
    expect((await load(config, 'other', environment)).database).toBeUndefined();
  });

  test('is meant without its name where it is the only one', async () => {
    expect(await load(`{ databases: { main: { models: './m.ts' } } }`)).toMatchObject({ name: 'main' });
  });
});

test.each([
  {
    name: 'no name, and several databases',
    config: two,
    message:
      'sluice.config.mjs has several databases: say which with --database main or --database analytics, or name one of them `default`.',
  },
  {
    name: 'a name that is not there',
    config: two,
    database: 'mian',
    message:
      'There is no database "mian" in sluice.config.mjs: it has main, analytics. A URL begins with postgres:// or pglite:.',
  },
  {
    name: 'a name, and no names in the config',
    config: `{ models: './m.ts' }`,
    database: 'main',
    message:
      '"main" is no database: give a URL that begins with postgres:// or pglite:, or name it under `databases` in sluice.config.mjs.',
  },
  {
    name: 'a key that is wrong within a database',
    config: `{ databases: { main: { models: './m.ts', casing: 'kebab' } } }`,
    message: "`databases.main.casing` in sluice.config.mjs must be 'snake_case' or 'camelCase'",
  },
  {
    name: 'a key that is wrong beside the databases',
    config: `{ casing: 'kebab', databases: { main: { models: './m.ts' } } }`,
    message: "`casing` in sluice.config.mjs must be 'snake_case' or 'camelCase'",
  },
  {
    name: 'a key that is wrong within a key of a database',
    config: `{ databases: { main: { models: './m.ts', versionTable: { nam: 'x' } } } }`,
    message: '`databases.main.versionTable.nam` in sluice.config.mjs is not a key Sluice knows: did you mean `name`?',
  },
  {
    name: 'a key that nobody knows',
    config: `{ databases: { main: { model: './m.ts' } } }`,
    message: '`databases.main.model` in sluice.config.mjs is not a key Sluice knows: did you mean `models`?',
  },
  { name: 'no database', config: `{ databases: {} }`, message: '`databases` in sluice.config.mjs names no database' },
  {
    name: 'a name that would be a URL',
    config: `{ databases: { 'pglite:x': { models: './m.ts' } } }`,
    message: '`databases` in sluice.config.mjs has a database "pglite:x"',
  },
  {
    name: 'a database that is a URL',
    config: `{ databases: { main: 'postgres://localhost/app' } }`,
    message: '`databases.main` in sluice.config.mjs must be an object',
  },
])('$name', async ({ config, database, message }) => {
  await expect(load(config, database)).rejects.toThrow(message);
});

const table = (name: string): string => `
  import { integer, pgTable } from 'drizzle-orm/pg-core';
  export const ${name} = pgTable('${name}', { id: integer().primaryKey() });
`;

describe('on the command line', () => {
  let project: CommandProject;
  beforeAll(() => {
    build();
    project = makeCommandProject({
      'sluice.config.mjs': `export default ${two};`,
      'main.ts': table('users'),
      'analytics.ts': table('events'),
    });
  });
  afterAll(() => project.remove());

  test('each database has its own history', async () => {
    expect(project.sluice(['autogenerate', '-m', 'Begin', '-d', 'main', '--no-proof'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('+ table users\nWrote migrations/main/'),
    });
    expect(project.sluice(['autogenerate', '-m', 'Begin', '-d', 'analytics', '--no-proof']).out).toContain(
      '+ table events',
    );
    expect(project.sluice(['upgrade', '-d', 'analytics'])).toMatchObject({ code: 0 });
    expect(readdirSync(project.file('migrations')).toSorted()).toEqual(['analytics', 'main']);
    expect(existsSync(project.file('main/PG_VERSION'))).toBe(true);
    expect(project.sluice(['check', '-d', 'analytics'])).toMatchObject({ code: 0 });
    expect(project.sluice(['check', '-d', 'main'])).toMatchObject({ code: 5 });
    const { revisions, pending } = await sluice.current({ cwd: project.root, database: 'main' });
    expect([revisions.length, pending.length]).toEqual([0, 1]);
  });

  test('all of them, one after the other; the one that fails is told of, and the others go on', () => {
    project.write({
      'with space.mjs': `export default { databases: {
        main: { models: './main.ts', database: 'pglite:./main' },
        gone: { models: './gone.ts', migrations: './migrations/main', database: 'postgres://app:secret@127.0.0.1:1/app' },
        analytics: { models: './analytics.ts', database: 'pglite:./analytics', versionTable: { name: 'seen' } },
      } };`,
    });
    const all = (...args: string[]) => project.sluice([...args, '--database', 'all', '-c', 'with space.mjs']);
    expect(all('current')).toEqual({
      code: 1,
      out: expect.stringMatching(
        /^main:\n {2}The database is at its base: .*\n {2}1 migration not applied yet: run sluice upgrade --config 'with space\.mjs' --database main\ngone:\nanalytics:\n {2}\w{12} .*\nDone: 3 databases; gone failed\.\n$/,
      ),
      err: expect.stringContaining('Error: PostgreSQL at 127.0.0.1:1 cannot be reached'),
    });
    expect(all('upgrade')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/main:\n {2}Upgraded [^]*Nothing to do/),
    });
    const found = project.sluice(['check', '--database', 'all']);
    expect(found).toMatchObject({ code: 0, out: expect.stringContaining('Done: 2 databases.') });
    expect(project.sluice(['downgrade', 'base', '-d', 'main'])).toMatchObject({ code: 0 });
    expect(project.sluice(['check', '--database', 'all'])).toMatchObject({
      code: 5,
      out: expect.stringContaining('Done: 2 databases; main has migrations pending.'),
    });
  });

  test('all is for commands that ask each', () => {
    expect(project.sluice(['history', '-d', 'all'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--database all is for upgrade, downgrade, current, check and status.'),
    });
  });

  test('a name is wanted', () => {
    expect(project.sluice(['upgrade'])).toMatchObject({ code: 1, err: expect.stringContaining('--database main') });
  });
});
