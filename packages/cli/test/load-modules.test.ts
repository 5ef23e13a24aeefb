import { afterEach, describe, expect, jest, test } from '@jest/globals';
import * as drizzle from 'drizzle-orm';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ModuleError } from '../src/load/errors.ts';
import { loadModule, loadModules } from '../src/load/load-modules.ts';
import { features, manifest } from './fixtures/features.ts';
import { makeProject, type Files, type Project } from './fixtures/project.ts';

// Files are written, built and imported by the dozen, maybe on a busy machine.
jest.setTimeout(60_000);

const projects: Project[] = [];
const project = (files: Files, packages?: readonly string[]): Project => {
  const made = makeProject(files, packages);
  projects.push(made);
  return made;
};
afterEach(() => projects.splice(0).forEach((made) => made.remove()));

const shown = (value: unknown): unknown => {
  if (drizzle.is(value, drizzle.Table)) return `table ${drizzle.getTableName(value)}`;
  return typeof value === 'function' ? 'function' : value;
};

describe.each(['module', 'commonjs'] as const)('a project of type %s', (type) => {
  test.each(features)('$name', async ({ files, entry = 'models.ts', expected }) => {
    const { file } = project({ ...manifest(type), ...files });
    const { exports } = await loadModule(file(entry));
    expect(Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, shown(value)]))).toEqual(expected);
  });
});

test('a package linked from the workspace that is TypeScript, with a drizzle-orm of its own', async () => {
  const db = project({
    'package.json': `{ "name": "@acme/db", "exports": "./src/index.ts" }`,
    'src/index.ts': `export { users } from './users';`,
    'src/users.ts': `import { pgTable, integer } from 'drizzle-orm/pg-core';\nexport const users = pgTable('users', { id: integer() });`,
  });
  const app = project({ ...manifest('module'), 'models.ts': `export * from '@acme/db';` });
  app.link('@acme/db', db.root);
  const { modules, files } = await loadModules([app.file('models.ts')]);
  expect(shown(modules[0]?.exports['users'])).toBe('table users');
  expect(files).toEqual([app.file('models.ts'), db.file('src/index.ts'), db.file('src/users.ts')].toSorted());
});

test('an installed package that is TypeScript', async () => {
  const { file } = project({
    'models.ts': `export { name } from 'typed';`,
    'node_modules/typed/package.json': `{ "name": "typed", "main": "index.ts" }`,
    'node_modules/typed/index.ts': `export const name: string = 'users';`,
  });
  expect((await loadModule(file('models.ts'))).exports).toEqual({ name: 'users' });
});

test('files that are loaded together share what they import', async () => {
  const { file } = project({
    'a.ts': `export { shared } from './shared';`,
    'b.js': `export { shared } from './shared';`,
    'shared.ts': `export const shared = {};`,
  });
  const { modules } = await loadModules([file('a.ts'), file('b.js')]);
  expect(modules[0]?.exports['shared']).toBe(modules[1]?.exports['shared']);
});

test('nothing is left behind, and a file that changed is read again', async () => {
  const made = project({ 'models.ts': 'export const n: number = 1;' });
  expect((await loadModule(made.file('models.ts'))).exports).toEqual({ n: 1 });
  made.write({ 'models.ts': 'export const n: number = 2;' });
  expect((await loadModule(made.file('models.ts'))).exports).toEqual({ n: 2 });
  expect(readdirSync(made.file('node_modules/.cache/sluice'))).toEqual([]);
});

test('a project without node_modules, where packages are found above', async () => {
  const made = project({ 'app/package.json': '{}', 'app/models.ts': `export { is } from 'drizzle-orm';` });
  expect(typeof (await loadModule(made.file('app/models.ts'))).exports['is']).toBe('function');
  expect(existsSync(made.file('app/node_modules'))).toBe(false);
});

