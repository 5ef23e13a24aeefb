import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '@sluice/database';
import { withServers } from '../../../test-support/database.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

const migration = (revision: string, down: string | null, upgrade: string, downgrade: string): string => `
  export const revision = '${revision}';
  export const downRevision = ${JSON.stringify(down)};
  export async function upgrade(op) { ${upgrade} }
  export async function downgrade(op) { ${downgrade} }
`;

// What is measured is PostgreSQL's; what is printed depends on no version.
describe.each(withServers().slice(-1))('sluice review --scratch, on PostgreSQL $major', ({ url, major }) => {
  let project: CommandProject;
  const scratches = async (): Promise<readonly unknown[]> => {
    const connection = await connect(url);
    const rows = await connection.query(`select datname from pg_database where datname like 'sluice\\_proof\\_%'`);
    await connection.close();
    return rows.map(({ datname }) => datname);
  };
  beforeAll(() => {
    build();
    project = makeCommandProject({
      'sluice.config.js': `export default { models: './models.js' };\n`,
      'models.js': `import { integer, pgTable } from 'drizzle-orm/pg-core';\nexport const a = pgTable('a', { id: integer(), n: integer() });\n`,
      'migrations/a.js': migration(
        'aaaa',
        null,
        `await op.createTable({ name: 'a', columns: [{ name: 'id', type: 'integer' }] });`,
        `await op.dropTable({ name: 'a' });`,
      ),
      'migrations/b.js': migration(
        'bbbb',
        'aaaa',
        `await op.addColumn({ table: 'a', name: 'n', type: 'integer' });`,
        `await op.dropColumn({ table: 'a', name: 'n' });`,
      ),
      'slow/a.js': migration(
        'cccc',
        null,
        `const { rows } = await op.query('select current_database()'); console.log('in ' + rows[0].current_database + '.'); await op.execute('select pg_sleep(60)');`,
        '',
      ),
      'slow.config.js': `export default { models: './models.js', migrations: './slow' };\n`,
    });
  });
  afterAll(() => project.remove());

  test('measures there, and leaves no database behind', async () => {
    const { code, out, err } = project.sluice(['review', '--scratch', url, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      migrations: [
        {
          revision: 'bbbb',
          proof: { verdict: 'proved', text: expect.stringContaining(`PostgreSQL ${major}`) },
          changes: [{ sign: '+', object: 'column a.n' }],
          upgrade: { locks: [{ table: 'a', lock: 'ACCESS EXCLUSIVE', blocks: 'reads or writes it', work: [] }] },
        },
      ],
    });
  });

  test('Ctrl-C: its database is gone', async () => {
    const run = project.start(['review', '-c', 'slow.config.js', '--scratch', url]);
    await run.printed('in sluice_proof_');
    run.kill('SIGINT');
    const { code, out, err } = await run.ended;
    expect({ code, err }).toEqual({
      code: 130,
      err: 'Stopping: what is under way is rolled back.\nInterrupted.\n',
    });
    expect(await scratches()).not.toContain(/^in (\w+)\.$/m.exec(out)?.[1]);
  });
});
