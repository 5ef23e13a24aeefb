import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { connect } from '@sluice/database';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';
import { repository } from './fixtures/markdown.ts';

const first = `
  import { integer, pgEnum, pgTable, serial, text, uniqueIndex } from 'drizzle-orm/pg-core';
  export const mood = pgEnum('mood', ['sad', 'ok']);
  export const users = pgTable('users', {
    id: serial().primaryKey(),
    name: text().notNull().default('it''s').unique(),
    mood: mood().notNull().default('ok'),
  }, (t) => [uniqueIndex('users_lower').on(t.name, t.mood)]);
`.replace(`'it''s'`, `"it's"`);
const second = `${first}
  export const posts = pgTable('posts', {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    author: integer('author_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    title: text(),
  });
`;
const third = second.replace('title: text()', `title: text(), body: text().notNull().default('')`);

const patience = 240_000;

beforeAll(build);

/** What is looked at of what it prints. */
interface Adopted {
  readonly files: readonly { readonly state: string }[];
  readonly unknown: readonly string[];
  readonly revisions: readonly { readonly file: string; readonly revision: string }[];
  readonly stamped: string | null;
}

/** A project, and what its database is asked. */
interface Place extends CommandProject {
  readonly url: string;
  query(sql: string): Promise<readonly unknown[]>;
  /** Runs `sluice` on the database. */
  run(...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string };
  /** What `sluice adopt` prints as JSON. */
  adopt(...args: readonly string[]): Adopted;
  /** Forgets what Sluice wrote. */
  forget(): Promise<void>;
}

