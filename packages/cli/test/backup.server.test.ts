import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@sluice/database';
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { connect as dial, createServer } from 'node:net';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

const migration = (revision: string, downRevision: string | null, table: string): string => `
  export const revision = '${revision}';
  export const downRevision = ${JSON.stringify(downRevision)};
  export async function upgrade(op) { await op.execute('create table ${table} (id int)'); }
  export async function downgrade(op) { await op.execute('drop table ${table}'); }
`;

/** The major of the `pg_dump` of this machine; none where there is none. */
const ofMachine = Number(/ (\d+)/.exec(spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout)?.[1]);

beforeAll(build);

describe.each(withServers())('on PostgreSQL $major', ({ url, major }) => {
  let database: TestDatabase;
  let project: CommandProject;
  const config = (more = ''): string =>
    `export default { models: './models.js', database: '${database.url}'${more} };\n`;
  const tables = async (): Promise<readonly unknown[]> => {
    const connection = await connect(database.url);
    try {
      return (await connection.query(`select relname from pg_class where relname in ('a', 'b') order by 1`)).map(
        ({ relname }) => relname,
      );
    } finally {
      await connection.close();
    }
  };
  /** A folder with a `pg_dump` that says it is of a version. */
  const tools = (folder: string, version: string): string => {
    project.write({ [`${folder}/pg_dump`]: `#!/bin/sh\necho "pg_dump (PostgreSQL) ${version}"\n` });
    chmodSync(project.file(`${folder}/pg_dump`), 0o755);
    return `, postgresBin: './${folder}'`;
  };

  beforeAll(async () => {
    database = await createDatabase(url);
    project = makeCommandProject({
      'sluice.config.js': config(),
      'migrations/1.js': migration('aaaa', null, 'a'),
      'migrations/2.js': migration('bbbb', 'aaaa', 'b'),
    });
    project.link('pg');
  });
  afterAll(async () => {
    project.remove();
    await database.drop();
  });

  test('no pg_dump, or one that is older than the server: nothing is run', async () => {
    project.write({
      'none.config.js': config(`, postgresBin: './nowhere'`),
      'old.config.js': config(tools('old', '9.6.24')),
    });
    expect(project.sluice(['upgrade', '--backup', 'backups', '-c', 'none.config.js'])).toEqual({
      code: 1,
      out: '',
      err: `Error: No backup was made, and no migration was run: there is no ${project.file('nowhere/pg_dump')}: install the client tools of PostgreSQL, and name their folder as \`postgresBin\` in the config where they are not on the PATH.\n`,
    });
    expect(project.sluice(['upgrade', '--backup', 'backups', '-c', 'old.config.js'])).toEqual({
      code: 1,
      out: '',
      err: `Error: No backup was made, and no migration was run: pg_dump is of PostgreSQL 9, and the server is ${major}: install the client tools of PostgreSQL ${major}, and name their folder as \`postgresBin\` in the config.\n`,
    });
    expect(await tables()).toEqual([]);
  });

  test('what cannot be read back is no backup', async () => {
    const version = `, postgresBin: './broken'`;
    tools('broken', `${major}.1`);
    project.write({
      'broken/pg_restore': '#!/bin/sh\necho "not an archive" >&2\nexit 1\n',
      'broken.config.js': config(version),
    });
    chmodSync(project.file('broken/pg_restore'), 0o755);
    expect(project.sluice(['upgrade', '--backup', 'broken-backups', '-c', 'broken.config.js'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('pg_restore failed: not an archive'),
    });
    expect(readdirSync(project.file('broken-backups'))).toEqual([]);
    expect(await tables()).toEqual([]);
  });

  test('a backup comes before the first migration, and its command brings the database back', async () => {
    expect(project.sluice(['upgrade', 'aaaa', '-q'])).toMatchObject({ code: 0 });
    const { code, out, err } = project.sluice(['upgrade', '--backup', 'backups', '--json']);
    if (ofMachine !== major) {
      expect({ code, err }).toEqual({
        code: 1,
        err: expect.stringMatching(/^Error: No backup was made, and no migra/),
      });
      expect(await tables()).toEqual(['a']);
      return;
    }
    const { backup }: { readonly backup: { readonly file: string; readonly restore: string } } = JSON.parse(out);
    expect(backup.file).toBe(project.file(`backups/${readdirSync(project.file('backups')).join()}`));
    expect(await tables()).toEqual(['a', 'b']);
    const restored = spawnSync('sh', ['-c', backup.restore], { encoding: 'utf8' });
    expect({ status: restored.status, stderr: restored.stderr }).toEqual({ status: 0, stderr: '' });
    expect(await tables()).toEqual(['a']);
    expect(project.sluice(['upgrade', '--backup', 'backups']).out).toMatch(
      /^Backed up {2}backups\/.*\.dump\n {11}to bring it back, .*: pg_restore --clean .*\nUpgraded {3}bbbb/,
    );
    expect(project.sluice(['upgrade', '--backup', 'none-is-made']).out).toMatch(/^Nothing to do/);
  });

  test('check --pending asks the database alone', () => {
    project.sluice(['upgrade', '-q']);
    expect(project.sluice(['check', '--pending'])).toEqual({
      code: 0,
      out: 'The database has every migration.\n',
      err: '',
    });
    project.sluice(['downgrade', '-1', '-q']);
    expect(project.sluice(['check', '--pending'])).toMatchObject({
      code: 5,
      out: expect.stringMatching(/^pending bbbb \(head\)\n1 migration not applied yet: run sluice upgrade\n$/),
    });
    expect(project.sluice(['check', '--pending', '--json'])).toMatchObject({ code: 5 });
  });

  test('--wait waits for a server that does not answer yet', async () => {
    const { hostname, port } = new URL(database.url);
    // A port that is nobody's until the server is let through it.
    const gate = createServer();
    const free = await new Promise<number>((resolve) => {
      gate.listen(0, '127.0.0.1', () => {
        const address = gate.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    await new Promise((resolve) => gate.close(resolve));
    const target = new URL(database.url);
    target.hostname = '127.0.0.1';
    target.port = String(free);
    const command = ['current', '--database', target.href];
    expect(project.sluice(command)).toMatchObject({ code: 1 });
    const waiting = project.start(['upgrade', '--wait', '60', '--database', target.href]);
    await waiting.printed('The database does not answer yet');
    gate.on('connection', (socket) => {
      const server = dial(Number(port), hostname);
      socket.pipe(server).pipe(socket);
      socket.on('error', () => server.destroy());
      server.on('error', () => socket.destroy());
    });
    gate.listen(free, '127.0.0.1');
    const { code, out } = await waiting.ended;
    gate.close();
    expect(code).toBe(0);
    expect(out).toMatch(/the database is at bbbb/);
  });
});
