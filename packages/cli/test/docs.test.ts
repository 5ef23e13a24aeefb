import { directives, ident, type Connection, type Op } from '@sluice/core';
import { connect, run } from '@sluice/database';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { transform } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { autogenerate, upgrade } from 'sluice';
import ts from 'typescript';

import { lintPage } from '../../../scripts/docs/lint.ts';
import { supported } from '../../../scripts/docs/supported.ts';
import { openPglite } from '../../../test-support/database.ts';
import { build } from './fixtures/build.ts';
import { compile } from './fixtures/compile.ts';
import { blocks, blocksOf, label, pages, readPage, repository, type Block } from './fixtures/markdown.ts';
import { makeProject } from './fixtures/project.ts';
import { runPage, TUTORIAL } from './fixtures/run-page.ts';

const isWhole = ({ text }: Block): boolean => /^(import|export) /m.test(text);

/** A block of directives alone stands for the inside of a function; one of a migration's functions, for the end of its file. */
const wholeText = (block: Block): string =>
  isWhole(block)
    ? `${block.mark?.startsWith('in: ') === true ? "import type { Op } from 'sluice'; " : ''}${block.text}`
    : `import type { Op } from 'sluice'; export async function run(op: Op): Promise<void> {\n${block.text}\n}`;

test('every fence says a language that is checked here', () => {
  const checked = new Set(['ts', 'sh', 'sql', 'json', 'text']);
  const others = pages()
    .flatMap(blocksOf)
    .filter(({ language }) => !checked.has(language));
  expect(others.map(label)).toEqual([]);
});

describe('ts blocks compile', () => {
  const names = new Map(
    blocks('ts').map((block) => [`packages/cli/test/${label(block).replace(/\W+/g, '-')}.ts`, block]),
  );
  const problems = compile(new Map([...names].map(([name, block]) => [name, wholeText(block)])));

  test.each([...names].map(([name, block]) => ({ name, at: label(block) })))('$at', ({ name }) => {
    expect(problems.get(name)).toEqual([]);
  });
});

describe('the examples compile', () => {
  const examples = path.join(repository, 'examples');
  const shop = path.join(examples, 'shop');
  const files = fs
    .readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/node_modules|dist/.test(name));
  const texts = files.map((name) => [`examples/${name}`, fs.readFileSync(path.join(examples, name), 'utf8')] as const);
  const problems = compile(new Map(texts));

  test.each(files)('%s', (name) => expect(problems.get(`examples/${name}`)).toEqual([]));

  test('the models of the shop are those of its last step', () => {
    const steps = fs.readdirSync(path.join(shop, 'steps')).toSorted();
    const last = fs.readFileSync(path.join(shop, 'steps', steps.at(-1) ?? '', 'schema.ts'), 'utf8');
    expect(fs.readFileSync(path.join(shop, 'src/schema.ts'), 'utf8')).toBe(last);
  });
});

test.each(blocks('json').map((block) => ({ at: label(block), block })))('json is read: $at', ({ block }) => {
  expect(() => JSON.parse(block.text)).not.toThrow();
});

describe('docs/migrations.md', () => {
  const dataDirectives = ['execute', 'bulkInsert', 'batchUpdate', 'assert', 'autocommit'];
  const questions = ['query', 'introspect', 'hasTable', 'hasConstraint', 'hasType'];
  const fragments = blocks('ts').filter((block) => block.page === 'docs/migrations.md' && !isWhole(block));

  test('has an example of every directive', () => {
    const shown = fragments.map(({ text }) => text).join('\n');
    const all = [...directives.keys(), ...dataDirectives, ...questions];
    expect(all.filter((name) => !shown.includes(`op.${name}(`))).toEqual([]);
  });

  test('its examples run on PostgreSQL, one after the other', async () => {
    const lite = await openPglite({ extensions: { citext } });
    const connection = await connect(() => lite);
    try {
      for (const block of fragments) await runBlock(block, connection);
    } finally {
      await connection.close();
      await lite.close();
    }
  });
});