test('no node_modules at all, and one that cannot be written', async () => {
  const none = project({ 'models.ts': 'export const n: number = 1;' }, []);
  expect((await loadModule(none.file('models.ts'))).exports).toEqual({ n: 1 });
  const blocked = project({
    'models.ts': `import 'drizzle-orm';\nexport const n: number = 1;`,
    'node_modules/.cache': 'a file',
  });
  chmodSync(blocked.file('node_modules'), 0o555);
  expect((await loadModule(blocked.file('models.ts'))).exports).toEqual({ n: 1 });
});

describe('JavaScript', () => {
  test('is imported by Node itself', async () => {
    const made = project({
      ...manifest('module'),
      'a.js': 'export const n = 1;',
      'b.mjs': 'export const n = 2;',
      'c.cjs': 'exports.n = 3;',
    });
    const { modules } = await loadModules(['a.js', 'b.mjs', 'c.cjs'].map(made.file));
    expect(modules.map(({ exports }) => exports['n'])).toEqual([1, 2, 3]);
    expect(existsSync(made.file('node_modules/.cache'))).toBe(false);
  });

  test('written for a bundler is bundled', async () => {
    const made = project({
      ...manifest('commonjs'),
      'models.js': `export { n } from './parts';`,
      'parts/index.js': 'export const n = 1;',
    });
    expect((await loadModule(made.file('models.js'))).exports).toEqual({ n: 1 });
  });

  test('compiled to CommonJS gives its own exports', async () => {
    const made = project({
      ...manifest('commonjs'),
      'models.js': `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.n = 1;\nexports.default = { n: 2 };`,
    });
    const { exports } = await loadModule(made.file('models.js'));
    expect(exports['n']).toBe(1);
    expect(exports['default']).toEqual({ n: 2 });
  });
});

describe('what cannot be imported', () => {
  const failure = async (made: Project, name = 'models.ts'): Promise<ModuleError> => {
    const error: unknown = await loadModule(made.file(name)).catch((cause: unknown) => cause);
    if (!(error instanceof ModuleError)) throw new Error('no ModuleError');
    return error;
  };

  test('says where it is not valid', async () => {
    const made = project({
      'models.ts': `export * from './users';`,
      'users.ts': `export const a = 1;\nexport const = 2;\n`,
    });
    const error = await failure(made);
    expect(error.describe(made.root)).toBe('users.ts:2:14: Expected identifier but found "="');
    expect(error.phase).toBe('read');
  });

  test('says what a file imports that is not there', async () => {
    const made = project({ 'models.ts': `import { a } from './gone';\nexport { a };` });
    expect((await failure(made)).describe(made.root)).toBe('models.ts:1:19: Could not resolve "./gone"');
    const other = project({ 'models.ts': `\nimport { a } from 'not-installed';\nexport { a };` });
    const error = await failure(other);
    expect(error.describe(other.root)).toBe('models.ts:2:19: Could not resolve "not-installed"');
    expect(error.missing).toBe('not-installed');
  });

  test('says what a package does not export', async () => {
    const made = project({ 'models.ts': `import { gone } from 'drizzle-orm';\nexport const x = gone;` });
    const error = await failure(made);
    expect(error.phase).toBe('read');
    expect(error.reason).toContain('gone');
  });

  test.each(['models.ts', 'models.mjs'])('says where %s threw', async (name) => {
    const made = project({
      [name]: `export * from './${name.replace('models', 'users')}';`,
      [name.replace('models', 'users')]:
        `const url = __sluice_test();\nfunction __sluice_test() {\n  throw new TypeError('no url');\n}\nexport { url };`,
    });
    const error = await failure(made, name);
    expect(error.describe(made.root)).toBe(`users${path.extname(name)}:3:9: TypeError: no url`);
    expect(error.phase).toBe('run');
    expect(error.cause instanceof Error ? error.cause.stack : '').toContain(
      `${made.file(name.replace('models', 'users'))}:3:9`,
    );
    expect(error.cause).toHaveProperty('message', 'no url');
  });

  test('takes what is thrown as it is', async () => {
    const made = project({ 'models.ts': `throw 'no url' as string;\nexport {};` });
    expect((await failure(made)).describe(made.root)).toBe('models.ts: no url');
  });
});