async function makePlace(url: string, orm: string): Promise<Place & { drop(): Promise<void> }> {
  const database: TestDatabase = await createDatabase(url);
  const project = makeCommandProject();
  rmSync(path.join(project.root, 'node_modules/drizzle-orm'));
  project.link('drizzle-orm', path.join(repository, 'node_modules', orm));
  project.link('pg');
  project.write({
    'models.ts': first,
    'sluice.config.js': `export default { models: './models.ts', database: process.env.DATABASE_URL };\n`,
  });
  const query = async (sql: string): Promise<readonly unknown[]> => {
    const connection = await connect(database.url);
    try {
      return await connection.query(sql);
    } finally {
      await connection.close();
    }
  };
  const run = (...args: readonly string[]) => project.sluice(args, { environment: { DATABASE_URL: database.url } });
  return {
    ...project,
    url: database.url,
    query,
    run,
    adopt: (...args) => {
      const { code, out, err } = run('adopt', ...args, '--json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return JSON.parse(out);
    },
    forget: async () => {
      rmSync(project.file('migrations'), { recursive: true, force: true });
      await query('drop table if exists sluice_version, sluice_version_ledger');
    },
    drop: async () => {
      project.remove();
      await database.drop();
    },
  };
}

/** The migrations of Sluice that are there. */
const written = (place: Place): readonly string[] =>
  existsSync(place.file('migrations')) ? readdirSync(place.file('migrations')).toSorted() : [];

/** What no adoption may change. */
const catalog = (place: Place): Promise<readonly unknown[]> =>
  place.query(`select n.nspname, c.relname, c.relkind, c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^(pg_|information)' and c.relname !~ '^sluice_version' order by c.oid`);

/** After an adoption: nothing is found, all reads well, and a new database is made the same. */
async function expectAdopted(place: Place): Promise<void> {
  expect(place.run('autogenerate', '-m', 'Again')).toMatchObject({
    code: 0,
    out: 'No changes: the database is what the models say. No file was written.\n',
    err: '',
  });
  expect(place.run('check')).toMatchObject({ code: 0, out: expect.stringMatching(/^Up to date/), err: '' });
  expect(place.run('current')).toMatchObject({ code: 0, out: expect.stringContaining('(head)') });
  const [kept] = await place.query(
    `select count(*) filter (where direction = 'stamp') > 0 as stamped, count(*) filter (where checksum is null) as unknown from sluice_version_ledger`,
  );
  expect(kept).toMatchObject({ stamped: true, unknown: '0' });
  const server = new URL(place.url);
  server.pathname = '/postgres';
  const fresh = await createDatabase(server.href);
  try {
    const inFresh = (...args: readonly string[]) => place.sluice(args, { environment: { DATABASE_URL: fresh.url } });
    expect(inFresh('upgrade')).toMatchObject({ code: 0, err: '' });
    expect(inFresh('check')).toMatchObject({ code: 0, err: '' });
  } finally {
    await fresh.drop();
  }
}

const [server] = withServers().slice(-1);
if (server === undefined) throw new Error('There is no server.');

describe.each([
  { kit: 'drizzle-kit', orm: 'drizzle-orm', line: '0.31' },
  { kit: 'drizzle-kit-next', orm: 'drizzle-orm-next', line: '1.0' },
])('a history of drizzle-kit $line', ({ kit, orm }) => {
  let place: Awaited<ReturnType<typeof makePlace>>;

  // It takes the drizzle-orm of the project, and what else it needs from this repository.
  const kitRuns = (...args: readonly string[]): void => {
    const bin = place.file('node_modules/drizzle-kit/bin.cjs');
    const done = spawnSync(process.execPath, ['--preserve-symlinks', '--preserve-symlinks-main', bin, ...args], {
      cwd: place.root,
      env: { ...process.env, DATABASE_URL: place.url, NODE_PATH: path.join(repository, 'node_modules') },
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`${args.join(' ')}: ${done.stdout}${done.stderr}`);
  };

  beforeAll(async () => {
    place = await makePlace(server.url, orm);
    place.link('drizzle-kit', path.join(repository, 'node_modules', kit));
    place.write({
      'drizzle.config.ts': `export default { dialect: 'postgresql', schema: './models.ts', out: './drizzle', dbCredentials: { url: process.env.DATABASE_URL } };`,
    });
    kitRuns('generate', '--name', 'first');
    // 1.0 tells its migrations apart by the second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    place.write({ 'models.ts': second });
    kitRuns('generate', '--name', 'second');
    kitRuns('migrate');
  }, patience);
  afterEach(async () => place.forget());
  afterAll(() => place.drop());

  test(
    'a dry run says what would be done, and does nothing',
    async () => {
      const before = await catalog(place);
      const { code, out, err } = place.run('adopt', '--dry-run');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out.replaceAll(/\d{8}\S*_baseline/g, 'BASELINE').replaceAll(/at [0-9a-f]{12}/g, 'at REVISION')).toMatch(
        /^Found: 2 migrations of drizzle-kit\.\n {2}applied {2}\S+_first\n {2}applied {2}\S+_second\nWould write migrations\/BASELINE\.ts\nWould record that the database is at REVISION\.\nThe database is what the models say: the next autogenerate is empty\.\n$/,
      );
      expect(written(place)).toEqual([]);
      expect(await catalog(place)).toEqual(before);
      expect(place.run('current').out).not.toContain('(head)');
    },
    patience,
  );

  test(
    'becomes one baseline',
    async () => {
      const before = await catalog(place);
      const result = place.adopt();
      expect(result).toMatchObject({ from: 'drizzle-kit', as: 'baseline', unknown: [], differences: [], besides: [] });
      expect(written(place)).toEqual([path.basename(result.revisions[0]?.file ?? '')]);
      expect(await catalog(place)).toEqual(before);
      expect(readFileSync(result.revisions[0]?.file ?? '', 'utf8')).toContain('// Careful: this drops everything');
      await expectAdopted(place);
      const again = place.run('adopt');
      expect(again).toMatchObject({ code: 1, err: expect.stringContaining('holds 1 revision already') });
      expect(again.err).toContain('`sluice stamp head`');
    },
    patience,
  );

  test(
    'becomes a revision for each file, and what is not applied is pending',
    async () => {
      place.write({ 'models.ts': third });
      await new Promise((resolve) => setTimeout(resolve, 1100));
      kitRuns('generate', '--name', 'third');
      const result = place.adopt('--as', 'history');
      expect(result.files.map(({ state }) => state)).toEqual(['applied', 'applied', 'pending']);
      expect(result.stamped).toBe(result.revisions[1]?.revision);
      expect(written(place)).toHaveLength(3);
      expect(place.run('autogenerate', '-m', 'Early')).toMatchObject({ code: 5 });
      expect(place.run('upgrade')).toMatchObject({ code: 0, err: '' });
      await expectAdopted(place);
      const back = place.run('downgrade', '-1');
      expect(back).toMatchObject({ code: 1, err: expect.stringContaining('which writes no way back') });
      await place.query('alter table posts drop column body');
    },
    patience,
  );

  test(
    'what differs from the record is told',
    async () => {
      await place.query(`update drizzle.__drizzle_migrations set hash = 'edited ' || hash where id = 1;
        insert into drizzle.__drizzle_migrations (hash, created_at) values ('gone', 1)`);
      const result = place.adopt('--dry-run');
      expect(result.unknown).toHaveLength(1);
      expect(result.files[0]).toMatchObject({ state: 'edited' });
      const { out } = place.run('adopt', '--dry-run');
      expect(out).toContain('Recorded as run, and no file is it: ');
      expect(out).toContain('_first has another text than the one that was run.');
      await place.query(`delete from drizzle.__drizzle_migrations where hash = 'gone';
        update drizzle.__drizzle_migrations set hash = replace(hash, 'edited ', '')`);
    },
    patience,
  );
});

describe('a database of Alembic, and one of no tool', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;

  beforeAll(async () => {
    place = await makePlace(server.url, 'drizzle-orm');
  });
  afterEach(async () => {
    await place.forget();
    await place.query('drop schema public cascade; create schema public');
  });
  afterAll(() => place.drop());

  const users = `
    create type mood as enum ('sad', 'ok');
    create table users (id serial primary key, name text not null default 'it''s' constraint users_name_unique unique,
      mood mood not null default 'ok');
    create unique index users_lower on users (name, mood);`;

  test(
    'the heads of Alembic are named, and its table stays and is not spoken of',
    async () => {
      await place.query(`${users} create table alembic_version (version_num varchar(32) primary key);
        insert into alembic_version values ('ae1027a6acf1'), ('27c6a30d7c24')`);
      expect(place.run('adopt', '--dry-run').out).toMatch(
        /^Found: public\.alembic_version of Alembic, at the heads 27c6a30d7c24, ae1027a6acf1\. It stays as it is\.\n/,
      );
      expect(place.adopt()).toMatchObject({ from: 'alembic', differences: [] });
      await expectAdopted(place);
      expect(await place.query('select version_num from alembic_version order by 1')).toHaveLength(2);
    },
    patience,
  );

  test(
    'by hand, with what no model says: it is made by SQL, and stays',
    async () => {
      await place.query(`${users}
        create function touch() returns trigger language plpgsql as $$ begin new.name := trim(new.name); return new; end $$;
        create trigger touch before insert on users for each row execute function touch();
        create table ledger (id integer);
        create view readers as select name from users;
        grant select on users to public`);
      const result = place.adopt();
      expect(result).toMatchObject({
        from: 'database',
        differences: [],
        besides: ['function touch()', 'trigger users.touch'],
      });
      expect(place.run('check').out).toMatch(/^Left alone, since no migration made it: /);
      const text = readFileSync(result.revisions[0]?.file ?? '', 'utf8');
      expect(text).not.toMatch(/ledger|readers|privileges/);
      const { code, out } = place.run('autogenerate', '-m', 'Again');
      expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/No file was written\.\n$/) });
    },
    patience,
  );

  test(
    'what differs from the models is for the next autogenerate',
    async () => {
      await place.query(`${users} alter table users add note text`);
      const { code, out } = place.run('adopt');
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringMatching(
          /The database differs from the models; the next autogenerate will write:\n {2}- column users\.note\n$/,
        ),
      });
      expect(place.run('autogenerate', '-m', 'Notes', '--no-proof')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^- column users\.note\n/),
      });
      expect(place.run('upgrade')).toMatchObject({ code: 0 });
      expect(place.run('downgrade', 'base')).toMatchObject({ code: 0 });
      expect(await place.query(`select relname from pg_class where relname = 'users'`)).toEqual([]);
    },
    patience,
  );

  test(
    'an empty database, a folder without migrations, a table that is not there',
    () => {
      const failure = (...args: readonly string[]) => {
        const { code, out, err } = place.run('adopt', ...args);
        expect({ code, out }).toEqual({ code: 1, out: '' });
        return err;
      };
      expect(failure()).toBe(
        'Error: There is nothing to take over: the database has nothing of what the models name. Name a database that has it with --database, or begin with `sluice autogenerate -m "…"`.\n',
      );
      expect(failure('--from', 'alembic')).toMatch(/the database has no table alembic_version\. Name the database/);
      expect(failure('--from', 'drizzle-kit')).toMatch(/drizzle holds no migrations of drizzle-kit/);
      expect(failure('--folder', 'db')).toMatch(/db holds no migrations of drizzle-kit/);
      expect(failure('--as', 'history')).toMatch(/only the files of drizzle-kit can be kept as a history/);
      expect(place.sluice(['adopt'])).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^Error: No database is configured/),
      });
      expect(place.sluice(['adopt', '--from', 'prisma'])).toMatchObject({ code: 2 });
    },
    patience,
  );
});