test('the examples of docs/data-migrations.md run on PostgreSQL, each a migration of its own', async () => {
  const lite = await openPglite();
  const connection = await connect(() => lite);
  try {
    for (const block of blocks('ts').filter(({ page }) => page === 'docs/data-migrations.md'))
      await runBlock(block, connection);
    const { rows } = await lite.query(
      'select count(*)::int as people, count(*) filter (where id < 100) as early from people',
    );
    expect(rows).toEqual([{ people: 1250, early: 50 }]);
  } finally {
    await connection.close();
    await lite.close();
  }
});

/** Runs the directives of a block as a migration. */
async function runBlock(block: Block, connection: Connection): Promise<void> {
  const { code } = await transform(wholeText(block), { loader: 'ts', format: 'esm' });
  const loaded: { run(op: Op): Promise<void> } = await import(
    `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  );
  const work = async (op: Op): Promise<void> => {
    await loaded.run(op).catch((cause: unknown) => {
      throw new Error(`${label(block)}: ${String(cause)}`, { cause });
    });
  };
  const migration = { revision: 'docs', downRevision: null, branchLabels: [], dependsOn: [] };
  const step = { migration: { ...migration, upgrade: work, downgrade: work }, deletes: [], inserts: [] };
  await run(connection, () => [{ ...step, direction: 'upgrade' }]);
}

test('sql blocks run on PostgreSQL, those of a page one after the other', async () => {
  const lite = await openPglite();
  try {
    for (const page of pages()) {
      const found = blocksOf(page).filter(({ language }) => language === 'sql');
      const schema = ident(page);
      if (found.length > 0) await lite.exec(`create schema ${schema}; set search_path = ${schema}, public`);
      for (const { text } of found) await lite.exec(text);
    }
  } finally {
    await lite.close();
  }
});

describe('sh blocks run in a project', () => {
  beforeAll(build, 180_000);
  // tutorial.test.ts takes that walk.
  const marked = pages().filter((page) => page !== TUTORIAL && blocksOf(page).some(({ mark }) => mark === 'run'));

  test.each(marked)('%s', runPage, 300_000);
});

test('the migration in the README is the one that is written', async () => {
  const example = (name: string) => blocksOf('README.md').find(({ mark }) => mark === `example: ${name}`)?.text ?? '';
  const project = makeProject({
    'src/models.ts': `
      import { integer, pgTable, text } from 'drizzle-orm/pg-core';
      export const users = pgTable('users', { id: integer().primaryKey().generatedAlwaysAsIdentity(), email: text().notNull().unique() });`,
    '.prettierrc.json': '{ "singleQuote": true, "printWidth": 120 }',
  });
  const lite = await openPglite();
  const options = { cwd: project.root, database: () => lite, config: { models: './src/models.ts' } };
  const clock = () => new Date('2026-11-20T14:30:00.000Z');
  const id = (hexadecimal: string) => () => Buffer.from(hexadecimal, 'hex');
  try {
    await autogenerate({ ...options, message: 'Add users', clock, random: id('8f1a2b3c4d5e') });
    await upgrade(options);
    project.write({ 'src/models.ts': example('models') });
    const message = 'Add posts and roles';
    const { source } = await autogenerate({ ...options, message, clock, random: id('9c2b3f1a4e5d') });
    expect(example('migration')).toBe(source);
  } finally {
    await lite.close();
    project.remove();
  }
});

test('docs/design.md names every slot of a kind', () => {
  const file = 'packages/core/src/kind.ts';
  const source = ts.createSourceFile(
    file,
    fs.readFileSync(path.join(repository, file), 'utf8'),
    ts.ScriptTarget.ES2023,
  );
  const kind = source.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'Kind');
  const slots = (kind?.members ?? []).map((member) => member.name?.getText(source) ?? '');
  expect(slots).toContain('attributes');
  expect(slots.filter((slot) => !readPage('docs/design.md').includes(`\`${slot}\``))).toEqual([]);
});

test('docs/supported.md says what the kinds say: `npm run docs` writes it', async () => {
  expect(readPage('docs/supported.md')).toBe(await supported());
});

test('docs/lint.md says what the rules say: `npm run docs` writes it', async () => {
  expect(readPage('docs/lint.md')).toBe(await lintPage());
});

test('links lead somewhere', () => {
  const dead = pages().flatMap((page) =>
    [...readPage(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !fs.existsSync(path.join(repository, path.dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(dead).toEqual([]);
});
