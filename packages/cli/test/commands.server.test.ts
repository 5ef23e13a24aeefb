import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@sluice/database';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

const models = `
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  export const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull() });
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
    expect(project.sluice(['current', '--database', 'mysql://x:hunter2@y']).err).toMatch(
      /names no database: give a URL/,
    );
  });

  test('autogenerate, upgrade and check with DATABASE_URL', () => {
    const made = project.sluice(['autogenerate', '-m', 'Add users'], { environment: environment() });
    expect(made).toMatchObject({ code: 0, err: '', out: expect.stringContaining('+ table users\nWrote migrations/') });
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
    await new Promise((resolve) => setTimeout(resolve, 1500));
    waiting.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({
      code: 130,
      err: expect.stringContaining('Interrupted: nothing was changed;'),
    });
    run.kill('SIGINT');
    const { code, err } = await run.ended;
    expect(code).toBe(130);
    expect(err).toContain(
      'Error: Interrupted: bbbbbbbbbbbb was rolled back, and the 1 migration before it stayed; run `sluice upgrade` again to go on.',
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
});
