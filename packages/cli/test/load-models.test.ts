import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { chmodSync } from 'node:fs';
import { loadConfig } from '../src/config/load-config.ts';
import { DrizzleMissing, ModelsError, NoModelsExported, NoModelsFound } from '../src/load/errors.ts';
import { loadModels, type LoadedModels } from '../src/load/load-models.ts';
import { makeProject, type Files, type Project } from './fixtures/project.ts';
import { runInNode } from './fixtures/run-in-node.ts';

// Files are written, built and imported by the dozen, maybe on a busy machine.
jest.setTimeout(60_000);

const projects: Project[] = [];
const project = (files: Files, packages?: readonly string[]): Project => {
  const made = makeProject(
    { 'package.json': '{ "type": "module" }', 'sluice.config.json': '{ "models": "./models.ts" }', ...files },
    packages,
  );
  projects.push(made);
  return made;
};
afterEach(() => projects.splice(0).forEach((made) => made.remove()));

const load = async (made: Project): Promise<LoadedModels> =>
  loadModels(await loadConfig({ cwd: made.root, environment: {} }));

const failure = async (files: Files, packages?: readonly string[]): Promise<ModelsError> => {
  const error: unknown = await load(project(files, packages)).catch((cause: unknown) => cause);
  if (error instanceof ModelsError) return error;
  throw new Error(`no ModelsError but ${String(error)}`);
};

const config = (models: string | readonly string[]): Files => ({ 'sluice.config.json': JSON.stringify({ models }) });
const table = (name: string): string =>
  `import { pgTable, integer } from 'drizzle-orm/pg-core';\nexport const ${name} = pgTable('${name}', { id: integer() });\n`;

describe('which files', () => {
  const files: Files = {
    'src/users.ts': table('users'),
    'src/deep/posts.ts': table('posts'),
    'src/draft.js': table('draft'),
    'src/users.test.ts': 'throw new Error();',
    'src/types.d.ts': 'export declare const typed: number;',
    'src/notes.md': '#',
    'app/(shop)/[id].ts': table('shop'),
  };
  test.each<{ models: string | readonly string[]; expected: readonly string[] }>([
    { models: './src/users.ts', expected: ['users'] },
    { models: 'src', expected: ['posts', 'draft', 'users'] },
    { models: './src/*s.ts', expected: ['users'] },
    { models: ['./src', '!./src/draft.js'], expected: ['posts', 'users'] },
    { models: ['./src/draft.js', './src/users.ts', './src/draft.js'], expected: ['draft', 'users'] },
    { models: './app/(shop)/[id].ts', expected: ['shop'] },
    { models: './app/(shop)', expected: ['shop'] },
  ])('$models', async ({ models, expected }) => {
    const loaded = await load(project({ ...files, ...config(models) }));
    expect(loaded.exports.map(({ name }) => name)).toEqual(expected);
  });
});

