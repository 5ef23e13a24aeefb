import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { transformSync } from 'esbuild';
import { MigrationFileError } from '../src/load/errors.ts';
import { loadMigration } from '../src/load/load-migration.ts';
import { parseMigrationHead, readMigrationHead, readMigrationHeads } from '../src/load/migration-head.ts';
import { makeProject, type Files, type Project } from './fixtures/project.ts';
import { runInNode } from './fixtures/run-in-node.ts';

// Files are written, built and imported by the dozen, maybe on a busy machine.
jest.setTimeout(60_000);

const projects: Project[] = [];
const project = (files: Files): Project => {
  const made = makeProject({ 'package.json': '{ "type": "module" }', ...files });
  projects.push(made);
  return made;
};
afterEach(() => projects.splice(0).forEach((made) => made.remove()));

const migration = `/**
 * Add user_roles table
 *
 * And why.
 *
 * Revision ID: 9c2b3f1a4e5d
 * Revises: 8f1a2b3c4d5e
 * Create Date: 2026-11-20T14:30:00.000Z
 */
import type { Op } from 'sluice';

export const revision = '9c2b3f1a4e5d';
export const downRevision = '8f1a2b3c4d5e';
export const branchLabels: string[] = ['billing'];
export const dependsOn: string[] = [];

export async function upgrade(op: Op): Promise<void> {
  await op.execute('create user_roles');
}

export async function downgrade(op: Op): Promise<void> {
  await op.execute('drop user_roles');
}
`;

const head = {
  file: '/m.ts',
  revision: '9c2b3f1a4e5d',
  downRevision: '8f1a2b3c4d5e',
  branchLabels: ['billing'],
  dependsOn: [],
  replaces: [],
  message: 'Add user_roles table\n\nAnd why.',
  createDate: '2026-11-20T14:30:00.000Z',
};

