import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalog, connect } from '@sluice/database';
import pg from 'pg';
import { upgrade } from 'sluice';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { errorText, exitCodeOf } from '../src/error-text.ts';
import { makeProject, type Files, type Project } from './fixtures/project.ts';

const head = (revision: string, downRevision: string | null = null): string =>
  `export const revision = '${revision}'; export const downRevision = ${JSON.stringify(downRevision)};\n`;
const down = 'export async function downgrade(op) {}\n';
const good = `${head('aaaa')}export async function upgrade(op) { await op.createSchema({ name: 'good' }); }\n${down}`;
const second = (body: string): string =>
  `${head('bbbb', 'aaaa')}export async function upgrade(op) { ${body} }\n${down}`;

/** What a user hands, and what is said of it. */
interface BadFile {
  readonly name: string;
  readonly files: Files;
  readonly says: RegExp;
  /** The migration before it was applied, since each is all or nothing. */
  readonly first?: true;
}

const files: readonly BadFile[] = [
  {
    name: 'a syntax error',
    files: { 'm/1.js': `${head('aaaa')}export async function upgrade(op) { await ( }` },
    says: /1\.js.*(syntax|parsed|Unexpected)/is,
  },
  { name: 'no upgrade', files: { 'm/1.js': `${head('aaaa')}${down}` }, says: /1\.js.*upgrade/ },
  {
    name: 'no downgrade',
    files: { 'm/1.js': `${head('aaaa')}export async function upgrade() {}` },
    says: /1\.js.*downgrade/,
  },
  { name: 'no revision', files: { 'm/1.js': down }, says: /1\.js.*revision/ },
  { name: 'a down revision that is not there', files: { 'm/1.js': good.replace('null', `'zzzz'`) }, says: /zzzz/ },
  {
    name: 'two that follow each other',
    files: { 'm/1.js': `${head('aaaa', 'bbbb')}${down}`, 'm/2.js': `${head('bbbb', 'aaaa')}${down}` },
    says: /aaaa.*bbbb|bbbb.*aaaa/,
  },
  { name: 'one that follows itself', files: { 'm/1.js': good.replace('null', `'aaaa'`) }, says: /aaaa.*itself/ },
  { name: 'a second file of a revision', files: { 'm/1.js': good, 'm/2.js': good }, says: /1\.js.*2\.js|2\.js.*1\.js/ },
  {
    name: 'imports that go in a circle',
    files: {
      'm/1.js': `import { name } from '../a.js';\n${good.replace(`'good'`, 'name')}`,
      'a.js': `import { b } from './b.js'; export const name = b;`,
      'b.js': `import { name } from './a.js'; export const b = name;`,
    },
    says: /1\.js.*before initialization/is,
  },
  {
    name: 'an import that is not there',
    files: { 'm/1.js': `import 'nowhere-at-all';\n${good}` },
    says: /1\.js.*nowhere/is,
  },
  {
    name: 'a text in another encoding',
    files: { 'm/1.js': Buffer.from(good, 'utf16le').toString('latin1') },
    says: /1\.js/,
  },
  { name: '10 MB of something else', files: { 'm/1.js': 'x '.repeat(5_000_000) }, says: /^.{0,400}1\.js.{0,400}$/s },
  {
    name: 'an exception in the middle',
    files: { 'm/1.js': good, 'm/2.js': second(`await op.createSchema({ name: 'half' }); throw new Error('no more')`) },
    says: /The upgrade of 2\.js threw: no more\. Correct the file/,
    first: true,
  },
  {
    name: 'something thrown that is no error',
    files: { 'm/1.js': good, 'm/2.js': second(`await op.createSchema({ name: 'half' }); throw 'nothing'`) },
    says: /2\.js threw: nothing/,
    first: true,
  },
  {
    name: 'a promise that nobody awaits',
    files: {
      'm/1.js': good,
      'm/2.js': second(`await op.createSchema({ name: 'half' }); void op.createSchema({ name: 'lost' })`),
    },
    says: /2\.js.*createSchema.*await/s,
    first: true,
  },
  {
    name: 'a directive that is none',
    files: { 'm/1.js': good, 'm/2.js': second(`await op.createTabel({ name: 'half' })`) },
    says: /2\.js.*createTabel/s,
    first: true,
  },
  {
    name: 'an argument that is none',
    files: { 'm/1.js': good, 'm/2.js': second(`await op.createTable({ nmae: 'half' })`) },
    says: /2\.js.*`name`/s,
    first: true,
  },
  {
    name: 'SQL that PostgreSQL refuses, after some that it took',
    files: {
      'm/1.js': good,
      'm/2.js': second(`await op.createSchema({ name: 'half' }); await op.execute('selekt 1')`),
    },
    says: /2\.js.*op\.execute.*syntax error/s,
    first: true,
  },
  {
    name: 'SQL that ends the transaction',
    files: { 'm/1.js': good, 'm/2.js': second(`await op.execute('rollback'); await op.execute('begin')`) },
    says: /2\.js.*transaction/s,
    first: true,
  },
];