describe('what they export', () => {
  const names = async (files: Files): Promise<readonly string[]> =>
    (await load(project(files))).exports.map(({ name }) => name);

  test('all of it, with its file', async () => {
    const made = project({ 'models.ts': `${table('users')}export const other = 1;` });
    const { exports, files, inputs } = await load(made);
    expect(exports.map(({ name, file }) => ({ name, file }))).toEqual([
      { name: 'other', file: made.file('models.ts') },
      { name: 'users', file: made.file('models.ts') },
    ]);
    expect(files).toEqual([made.file('models.ts')]);
    expect(inputs).toEqual(files);
  });

  test('a default export that holds tables', async () => {
    const users = table('users').replace('export const', 'const');
    expect(await names({ 'models.ts': `${users}export default { users };` })).toEqual(['default', 'default.users']);
  });

  test('another object that holds tables is the application’s own', async () => {
    const users = table('users').replace('export const', 'const');
    const posts = table('posts').replace(/^.*\n/, '');
    expect(await names({ 'models.ts': `${users}${posts}export const schema = { users };` })).toEqual([
      'posts',
      'schema',
    ]);
  });

  test('export * as', async () => {
    const files = { 'models.ts': `export * as auth from './auth';`, 'auth.ts': table('users') };
    expect(await names(files)).toEqual(['auth', 'auth.users']);
  });

  test('export * as, imported by Node', async () => {
    const files = {
      ...config('models.js'),
      'models.js': `export * as auth from './auth.js';`,
      'auth.js': table('users'),
    };
    expect(await names(files)).toEqual(['auth', 'auth.users']);
  });

  test('each value once, by its best name', async () => {
    const files = {
      ...config(['a.ts', 'b.ts']),
      'a.ts': `import { users } from './b';\nexport default { users };`,
      'b.ts': table('users'),
    };
    expect(await names(files)).toEqual(['default', 'users']);
  });

  test('CommonJS', async () => {
    const files = {
      ...config('models.cjs'),
      'models.cjs': `const { pgTable, integer } = require('drizzle-orm/pg-core');\nmodule.exports = { users: pgTable('users', { id: integer() }) };`,
    };
    expect(await names(files)).toContain('users');
  });

  test.each([
    `import { pgEnum } from 'drizzle-orm/pg-core';\nexport const role = pgEnum('role', ['a']);`,
    `import { pgSchema } from 'drizzle-orm/pg-core';\nexport const billing = pgSchema('billing');`,
    `import { pgSequence } from 'drizzle-orm/pg-core';\nexport const numbers = pgSequence('numbers');`,
    `import { pgRole } from 'drizzle-orm/pg-core';\nexport const admin = pgRole('admin');`,
    `import { pgView, integer } from 'drizzle-orm/pg-core';\nexport const view = pgView('view', { id: integer() }).existing();`,
    `import { pgMaterializedView, integer } from 'drizzle-orm/pg-core';\nexport const view = pgMaterializedView('view', { id: integer() }).existing();`,
    `import { pgPolicy } from 'drizzle-orm/pg-core';\nexport const policy = pgPolicy('policy');`,
  ])('%s', async (text) => {
    expect(await names({ 'models.ts': text })).toHaveLength(1);
  });
});

describe('the drizzle-orm they use', () => {
  test('is the one installed there, in its version', async () => {
    const { drizzle, exports } = await load(project({ 'models.ts': table('users') }));
    const users = exports[0]?.value;
    expect(drizzle.version).toMatch(/^0\.45\./);
    expect(drizzle.root.is(users, drizzle.pgCore.PgTable) && drizzle.pgCore.getTableConfig(users).name).toBe('users');
  });

  test('is found behind a package of the workspace', async () => {
    const db = project({
      'package.json': `{ "name": "@acme/db", "exports": "./users.ts" }`,
      'users.ts': table('users'),
    });
    const app = project({ 'models.ts': `export * from '@acme/db';` }, []);
    app.link('@acme/db', db.root);
    const { exports, drizzle } = await load(app);
    expect(exports.map(({ name }) => name)).toEqual(['users']);
    expect(drizzle.root.is(exports[0]?.value, drizzle.pgCore.PgTable)).toBe(true);
  });

  test('may be there twice', async () => {
    const common = `const { pgTable, integer } = require('drizzle-orm/pg-core');\nexports.posts = pgTable('posts', { id: integer() });`;
    const made = project({ ...config(['a.cjs', 'b.ts']), 'a.cjs': common, 'b.ts': table('users') });
    const { exports, drizzle } = await load(made);
    const tables = exports.filter(({ value }) => drizzle.root.is(value, drizzle.pgCore.PgTable));
    expect(tables.map(({ name }) => name)).toEqual(['posts', 'users']);
  });

  test('is the same instance, in Node', async () => {
    const models = [table('users'), `export { PgTable, pgTable } from 'drizzle-orm/pg-core';`].join('\n');
    const ts = project({ 'models.ts': models });
    const js = project({ ...config('models.js'), 'models.js': models });
    const script = `
      import { loadConfig } from 'source/config/load-config.ts';
      import { loadModels } from 'source/load/load-models.ts';
      const results = [];
      for (const cwd of args) {
        const { exports, drizzle } = await loadModels(await loadConfig({ cwd, environment: {} }));
        const find = (name) => exports.find((one) => one.name === name).value;
        results.push([find('PgTable') === drizzle.pgCore.PgTable, find('users') instanceof drizzle.pgCore.PgTable]);
      }
      console.log(JSON.stringify(results));
    `;
    expect(await runInNode(script, [ts.root, js.root])).toEqual([
      [true, true],
      [true, true],
    ]);
  });
});