describe('the head of a migration', () => {
  test('as it is written', () => expect(parseMigrationHead(migration, '/m.ts')).toEqual(head));

  test('with other line ends and a byte order mark', () => {
    expect(parseMigrationHead(`\uFEFF${migration.replaceAll('\n', '\r\n')}`, '/m.ts')).toEqual(head);
  });

  test.each(['esm', 'cjs'] as const)('compiled to %s', (format) => {
    const { code } = transformSync(migration, { loader: 'ts', format });
    expect(parseMigrationHead(code, '/m.ts')).toEqual({ ...head, message: '', createDate: null });
    const minified = transformSync(migration, {
      loader: 'ts',
      format,
      minifySyntax: true,
      minifyWhitespace: true,
    }).code;
    expect(parseMigrationHead(minified, '/m.ts')).toMatchObject({
      revision: '9c2b3f1a4e5d',
      branchLabels: ['billing'],
    });
  });

  const rest = `export const downRevision = null;`;
  test.each([
    {
      name: 'double quotes',
      text: `export const revision = "a"; ${rest}`,
      expected: { revision: 'a', downRevision: null },
    },
    {
      name: 'a template without substitutions',
      text: 'export const revision = `a`;' + rest,
      expected: { revision: 'a' },
    },
    {
      name: 'no semicolons',
      text: `export const revision = 'a'\nexport const downRevision = null\nexport const branchLabels = ['x']\n`,
      expected: { branchLabels: ['x'] },
    },
    {
      name: 'types',
      text: `export const revision: string = 'a' as const;\nexport const downRevision: string | readonly string[] | null = ['b', 'c',] as const;`,
      expected: { downRevision: ['b', 'c'] },
    },
    {
      name: 'a type with braces',
      text: `export const revision = 'a';\nexport const downRevision: Extract<{ a: string }['a'], string> | null = 'b' satisfies string;`,
      expected: { downRevision: 'b' },
    },
    {
      name: 'one label for a list of it',
      text: `export const revision = 'a'; ${rest} export const branchLabels = 'x'; export const dependsOn = null;`,
      expected: { branchLabels: ['x'], dependsOn: [] },
    },
    {
      name: 'names listed at the end',
      text: `var revision = "a";\nvar downRevision = null;\nexport { revision, downRevision };`,
      expected: { revision: 'a' },
    },
    {
      name: 'what TypeScript compiles to CommonJS',
      text: `"use strict";\n/**\n * Add\n */\nexports.downRevision = exports.revision = void 0;\nexports.revision = 'a';\nexports.downRevision = null;`,
      expected: { revision: 'a', downRevision: null },
    },
    {
      name: 'what Babel compiles to CommonJS',
      text: `exports.downRevision = exports.revision = void 0;\nconst revision = exports.revision = 'a';\nconst downRevision = exports.downRevision = null;`,
      expected: { revision: 'a' },
    },
    {
      name: 'CommonJS by hand',
      text: `const revision = 'a';\nmodule.exports = { downRevision: ['b'], revision, dependsOn: ['c'], upgrade() { const x = { revision: 1 }; } };`,
      expected: { revision: 'a', downRevision: ['b'], dependsOn: ['c'] },
    },
    {
      name: 'CommonJS by hand, in full',
      text: `module.exports = { revision: 'a', downRevision: null };`,
      expected: { revision: 'a' },
    },
    {
      name: 'escapes',
      text: `export const revision = 'a'; ${rest} export const branchLabels = ['it\\'s', '\\u00e9', 'a\\\\b'];`,
      expected: { branchLabels: ["it's", 'é', 'a\\b'] },
    },
    {
      name: 'the same words elsewhere',
      text: `// export const revision = 'x';\n/* export const revision = 'x' */\nconst text = "export const revision = 'x'";\nconst pattern = /export const revision = '"/;\nexport const revision = 'a'; ${rest}\nfunction f() { const revision = 'x'; return \`\${(() => { const revision = 'y'; })()}\`; }`,
      expected: { revision: 'a', downRevision: null },
    },
    {
      name: 'division and quotes after it',
      text: `export async function upgrade() { const half = 4 / 2; const x = "it's"; }\nexport const revision = 'a'; ${rest}`,
      expected: { revision: 'a' },
    },
    {
      name: 'a docstring after a licence',
      text: `/* MIT */\n/**\n * Add\n * Revision ID: a\n */\nexport const revision = 'a'; ${rest}`,
      expected: { message: 'Add' },
    },
    {
      name: 'no docstring',
      text: `export const revision = 'a'; ${rest}\n/** Not it. */\nexport async function upgrade() {}`,
      expected: { message: '', createDate: null },
    },
    {
      name: 'an empty list of down revisions',
      text: `export const revision = 'a'; export const downRevision = [];`,
      expected: { downRevision: null },
    },
  ])('$name', ({ text, expected }) => expect(parseMigrationHead(text, '/m.ts')).toMatchObject(expected));

  test.each([
    {
      text: `export const x = 1;`,
      message:
        'm.ts: this is no migration, since it has no `export const revision`: move it to another folder, or add its revision.',
      reason: 'no revision',
    },
    {
      text: `\nexport const revision = 'a';`,
      message:
        'm.ts:2: `downRevision` is missing: add `export const downRevision = …`, the revision before this one, or null for the first.',
      reason: 'missing',
    },
    {
      text: `export const revision = 'a' + 'b';\n${rest}`,
      message: '`revision` must be a string, written out',
      reason: 'not a constant',
    },
    {
      text: `export const revision = makeRevision();\n${rest}`,
      message: '`revision` must be a string, written out',
      reason: 'not a constant',
    },
    {
      text: 'export const revision = `a${1}`;\n' + rest,
      message: '`revision` must be a string, written out',
      reason: 'not a constant',
    },
    {
      text: `export const revision = null;\n${rest}`,
      message: '`revision` must be a string, written out',
      reason: 'wrong type',
    },
    {
      text: `export const revision = 'a';\nexport const downRevision = 1;`,
      message:
        'm.ts:2: `downRevision` must be a string, a list of strings or null, written out: it is read without running the file.',
      reason: 'not a constant',
    },
    {
      text: `export const revision = 'a';\n${rest}\nexport const dependsOn = [other];`,
      message: 'm.ts:3: `dependsOn` must be a list of strings, written out: it is read without running the file.',
      reason: 'not a constant',
    },
    {
      text: `export const revision = 'a';\n${rest}\nexport const revision = 'b';`,
      message: 'm.ts:3: `revision` is defined a second time: leave one definition.',
      reason: 'defined twice',
    },
  ])('$text', ({ text, message, reason }) => {
    const read = (): unknown => parseMigrationHead(text, '/folder/m.ts');
    expect(read).toThrow(MigrationFileError);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ file: '/folder/m.ts', reason }));
  });

  test('a file that is not there', async () => {
    await expect(readMigrationHead('/not/there.ts')).rejects.toMatchObject({
      reason: 'unreadable',
      message: 'there.ts: this migration cannot be read: check that the file is there and may be read.',
    });
  });

  test('of 5000 files', async () => {
    const long = migration + `// ${'x'.repeat(100)}\nexport const sql = ${JSON.stringify('y'.repeat(2000))};\n`;
    const names = Array.from({ length: 5000 }, (_, i) => `m${i}.ts`);
    const made = project(Object.fromEntries(names.map((name, i) => [name, long.replace("'9c2b3f1a4e5d'", `'r${i}'`)])));
    const heads = await readMigrationHeads(names.map(made.file));
    expect(heads.map(({ revision }) => revision)).toEqual(names.map((_, i) => `r${i}`));
  });
});

