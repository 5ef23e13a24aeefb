import type { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as sluice from 'sluice';
import { openPglite } from '../../../test-support/database.ts';
import { migration } from './fixtures/migration.ts';
import { makeProject, type Project } from './fixtures/project.ts';

let lite: PGlite;
let project: Project;
beforeAll(async () => {
  lite = await openPglite();
});
afterAll(() => lite.close());

const models = { a: pgTable('a', { id: integer() }) };
const first = migration('aaaa', null, 'create table a (id integer)', 'drop table a');

beforeEach(async () => {
  await lite.exec('drop schema public cascade; create schema public');
  project = makeProject({ 'migrations/1.js': first });
  await sluice.upgrade({ ...options(), verify: 'off' });
});
afterEach(() => project.remove());

type More = Partial<sluice.DatabaseConfig>;
const options = (more: More = {}) => ({
  cwd: project.root,
  config: { migrations: './migrations', models, ...more },
  database: lite,
});

/** What is kept, file by file. */
function kept(): readonly string[] {
  const folder = project.file('node_modules/.cache/sluice');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('nothing-to-do-')) : [];
  return names.map((name) => `${folder}/${name}`);
}

/** Makes what is kept say something that no comparison would find: what is told then was remembered. */
function mark(): void {
  for (const file of kept()) {
    const marked = { kind: 'table', id: { schema: 'public', name: 'remembered' }, attributes: {} };
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll('"leftAlone":[]', `"leftAlone":[${JSON.stringify(marked)}]`),
    );
  }
}

const remembers = async (more: More = {}): Promise<boolean> =>
  (await sluice.check(options(more))).leftAlone.some(({ id }) => id.name === 'remembered');

describe('that nothing is to do', () => {
  test('is remembered', async () => {
    expect(await sluice.check(options())).toMatchObject({ upToDate: true, leftAlone: [] });
    expect(kept()).toHaveLength(1);
    mark();
    expect(await remembers()).toBe(true);
    expect(await sluice.autogenerate({ ...options(), message: 'Nothing', printOnly: true })).toMatchObject({
      upgrade: [],
      file: undefined,
    });
  });

  test('is looked for again where nothing is kept any more, or it cannot be read', async () => {
    await sluice.check(options());
    const [file = ''] = kept();
    mark();
    for (const text of ['{"half', 'null', '[]', '7', '']) {
      writeFileSync(file, text);
      expect(await remembers()).toBe(false);
    }
    rmSync(file);
    expect(await remembers()).toBe(false);
    expect(kept()).toEqual([file]);
  });

  const changes: readonly (readonly [string, () => unknown, More?])[] = [
    ['the database has a column more', () => lite.exec('alter table a add b text')],
    ['a comment stands in the database', () => lite.exec(`comment on table a is 'A'`)],
    ['a privilege is granted', () => lite.exec('grant select on a to public')],
    ['there is a thing that no model can say', () => lite.exec('create rule r as on delete to a do nothing')],
    ['the models say more', () => undefined, { models: { a: pgTable('a', { id: integer(), b: text() }) } }],
    ['a migration was edited', () => project.write({ 'migrations/1.js': `${first}\n// edited` })],
    ['something beside the migrations changed', () => project.write({ 'migrations/rows.sql': 'select 1' })],
    ['the config leaves something out', () => undefined, { exclude: ['b'] }],
    ['the config answers something', () => undefined, { drops: ['b'] }],
    ['the config names something otherwise', () => undefined, { naming: { index: 'ix_%(column_0_label)s' } }],
  ];
  test.each(changes)('is looked for again where %s', async (_, change, config = {}) => {
    await sluice.check(options());
    mark();
    await change();
    expect(await remembers(config)).toBe(false);
  });

  const unknowable: readonly (readonly [string, () => unknown, More?])[] = [
    ['a function of the config has a say', () => undefined, { includeObject: () => true }],
    ['a plugin has a say', () => undefined, { plugins: [sluice.definePlugin({ name: 'audit', directives: {} })] }],
    [
      'a migration imports what stands elsewhere',
      () => {
        project.write({ 'sql.js': 'export default 1', 'migrations/1.js': `import sql from '../sql.js'; ${first}` });
      },
    ],
    [
      'a migration imports a package, or a module by another name',
      () => {
        project.write({
          'package.json': '{"type":"module","imports":{"#sql":"./sql.js"}}',
          'sql.js': 'export default 1',
          'migrations/1.js': `import sql from '#sql'; ${first}`,
        });
      },
    ],
    [
      'a migration reads the environment',
      () => project.write({ 'migrations/1.js': `const { HOME } = process.env; ${first}` }),
    ],
  ];
  test.each(unknowable)('is not kept where %s', async (_, change, config = {}) => {
    change();
    await sluice.check(options(config));
    expect(kept()).toEqual([]);
  });

  test('is not kept of what differs', async () => {
    await lite.exec('alter table a add b text');
    await sluice.check(options({ models: { a: pgTable('a', { id: integer(), c: text() }) } })).catch(() => undefined);
    expect(kept()).toEqual([]);
  });
});