describe('what is wrong with models is said in a sentence', () => {
  test('no file', async () => {
    const error = await failure(config(['./src/*.model.ts', './gone.ts']));
    expect(error).toBeInstanceOf(NoModelsFound);
    expect(error.message).toBe(
      'No file matches src/*.model.ts, gone.ts: correct `models` in sluice.config.json, which says where your Drizzle models are.',
    );
  });

  test('no file, by a config of drizzle-kit', async () => {
    const made = makeProject({ 'drizzle.config.json': '{ "dialect": "postgresql", "schema": "./gone.ts" }' });
    projects.push(made);
    await expect(load(made)).rejects.toThrow(
      'No file matches gone.ts: correct `schema` in drizzle.config.json, which says where your Drizzle models are.',
    );
  });

  test('no models in the files', async () => {
    const error = await failure({
      ...config(['a.ts', 'b.ts']),
      'a.ts': table('users').replace('export ', ''),
      'b.ts': 'export const b = 1;',
    });
    expect(error).toBeInstanceOf(NoModelsExported);
    expect(error.message).toBe(
      'Nothing that a.ts, b.ts exports is a PostgreSQL model: export what you define with pgTable, pgEnum and the like, so that it can be seen.',
    );
  });

  test('models of another dialect', async () => {
    const error = await failure({
      'models.ts': `import { mysqlTable, int } from 'drizzle-orm/mysql-core';\nexport const users = mysqlTable('users', { id: int() });`,
    });
    expect(error.message).toBe(
      'Nothing that models.ts exports is a PostgreSQL model: their tables are of another dialect; Sluice reads those made with pgTable of drizzle-orm/pg-core.',
    );
  });

  test('no drizzle-orm', async () => {
    const error = await failure({ 'models.ts': table('users') }, []);
    expect(error).toBeInstanceOf(DrizzleMissing);
    expect(error.message).toBe(
      'drizzle-orm is not installed where models.ts can import it: add it with `npm install drizzle-orm`.',
    );
    expect(await failure({ 'models.ts': 'export const a: number = 1;' }, [])).toBeInstanceOf(DrizzleMissing);
    expect(await failure({ ...config('models.js'), 'models.js': table('users') }, [])).toBeInstanceOf(DrizzleMissing);
  });

  test('a drizzle-orm that is too old', async () => {
    const error = await failure(
      {
        'models.ts': 'export const a: number = 1;',
        'node_modules/drizzle-orm/package.json': '{ "version": "0.30.1" }',
      },
      [],
    );
    expect(error.message).toBe(
      'The drizzle-orm that models.ts imports is 0.30.1, and Sluice reads 0.44 up to 1.x: add one of these with `npm install drizzle-orm@latest`.',
    );
  });

  test('a file that is not valid', async () => {
    const error = await failure({ 'models.ts': `export * from './users';`, 'users.ts': 'export const users = ;' });
    expect(error.message).toBe(
      'The models cannot be read: users.ts:1:22: Unexpected ";"; correct the file and run again.',
    );
    expect(error).toMatchObject({ line: 1, column: 22 });
    expect(error.file).toMatch(/users\.ts$/);
  });

  test.each([
    ['js', '2'],
    ['ts', '2:1'],
  ])('a file in Latin-1: .%s', async (extension, place) => {
    const error = await failure({
      'sluice.config.json': JSON.stringify({ models: `./models.${extension}` }),
      [`models.${extension}`]: Buffer.from(`\nexport const users = 'g\u00fct';`, 'latin1'),
    });
    expect(error.message).toBe(
      `The models cannot be read: models.${extension}:${place}: this line is not UTF-8: save the file in that encoding; correct the file and run again.`,
    );
  });

  test('a file that throws', async () => {
    const error = await failure({ 'models.ts': `\nthrow new TypeError('no url');` });
    expect(error.message).toBe(
      'The models threw while they were imported: models.ts:2:7: TypeError: no url; they must be importable without the rest of the application.',
    );
    expect(error.cause).toHaveProperty('message', 'no url');
  });
});

test('a project of which nothing can be written', async () => {
  const made = project({ 'models.ts': table('users') });
  chmodSync(made.file('node_modules'), 0o555);
  expect((await load(made)).exports).toHaveLength(1);
});