/** Runs both directions of a migration and gives what they did. */
async function run(made: Project, name: string): Promise<readonly string[]> {
  const done: string[] = [];
  const loaded = await loadMigration<{ execute(sql: string): Promise<void> }>(made.file(name));
  const op = { execute: async (sql: string) => void done.push(sql) };
  await loaded.upgrade(op);
  await loaded.downgrade(op);
  return [loaded.revision, ...done];
}

const ran = ['9c2b3f1a4e5d', 'create user_roles', 'drop user_roles'];
const compiled = (format: 'esm' | 'cjs'): string => transformSync(migration, { loader: 'ts', format }).code;

describe('a migration is imported', () => {
  test.each([
    { name: 'm.ts', text: migration },
    { name: 'm.mts', text: migration },
    { name: 'm.js', text: compiled('esm') },
    { name: 'm.mjs', text: compiled('esm') },
    { name: 'm.cjs', text: compiled('cjs') },
  ])('$name', async ({ name, text }) => expect(await run(project({ [name]: text }), name)).toEqual(ran));

  test('in a project of CommonJS', async () => {
    const made = project({ 'package.json': '{}', 'm.ts': migration, 'm.js': compiled('cjs') });
    expect(await run(made, 'm.ts')).toEqual(ran);
    expect(await run(made, 'm.js')).toEqual(ran);
  });

  test('with an import that only names a type, not marked as one', async () => {
    expect(await run(project({ 'm.ts': migration.replace('import type', 'import') }), 'm.ts')).toEqual(ran);
  });

  test('with files beside it', async () => {
    const made = project({
      'm.ts': migration
        .replace(`'create user_roles'`, 'text')
        .replace('import', `import { text } from './text';\nimport`),
      'text.ts': `export const text: string = 'create user_roles';`,
    });
    expect(await run(made, 'm.ts')).toEqual(ran);
  });

  test('again, when it changed, in Node', async () => {
    const made = project({ 'm.mjs': compiled('esm') });
    const script = `
      import { loadMigration } from 'source/load/load-migration.ts';
      import { readFileSync, writeFileSync } from 'node:fs';
      const done = [];
      const op = { execute: async (sql) => done.push(sql) };
      await (await loadMigration(args[0])).upgrade(op);
      await new Promise((resolve) => setTimeout(resolve, 20));
      writeFileSync(args[0], readFileSync(args[0], 'utf8').replace('create user_roles', 'changed'));
      await (await loadMigration(args[0])).upgrade(op);
      console.log(JSON.stringify(done));
    `;
    expect(await runInNode(script, [made.file('m.mjs')])).toEqual(['create user_roles', 'changed']);
  });

  test('JavaScript without esbuild, in Node; also ES modules in a project that does not say so', async () => {
    const made = project({
      'package.json': '{}',
      'a.js': compiled('esm'),
      'b.js': compiled('cjs'),
      'c.mjs': compiled('esm'),
    });
    const script = `
      import { loadMigration } from 'source/load/load-migration.ts';
      import { readdirSync } from 'node:fs';
      const done = [];
      const op = { execute: async (sql) => done.push(sql) };
      for (const file of args) {
        const { upgrade, downgrade } = await loadMigration(file);
        await upgrade(op);
        await downgrade(op);
      }
      const children = process._getActiveHandles().filter((handle) => handle.constructor.name === 'ChildProcess').length;
      console.log(JSON.stringify([done.length, children]));
    `;
    expect(await runInNode(script, ['a.js', 'b.js', 'c.mjs'].map(made.file))).toEqual([6, 0]);
  });
});

