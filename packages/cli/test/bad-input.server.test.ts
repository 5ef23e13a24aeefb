import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalog, connect } from '@sluice/database';
import pg from 'pg';
import { upgrade, type Config, type UpgradeOptions } from 'sluice';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { startCrampedServer, startReplicatedServer, type Server } from '../../../test-support/servers.ts';
import { errorText, exitCodeOf } from '../src/error-text.ts';
import { makeProject, type Files } from './fixtures/project.ts';

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
  {
    name: 'a revision that a file exports twice',
    files: { 'm/1.js': `${head('aaaa')}export const revision = 'bbbb';\n${down}` },
    says: /1\.js.*revision/s,
  },
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
    name: 'a text in UTF-16',
    files: { 'm/1.js': Buffer.from(`\uFEFF${good}`, 'utf16le') },
    says: /1\.js:1: this line is not UTF-8: save the file/,
  },
  {
    name: 'a text in Latin-1, with an umlaut in a name',
    files: { 'm/1.js': Buffer.from(good.replace(`'good'`, `'gut', comment: 'g\u00fct'`), 'latin1') },
    says: /1\.js:2: this line is not UTF-8: save the file/,
  },
  {
    name: 'a text in Latin-1 that it imports',
    files: {
      'm/1.ts': `import { name } from '../a.ts';\n${good.replace(`'good'`, 'name')}`,
      'a.ts': Buffer.from(`export const name = 'g\u00fct';`, 'latin1'),
    },
    says: /a\.ts:1.*not UTF-8/s,
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

const MAKES_A_SCHEMA = `await op.createSchema({ name: 'good' });`;

/** A state of the database, in SQL that its owner runs. */
interface BadState {
  readonly name: string;
  readonly setup: string;
  readonly undo: string;
  readonly says: RegExp;
  /** What the migration does; it makes a schema where this is left out. */
  readonly up?: string;
  readonly user?: string;
  readonly versionTable?: Config['versionTable'];
  readonly lock?: 'lease';
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
    says: /read-only transaction.*default_transaction_read_only/s,
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
    setup: 'create table public.sluice_version (revision text, note text)',
    undo: 'drop table public.sluice_version',
    says: /public\.sluice_version is no version table of Sluice: its columns are revision, note\. Nothing was changed\. Give Sluice a table of its own \(`versionTable` in the config/,
  },
  {
    name: 'the table of Alembic in its place',
    setup: `create table public.alembic_version (version_num varchar(32) primary key); insert into public.alembic_version values ('1f')`,
    undo: 'drop table public.alembic_version',
    versionTable: { name: 'alembic_version' },
    says: /public\.alembic_version is no version table .* as in that of Alembic\. .*`sluice adopt`/,
  },
  {
    name: 'the table of drizzle-kit in its place, where turns are taken by a lease',
    setup:
      'create schema "drizzle kit"; create table "drizzle kit".__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
    undo: 'drop schema "drizzle kit" cascade',
    versionTable: { schema: 'drizzle kit', name: '__drizzle_migrations' },
    lock: 'lease',
    says: /drizzle kit\.__drizzle_migrations is no version table .* as in that of drizzle-kit\. .*`sluice adopt`/,
  },
];

async function catalogOf(url: string): Promise<string> {
  const connection = await connect(url);
  try {
    return await readCatalog(connection, []);
  } finally {
    await connection.close();
  }
}

/** What a user is told, and with which exit code. */
interface Told {
  readonly text: string;
  readonly code: number;
}

async function failureOf(given: Files, options: UpgradeOptions): Promise<Told> {
  const project = makeProject({ 'package.json': '{"type":"module"}', ...given });
  try {
    await upgrade({ cwd: project.root, config: { migrations: './m' }, ...options });
    return { text: 'It went well.', code: 0 };
  } catch (error) {
    return { text: errorText(error, false), code: exitCodeOf(error) };
  } finally {
    project.remove();
  }
}

describe.each(withServers())('on PostgreSQL $major', ({ url }) => {
  let database: TestDatabase;
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

  const failure = async (given: Files, options: Partial<UpgradeOptions> = {}): Promise<Told> =>
    failureOf(given, { database: database.url, ...options });
  const whole = async (): Promise<string> => catalogOf(database.url);

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

  test.each(states)('$name', async ({ setup, undo, says, user, versionTable, lock, up = MAKES_A_SCHEMA }) => {
    const name = `"${new URL(database.url).pathname.slice(1)}"`;
    const target = new URL(database.url);
    if (user !== undefined) target.username = user;
    await client.query(setup.replaceAll('$db', name));
    try {
      const before = await whole();
      const text = `${head('aaaa')}export async function upgrade(op) { ${up} }\n${down}`;
      const { text: said, code } = await failure(
        { 'm/1.js': text },
        { database: target.href, config: { migrations: './m', versionTable }, lock },
      );
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

describe.each([14, 18])('where the disk of PostgreSQL %i is full', (major) => {
  let server: Server;
  beforeAll(async () => {
    server = await startCrampedServer(major);
  });
  afterAll(() => server.stop());

  const run = async (...ups: readonly string[]): Promise<Told> =>
    failureOf(Object.fromEntries([['m/1.js', good], ...ups.map((up) => ['m/2.js', second(up)])]), {
      database: server.url,
    });

  test('nothing of a migration is kept, and what was applied before it stays', async () => {
    await run();
    const before = await catalogOf(server.url);
    const { text, code } = await run(
      `await op.createSchema({ name: 'half' });
       await op.execute("create table half.big as select repeat(md5(g::text), 20) from generate_series(1, 100000) g");`,
    );
    expect(text).toMatch(
      /2\.js.* failed in op\.execute: could not extend file .*; Check free disk space\. Nothing of it was kept\./s,
    );
    expect(text).not.toContain('bug in Sluice');
    expect(code).toBe(1);
    expect(await catalogOf(server.url)).toBe(before);
  });

  test('an index that has no room is built by the run after there is', async () => {
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(
      'create table wide as select g, repeat(md5(g::text), 8) as t from generate_series(1, 40000) g; alter table wide alter t set storage plain',
    );
    const up = `await op.execute("create table beside (id int)");
      await op.createIndex({ table: 'wide', name: 'wide_ix', columns: [{ column: 't' }, { expression: "(t || 'x')" }, { expression: "(t || 'y')" }, { expression: "(t || 'z')" }], concurrently: true });`;
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { text, code } = await run(up);
      expect(text).toMatch(
        /could not (extend|write to) file .* The next run clears away what it left and tries it again\./s,
      );
      expect(code).toBe(1);
    }
    await client.query('delete from wide where g > 10');
    expect((await run(up)).text).toBe('It went well.');
    const { rows } = await client.query(
      `select indisvalid as valid, (select array_agg(revision) from sluice_version) as revisions from pg_index where indexrelid = 'wide_ix'::regclass`,
    );
    expect(rows).toEqual([{ valid: true, revisions: ['bbbb'] }]);
    await client.end();
  });
});

test('a replica that only reads', async () => {
  const server = await startReplicatedServer(18);
  try {
    const before = await catalogOf(server.replicaUrl);
    for (const lock of ['advisory', 'lease'] as const) {
      const { text, code } = await failureOf({ 'm/1.js': good }, { database: server.replicaUrl, lock });
      expect(text).toMatch(/^Error: .*(recovery|read-only)/s);
      expect(text).toContain('primary');
      expect(text).not.toContain('bug in Sluice');
      expect(code).toBe(1);
    }
    expect(await catalogOf(server.url)).toBe(before);
  } finally {
    await server.stop();
  }
});
