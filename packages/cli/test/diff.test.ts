import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as sluice from 'sluice';
import { openPglite } from '../../../test-support/database.ts';
import { makeProject, type Project } from './fixtures/project.ts';

const models = `
  import { index, integer, pgTable, varchar } from 'drizzle-orm/pg-core';
  export const users = pgTable('users', { id: integer().primaryKey(), name: varchar({ length: 50 }).notNull() }, (t) => [
    index('users_name_idx').on(t.name, t.id),
  ]);
  export const org = pgTable('org', { id: integer().primaryKey() });
`;

const first = `
  export const revision = 'aaaaaaaaaaaa';
  export const downRevision = null;
  export async function upgrade(op) {
    await op.createTable({
      name: 'users',
      columns: [{ name: 'id', type: 'integer', notNull: true }, { name: 'name', type: 'text' }, { name: 'old', type: 'text' }],
      primaryKey: { name: 'users_pkey', columns: ['id'] },
    });
    await op.createIndex({ table: 'users', name: 'users_name_idx', columns: [{ column: 'name' }] });
  }
  export async function downgrade(op) { await op.dropTable({ name: 'users' }); }
`;

/** What pg_dump writes, of the same. */
const dump = `
\\restrict abc
SET check_function_bodies = false;
SET a_setting_of_tomorrow = 1;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.users (id integer NOT NULL, name text, old text);
ALTER TABLE public.users OWNER TO "The App";
COPY public.users (id, name) FROM stdin;
1	it's; not SQL
\\.
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE INDEX users_name_idx ON public.users USING btree (name);
\\unrestrict abc
`;

const collation = `CREATE COLLATION public.plain FROM "C";\n`;

describe('diff', () => {
  let project: Project;
  const compare = async (from: sluice.DiffTarget, to: sluice.DiffTarget, sql = false) =>
    sluice.diff({ cwd: project.root, config: { models: './models.ts' }, from, to, sql });
  const lines = ({ differences }: sluice.DiffResult): readonly string[] =>
    differences
      .map(sluice.describeDifference)
      .flatMap(({ sign, object, lines }) => [`${sign} ${object}`, ...lines.map((line) => `  ${line}`)]);

  beforeAll(() => {
    project = makeProject({
      'package.json': '{"type":"module"}',
      'models.ts': models,
      'migrations/1_first.js': first,
      'dump.sql': dump,
      'other.sql': `${dump}${collation}`,
      'moved.sql': `${dump.replace('(name)', '(lower(name)) WHERE (id > 5)')}${collation.replace('"C"', '"POSIX"')}`,
      'wrong.sql': 'SELECT 1;\nCREATE TABLE x (id nothing);\n',
      'far.sql': 'CREATE EXTENSION IF NOT EXISTS postgres_fdw_of_tomorrow WITH SCHEMA public;\n',
    });
  });
  afterAll(() => project.remove());
  const file = (name: string): string => project.file(name);

  test('a dump and the migrations are the same, whoever owns what is in the dump', async () => {
    const result = await compare(file('dump.sql'), 'migrations');
    expect(result).toMatchObject({ same: true, differences: [], uncovered: [], notes: [], script: undefined });
  });

  const there = [
    '+ table org',
    '~ column users.name',
    '  type: text → character varying(50)',
    '  not null: false → true',
    '- column users.old',
    '~ index users.users_name_idx',
    '  columns: [{"column":"name"}] → [{"column":"name"},{"column":"id"}]',
  ];

  test('the migrations and the models: as autogenerate finds them, each with what differs in it', async () => {
    expect(lines(await compare('migrations', 'models'))).toEqual(there);
    expect(lines(await compare('models', 'migrations'))).toEqual([
      '- table org',
      '~ column users.name',
      '  type: character varying(50) → text',
      '  not null: true → false',
      '+ column users.old',
      '~ index users.users_name_idx',
      '  columns: [{"column":"name"},{"column":"id"}] → [{"column":"name"}]',
    ]);
  });

  test('what no kind covers is a difference too, and hides no other', async () => {
    const moved = await compare(file('other.sql'), file('moved.sql'), true);
    expect(moved.same).toBe(false);
    expect(lines(moved)).toEqual([
      '~ index users.users_name_idx',
      '  columns 1.column: name → none',
      '  columns 1.expression: none → lower(name)',
      '  where: none → (id > 5)',
    ]);
    expect(moved.uncovered).toEqual([
      { description: 'collation plain', from: expect.stringContaining('"C"'), to: expect.stringContaining('"POSIX"') },
    ]);
    expect(moved.script).toMatch(/-- Not made, since no kind covers it: collation plain\n$/);
  });

  test('the SQL leads from the one to the other', async () => {
    const { script = '' } = await compare(file('dump.sql'), 'models', true);
    expect(script).toMatch(/^SET search_path TO "public";\n\n-- .*\nBEGIN;\n[^]*\nCOMMIT;\n$/);
    const lite = await openPglite();
    try {
      await lite.exec(dump.replaceAll(/^(?:\\|COPY|1|ALTER TABLE .* OWNER|SET a_).*$/gm, ''));
      await lite.exec('RESET ALL');
      await lite.exec(script);
      const after = await sluice.diff({
        cwd: project.root,
        config: { models: './models.ts', database: () => lite },
        sql: true,
      });
      expect(after).toMatchObject({ same: true, script: '-- No differences.\n' });
    } finally {
      await lite.close();
    }
  });

  test('what cannot be compared, and what to do', async () => {
    await expect(compare('models', 'models')).rejects.toThrow(/^Both sides are the models: give /);
    await expect(compare('nothing', 'models')).rejects.toThrow(/^"nothing" names nothing that can be compared: give /);
    await expect(compare(file('gone.sql'), 'models')).rejects.toThrow(/gone\.sql cannot be read: /);
    await expect(compare(file('wrong.sql'), 'models')).rejects.toThrow(
      /wrong\.sql:2 cannot be restored into an embedded PGlite: type "nothing" does not exist\. /,
    );
    await expect(compare(file('far.sql'), 'models')).rejects.toThrow(
      /far\.sql:1 creates the extension "postgres_fdw_of_tomorrow", which the embedded PGlite does not have\. /,
    );
  });
});