describe('what is wrong with a migration is said in a sentence', () => {
  const without = (name: string): string =>
    migration.replace(`export async function ${name}`, `async function ${name}`);
  test.each([
    {
      name: 'm.ts',
      text: without('upgrade'),
      reason: 'missing',
      message: 'm.ts: `upgrade` is missing: write `export async function upgrade(op: Op): Promise<void> { … }`.',
    },
    {
      name: 'm.ts',
      text: without('downgrade'),
      reason: 'missing',
      message:
        'm.ts: `downgrade` is missing: write `export async function downgrade(op: Op): Promise<void> { … }`, if only to throw what makes it impossible.',
    },
    {
      name: 'm.ts',
      text: `export const revision = 'a';\nexport const downRevision = null;\nexport const upgrade = 1;\nexport function downgrade() {}`,
      reason: 'not a function',
      message: 'm.ts: `upgrade` is not a function: write `export async function upgrade(op: Op): Promise<void> { … }`.',
    },
    {
      name: 'm.ts',
      text: `${migration}export async function upgrade(): Promise<void> {}\n`,
      reason: 'defined twice',
      message: 'm.ts:24:23: `upgrade` is defined a second time: leave one definition.',
    },
    {
      name: 'm.mjs',
      text: `${compiled('esm')}export async function upgrade() {}\n`,
      reason: 'defined twice',
      message: expect.stringMatching(/^m\.mjs:\d+.*: `upgrade` is defined a second time: leave one definition\.$/),
    },
    {
      name: 'm.ts',
      text: `${migration}const = 1;\n`,
      reason: 'unreadable',
      message: 'm.ts:24:7: this migration cannot be read: Expected identifier but found "="; correct the file.',
    },
    {
      name: 'm.mjs',
      text: `${compiled('esm')}throw new Error('no');\n`,
      reason: 'unreadable',
      message: expect.stringMatching(
        /^m\.mjs:\d+:\d+: this migration threw while it was imported: no; correct the file\.$/,
      ),
    },
    {
      name: 'm.ts',
      text: `${migration}throw new Error('no');\n`,
      reason: 'unreadable',
      message: 'm.ts:24:7: this migration threw while it was imported: no; correct the file.',
    },
  ])('$name: $message', async ({ name, text, reason, message }) => {
    const made = project({ [name]: text });
    const error: unknown = await loadMigration(made.file(name)).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(MigrationFileError);
    expect(error).toMatchObject({ message, reason, file: made.file(name) });
  });

  test('upgrade defined twice is found before the file is run', async () => {
    const made = project({ 'm.ts': `${migration}export async function upgrade(): Promise<void> {}\n` });
    await expect(loadMigration(made.file('m.ts'))).rejects.toMatchObject({ line: 24 });
  });
});
