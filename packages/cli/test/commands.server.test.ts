import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from '@sluice/database';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

const models = `
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  export const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull() });
`;
const withOrg = `${models}
  export const org = pgTable('org', { id: integer().primaryKey(), name: text().unique() });
`;

/** A migration with a body of its own. */
const migration = (revision: string, downRevision: string | null, upgrade: string): string => `
  export const revision = '${revision}';
  export const downRevision = ${JSON.stringify(downRevision)};
  export async function upgrade(op) { ${upgrade} }
  export async function downgrade(op) {}
`;

beforeAll(build);

describe.each(withServers())('on PostgreSQL $major', ({ url }) => {
  let database: TestDatabase;
  let project: CommandProject;
  const environment = (): { readonly DATABASE_URL: string } => ({ DATABASE_URL: database.url });

  beforeAll(async () => {
    database = await createDatabase(url);
    project = makeCommandProject({
      'sluice.config.js': `export default { models: './models.js' };\n`,
      'models.js': models,
    });
    project.link('pg');
  });
  afterAll(async () => {
    project.remove();
    await database.drop();
  });

  async function ask(sql: string): Promise<unknown> {
    const connection = await connect(database.url);
    try {
      return await connection.query(sql);
    } finally {
      await connection.close();
    }
  }

  test('nobody answers, a password that is wrong, a database that is not there', () => {
    const refused = new URL(url);
    refused.port = '1';
    const current = (target: URL) => project.sluice(['current', '--database', target.href]);
    expect(current(refused)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^Error: PostgreSQL at .*:1 cannot be reached \(.*ECONNREFUSED.*\): check host and port/,
      ),
    });
    const missing = new URL(url);
    missing.pathname = '/nowhere';
    expect(current(missing)).toMatchObject({
      code: 1,
      err: expect.stringContaining('has no database "nowhere": create it'),
    });
    const stranger = new URL(url);
    stranger.username = 'stranger';
    stranger.password = 'hunter2';
    const { code, err } = current(stranger);
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: PostgreSQL at .* refuses user "stranger" \(.*\): check the user and the password/);
    expect(err).not.toContain('hunter2');
    expect(project.sluice(['current', '--database', 'mysql://x:hunter2@y']).err).toMatch(/is no database: give a URL/);
  });

  test('autogenerate, upgrade and check with DATABASE_URL', () => {
    const made = project.sluice(['autogenerate', '-m', 'Add users'], { environment: environment() });
    expect(made).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\+ table users\nProved: PGlite .*\nWrote migrations\//),
    });
    expect(project.sluice(['upgrade'], { environment: environment() })).toMatchObject({ code: 0 });
    expect(project.sluice(['check'], { environment: environment() })).toMatchObject({ code: 0 });
  });

  test('what the models do not own is named and left alone', async () => {
    await ask('create table ledger (id integer)');
    const { code, out } = project.sluice(['check'], { environment: environment() });
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^Left alone, since no migration made it: table ledger\nUp to date/),
    });
    await ask('drop table ledger');
  });

  test('a connected client that the config gives does not keep the process', () => {
    const given = `import pg from 'pg';
      export default { models: './models.js', database: async () => {
        const client = new pg.Client(${JSON.stringify(database.url)});
        await client.connect();
        return client;
      } };`;
    project.write({ 'given.config.js': given });
    expect(project.sluice(['current', '-c', 'given.config.js'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('(head)'),
    });
  });

  test('Ctrl-C in the middle of a statement: the server ends it, and nothing of the migration is there', async () => {
    const { out } = project.sluice(['heads', '--json']);
    const [{ revision }] = JSON.parse(out);
    project.write({
      'migrations/2_first.js': migration('aaaaaaaaaaaa', revision, `await op.createSchema({ name: 'first' });`),
      'migrations/3_slow.js': migration(
        'bbbbbbbbbbbb',
        'aaaaaaaaaaaa',
        `await op.createSchema({ name: 'second' }); console.log('under way'); await op.execute('select pg_sleep(60)');`,
      ),
    });
    const run = project.start(['upgrade'], { environment: environment() });
    await run.printed('under way');
    const waiting = project.start(['upgrade'], { environment: environment() });
    await waiting.printed('waiting for it');
    waiting.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({
      code: 130,
      err: expect.stringContaining('Interrupted: nothing was changed;'),
    });
    run.kill('SIGINT');
    const { code, err } = await run.ended;
    expect(code).toBe(130);
    expect(err).toContain(
      'Error: Interrupted: bbbbbbbbbbbb was rolled back, and 1 migration before it stayed; run `sluice upgrade` again to go on.',
    );
    expect(await ask(`select nspname from pg_namespace where nspname in ('first', 'second')`)).toEqual([
      { nspname: 'first' },
    ]);
    expect(await ask('select revision from sluice_version')).toEqual([{ revision: 'aaaaaaaaaaaa' }]);
    expect(
      await ask(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      ),
    ).toEqual([{ n: 0 }]);
  });

  test('Ctrl-C in a proof on a server: its scratch database is gone, and the file is as it was', async () => {
    const slow = migration(
      'cccccccccccc',
      null,
      `const { rows } = await op.query('select current_database()'); console.log('in ' + rows[0].current_database + '.'); await op.execute('select pg_sleep(60)');`,
    );
    project.write({
      'slow/1_slow.js': slow,
      'slow.config.js': `export default { models: './models.js', migrations: './slow' };\n`,
    });
    const run = project.start(['prove', '-c', 'slow.config.js', '--scratch', url]);
    await run.printed('in sluice_proof_');
    run.kill('SIGINT');
    const { code, out, err } = await run.ended;
    expect({ code, err }).toEqual({
      code: 130,
      err: 'Stopping: what is under way is rolled back.\nInterrupted.\n',
    });
    expect(readFileSync(project.file('slow/1_slow.js'), 'utf8')).toBe(slow);
    expect(
      await ask(`select datname from pg_database where datname = '${/^in (\w+)\.$/m.exec(out)?.[1] ?? ''}'`),
    ).toEqual([]);
  });
});