/** A state of the database, in SQL that its owner runs. */
interface BadState {
  readonly name: string;
  readonly setup: string;
  readonly undo: string;
  readonly says: RegExp;
  /** What the migration does; it makes a schema where this is left out. */
  readonly up?: string;
  readonly user?: string;
}

const states: readonly BadState[] = [
  {
    name: 'a role that may not create anything',
    setup: `create role nobody_here login`,
    undo: 'drop role nobody_here',
    user: 'nobody_here',
    says: /permission denied/,
  },
  {
    name: 'a database that only reads',
    setup: 'alter database $db set default_transaction_read_only = on',
    undo: 'set default_transaction_read_only = off; alter database $db reset default_transaction_read_only',
    says: /read-only transaction/,
  },
  {
    name: 'no room for temporary files',
    setup: `alter database $db set temp_file_limit = '64kB'; alter database $db set work_mem = '64kB'`,
    undo: 'alter database $db reset temp_file_limit; alter database $db reset work_mem',
    up: `await op.execute('create table big as select g from generate_series(1, 200000) g order by md5(g::text)')`,
    says: /temp_file_limit.*53400/s,
  },
  {
    name: 'a connection that is lost in the middle',
    setup: 'select 1',
    undo: 'select 1',
    up: `await op.createSchema({ name: 'half' }); await op.execute('select pg_terminate_backend(pg_backend_pid())')`,
    says: /connection.*(lost|broke|terminat)/is,
  },
  {
    name: 'a table of another sort in the place of the version table',
    setup: 'create table public.sluice_version (version_num varchar(32) primary key)',
    undo: 'drop table public.sluice_version',
    says: /sluice_version/,
  },
];

describe.each(withServers())('on PostgreSQL $major', ({ url }) => {
  let database: TestDatabase;
  let project: Project;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase(url);
    client = new pg.Client(database.url);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  beforeEach(
    async () =>
      void (await client.query(
        'drop schema if exists good cascade; drop schema if exists half cascade; drop schema public cascade; create schema public',
      )),
  );

  async function whole(): Promise<string> {
    const connection = await connect(database.url);
    try {
      return await readCatalog(connection, []);
    } finally {
      await connection.close();
    }
  }

  /** What a user is told. */
  async function failure(
    given: Files,
    target = database.url,
  ): Promise<{ readonly text: string; readonly code: number }> {
    project = makeProject({ 'package.json': '{"type":"module"}', ...given });
    try {
      await upgrade({ cwd: project.root, config: { migrations: './m' }, database: target });
      return { text: 'It went well.', code: 0 };
    } catch (error) {
      return { text: errorText(error, false), code: exitCodeOf(error) };
    } finally {
      project.remove();
    }
  }

  test.each(files)('$name', async ({ files: given, says, first }) => {
    if (first) expect((await failure({ 'm/1.js': good })).text).toBe('It went well.');
    const before = await whole();
    const { text, code } = await failure(given);
    expect(text).toMatch(/^Error: /);
    expect(text).toMatch(says);
    expect(text).not.toContain('bug in Sluice');
    expect(code).toBe(1);
    expect(await whole()).toBe(before);
  });

  test.each(states)('$name', async ({ setup, undo, says, user, up = `await op.createSchema({ name: 'good' });` }) => {
    const name = `"${new URL(database.url).pathname.slice(1)}"`;
    const target = new URL(database.url);
    if (user !== undefined) target.username = user;
    await client.query(setup.replaceAll('$db', name));
    try {
      const before = await whole();
      const text = `${head('aaaa')}export async function upgrade(op) { ${up} }\n${down}`;
      const { text: said, code } = await failure({ 'm/1.js': text }, target.href);
      expect(said).toMatch(/^Error: /);
      expect(said).toMatch(says);
      expect(said).not.toContain('bug in Sluice');
      expect(code).toBe(1);
      expect(await whole()).toBe(before);
    } finally {
      await client.query(undo.replaceAll('$db', name));
    }
  });
});