describe('inventory', () => {
  test('what no kind covers, and how much there is of each kind', async () => {
    const lite = await openPglite();
    const project = makeProject({ 'models.ts': models });
    const options = { cwd: project.root, config: { models: './models.ts', database: () => lite } };
    try {
      await lite.exec(`
        create table users (id integer primary key, name varchar(50));
        create table ledger (id integer primary key);
        create collation plain from "C"`);
      expect(await sluice.inventory(options)).toMatchObject({
        uncovered: [{ type: 'collation', description: 'collation plain', on: [] }],
        kinds: undefined,
        unread: [],
      });
      const { kinds = [] } = await sluice.inventory({ ...options, all: true });
      expect(kinds).toEqual(
        expect.arrayContaining([
          { kind: 'table', covered: 2, owned: 1, leftAlone: 1 },
          { kind: 'column', covered: 3, owned: 2, leftAlone: 1 },
          { kind: 'primary_key', covered: 2, owned: 1, leftAlone: 1 },
        ]),
      );
    } finally {
      await lite.close();
      project.remove();
    }
  });
});

test('what is dropped and made again is one line', async () => {
  const id = { schema: 'public', table: 'users', name: 'users_name_idx' };
  const index = (attributes: { readonly columns: readonly { readonly column: string }[] }): sluice.DatabaseObject => ({
    kind: 'index',
    id,
    attributes,
  });
  const before = index({ columns: [{ column: 'name' }] });
  const lineOf = (after: sluice.DatabaseObject): readonly sluice.Description[] =>
    sluice.describeOperations([
      { verb: 'drop', object: before, parts: [] },
      { verb: 'create', object: after, parts: [] },
    ]);
  const object = 'index users.users_name_idx';
  expect(lineOf(before)).toEqual([{ sign: '~', object, detail: 'made again as it was' }]);
  expect(lineOf(index({ columns: [{ column: 'email' }] }))).toEqual([
    { sign: '~', object, detail: 'columns 1.column: name → email' },
  ]);
});