// What is printed depends on no version.
describe.each(withServers().slice(-1))('from models to a database and back', ({ url }) => {
  let database: TestDatabase;
  let project: CommandProject;
  const migrations = (): readonly string[] => readdirSync(project.file('migrations')).toSorted();
  const migrationOf = (slug: string): string => migrations().find((name) => name.endsWith(`_${slug}.ts`)) ?? '';

  beforeAll(async () => {
    database = await createDatabase(url);
    project = makeCommandProject({
      'sluice.config.js': `export default { models: './models.js', database: '${database.url}' };\n`,
      'models.js': models,
    });
  });
  afterAll(async () => {
    project.remove();
    await database.drop();
  });

  test('before there is a migration, nothing is to be done', () => {
    expect(project.sluice(['history'])).toEqual({ code: 0, out: 'There are no migrations.\n', err: '' });
    expect(project.sluice(['upgrade'])).toMatchObject({
      code: 0,
      out: 'Nothing to do: the database is at its base.\n',
    });
    expect(project.sluice(['current'])).toMatchObject({
      code: 0,
      out: 'The database is at its base: no migration is applied.\n',
    });
  });

  test('a dry run prints the file and writes none', () => {
    const { code, out, err } = project.sluice(['autogenerate', '-m', 'Add users', '--dry-run']);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^\+ table users\nProved: PGlite .*\n$/) });
    expect(out).toContain(`await op.createTable({\n    name: 'users',`);
    expect(existsSync(project.file('migrations'))).toBe(false);
  });

  test('autogenerate says what it found and where it wrote it, in the prettier style of the project', () => {
    const { code, out, err } = project.sluice(['autogenerate', '-m', 'Add users']);
    const [name = ''] = migrations();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replace(/(?<=Proved: PGlite )[\d.]+/, '18')).toBe(
      `+ table users\nProved: PGlite 18, there, back and there again\nWrote migrations/${name}\nReview it, then run: sluice upgrade\n`,
    );
    expect(name).toMatch(/^\d{8}_\d{4}_[0-9a-f]{12}_add_users\.ts$/);
    expect(readFileSync(project.file(`migrations/${name}`), 'utf8')).toContain(`import type { Op } from 'sluice';`);
  });

  test('on a database that lacks it, nothing is written, and the message says what to do', () => {
    expect(project.sluice(['autogenerate', '-m', 'Again'])).toEqual({
      code: 5,
      out: '',
      err: 'Error: The database is behind by 1 revision: run `sluice upgrade head`, then run this again.\n',
    });
    expect(project.sluice(['check'])).toMatchObject({
      code: 5,
      out: expect.stringMatching(/^pending [0-9a-f]{12} \(head\)/),
    });
    expect(migrations()).toHaveLength(1);
  });

  test('upgrade names each migration', () => {
    const { code, out, err } = project.sluice(['upgrade']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^Upgraded {3}[0-9a-f]{12} Add users \(\d.*s\)\nDone: 1 migration; the database is at [0-9a-f]{12}\.\n$/,
    );
    expect(project.sluice(['upgrade']).out).toMatch(/^Nothing to do: the database is at [0-9a-f]{12}\.\n$/);
  });

  test('a second autogenerate finds nothing and writes no file', () => {
    expect(project.sluice(['revision', '--autogenerate', '-m', 'Again'])).toEqual({
      code: 0,
      out: 'No changes: the database is what the models say. No file was written.\n',
      err: '',
    });
    expect(project.sluice(['check'])).toMatchObject({ code: 0, out: expect.stringMatching(/^Up to date/) });
    expect(migrations()).toHaveLength(1);
  });

  test('check names each difference and ends with its own exit code', () => {
    project.write({ 'models.js': withOrg });
    expect(project.sluice(['check'])).toEqual({
      code: 3,
      out: '+ table org\n1 difference between the models and the database: run sluice autogenerate -m "…"\n',
      err: '',
    });
    const { code, out } = project.sluice(['check', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      upToDate: false,
      differences: [{ directive: 'createTable', args: { name: 'org' } }],
    });
  });

  test('as JSON', () => {
    const { code, out } = project.sluice(['autogenerate', '-m', 'Add org', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      file: expect.stringMatching(/_add_org\.ts$/),
      upgrade: [{ directive: 'createTable' }],
      downgrade: [{ directive: 'dropTable', args: { name: 'org' } }],
      leftAlone: [],
    });
    expect(JSON.parse(project.sluice(['upgrade', '--json', '+1']).out)).toMatchObject({
      migrations: [{ message: 'Add org', direction: 'upgrade' }],
    });
  });

  test('history, heads and current', () => {
    const lines = project.sluice(['history']).out.split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^[0-9a-f]{12} \(head\) {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}Add org$/),
      expect.stringMatching(/^[0-9a-f]{12} {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}Add users$/),
      '',
    ]);
    expect(project.sluice(['heads']).out).toBe(`${lines[0] ?? ''}\n`);
    expect(project.sluice(['history', '-r', 'current:']).out).toBe(`${lines[0] ?? ''}\n`);
    expect(project.sluice(['current', '--quiet']).out).toBe(`${lines[0] ?? ''}\n`);
  });

  test('a target of -1 is no option', () => {
    const { code, out } = project.sluice(['downgrade', '-1', '--config', 'sluice.config.js']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Downgraded [0-9a-f]{12} Add org/);
    expect(project.sluice(['current']).out).toMatch(/Add users\n1 migration not applied yet: run sluice upgrade\n$/);
    expect(project.sluice(['downgrade', '--quiet', 'base'])).toEqual({ code: 0, out: '', err: '' });
  });

  test('a change that cannot be made is refused', () => {
    expect(project.sluice(['upgrade', '-q']).code).toBe(0);
    project.write({ 'models.js': withOrg.replaceAll('integer', 'date') });
    const { code, out, err } = project.sluice(['autogenerate', '-m', 'Dates']);
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toMatch(
      /^Error: column:public\.org\.id: PostgreSQL has no cast from integer to date\. Say how a value comes along, as SQL over "id": --using org\.id:"expression"\./,
    );
    expect(migrations()).toHaveLength(2);
    project.write({ 'models.js': withOrg });
    expect(project.sluice(['downgrade', 'base', '-q']).code).toBe(0);
  });

  test('a revision that is not there', () => {
    expect(project.sluice(['upgrade', 'zzz'])).toEqual({
      code: 1,
      out: '',
      err: 'Error: No revision or branch label is, or begins with, "zzz"; see the history for those that are there.\n',
    });
  });

  test('a database with a revision that is not among the files', () => {
    expect(project.sluice(['upgrade', '-q']).code).toBe(0);
    const newest = migrationOf('add_org');
    const text = readFileSync(project.file(`migrations/${newest}`), 'utf8');
    rmSync(project.file(`migrations/${newest}`));
    const { code, err } = project.sluice(['current']);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^Error: The database is at revision [0-9a-f]{12}, which is not among the migrations; restore its file/,
    );
    project.write({ [`migrations/${newest}`]: text });
  });

  test('a migration that fails: where, why, and that nothing was kept', () => {
    const { out } = project.sluice(['revision', '-m', 'Wrong', '-q']);
    const file = project.file(out.trim());
    const filler = `select ${'1 + '.repeat(200)}1;\\n`;
    const upgrade = `await op.execute("${filler.repeat(5)}select nothing from users;\\n${filler.repeat(5)}");`;
    const text = readFileSync(file, 'utf8')
      .replace('_op: Op', 'op: Op')
      .replace(/(upgrade.*\{)/, `$1\n${upgrade}\n`);
    project.write({ [out.trim()]: text });
    const { code, err } = project.sluice(['upgrade']);
    expect(code).toBe(1);
    expect(err).toContain('failed in op.execute: column "nothing" does not exist (42703). Nothing of it was kept.');
    expect(err).toContain('> 6 | select nothing from users;\n    |        ^\n');
    expect(err.split('\n').every((line) => line.length < 260)).toBe(true);
    expect(err).not.toContain('This is a bug');
  });

  test('a migration that throws', () => {
    const wrong = migrationOf('wrong');
    const text = readFileSync(project.file(`migrations/${wrong}`), 'utf8');
    project.write({ [`migrations/${wrong}`]: text.replace(/await op\.execute.*/, `throw new Error('Not today');`) });
    const plain = project.sluice(['upgrade']);
    expect(plain).toEqual({
      code: 1,
      out: '',
      err: `Error: The upgrade of ${wrong} threw: Not today. Correct the file; nothing of this migration was kept.\n`,
    });
    expect(project.sluice(['upgrade', '--debug']).err).toContain('Caused by:\nError: Not today\n    at');
  });
});
