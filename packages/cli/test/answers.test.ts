import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

const table = (name: string, column: string): string => `
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  export const users = pgTable('${name}', { id: integer().primaryKey(), ${column}: text() });
`;

/** Makes a process believe that somebody sits at a terminal. */
const terminal = `data:text/javascript,${encodeURIComponent(`
  for (const stream of [process.stdin, process.stderr]) Object.defineProperty(stream, 'isTTY', { value: true });
  process.stdin.setRawMode = () => process.stdin;
`)}`;
const attended = { node: ['--import', terminal] };

let project: CommandProject;
const migrations = (): readonly string[] => readdirSync(project.file('migrations'));

beforeAll(() => {
  build();
  project = makeCommandProject({
    'sluice.config.js': `export default { models: './models.js', exclude: ['tmp_*'] };\n`,
    'models.js': table('users', 'name'),
  });
  expect(project.sluice(['autogenerate', '-m', 'Add users', '--no-proof'])).toMatchObject({ code: 0 });
});
afterAll(() => project.remove());

describe('something goes and something comes', () => {
  beforeEach(() => project.write({ 'models.js': table('users', 'mail') }));
  const autogenerate = ['autogenerate', '-m', 'Mail', '--no-proof'];

  test('nobody is there to be asked: exit code 4, and the options that would answer', () => {
    const { code, out, err } = project.sluice(autogenerate);
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('column users.name goes\n');
    expect(err).toContain('--rename users.name:mail ');
    expect(err).toContain('--drop users.name ');
    expect(migrations()).toHaveLength(1);
  });

  test('--drop answers', () => {
    const { code, out } = project.sluice([...autogenerate, '--drop', 'users.name', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toContain(`op.addColumn({ table: 'users', name: 'mail', type: 'text' })`);
    expect(out).toContain(`op.dropColumn({ table: 'users', name: 'name' })`);
  });

  test('--drop of something that is not there, and of something that the models have', () => {
    expect(project.sluice([...autogenerate, '--drop', 'users.fax'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--drop users.fax: there is no users.fax in the database.'),
    });
    expect(project.sluice([...autogenerate, '--rename', 'users.name:mail', '--drop', 'users.id'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--drop users.id: the models have users.id.'),
    });
    expect(migrations()).toHaveLength(1);
  });

  test('Ctrl-C at the question: exit code 130, and nothing is written', async () => {
    const running = project.start(autogenerate, attended);
    await running.printed('Is users.mail a new column');
    running.type('\u0003');
    expect(await running.ended).toMatchObject({
      code: 130,
      out: '',
      err: expect.stringContaining('Interrupted: nothing was written.'),
    });
    expect(migrations()).toHaveLength(1);
  });
});

describe('what is named after something that is renamed', () => {
  beforeEach(() => project.write({ 'models.js': table('members', 'name') }));
  const autogenerate = ['autogenerate', '-m', 'Members', '--no-proof', '--dry-run', '--rename', 'users:members'];

  test('stays, and is said', () => {
    const { code, out, err } = project.sluice(autogenerate);
    expect(code).toBe(0);
    expect(out).not.toContain('renamePrimaryKey');
    expect(err).toMatch(
      /^Still named after an old name: .*users_pkey.*\. With --rename-along they are renamed along\.$/m,
    );
    const { oldNames } = JSON.parse(project.sluice([...autogenerate, '--json']).out);
    expect(oldNames).toContainEqual({
      what: 'primary key',
      on: 'members',
      from: 'users_pkey',
      to: 'members_pkey',
    });
  });

  test('goes along, with --rename-along', () => {
    const { code, out, err } = project.sluice([...autogenerate, '--rename-along']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /op\.renamePrimaryKey\(\{\s+table: 'users',\s+name: 'users_pkey',\s+to: 'members_pkey',?\s+\}\)/,
    );
    expect(err).not.toContain('Still named');
  });

  test('stays without a word, with --no-rename-along', () => {
    const { out, err } = project.sluice([...autogenerate, '--no-rename-along']);
    expect(out).not.toContain('renamePrimaryKey');
    expect(err).not.toContain('Still named');
  });

  test('is asked about at a terminal', async () => {
    const running = project.start(autogenerate, attended);
    await running.printed('Rename also what is named after it');
    running.type('\r');
    const { code, out } = await running.ended;
    expect(code).toBe(0);
    expect(out).toMatch(
      /op\.renamePrimaryKey\(\{\s+table: 'users',\s+name: 'users_pkey',\s+to: 'members_pkey',?\s+\}\)/,
    );
  });

  test('Ctrl-C at that question', async () => {
    const running = project.start(autogenerate, attended);
    await running.printed('Rename also what is named after it');
    running.type('\u0003');
    expect(await running.ended).toMatchObject({ code: 130, out: '' });
  });
});

test('check --all names all that is left alone, and what the config leaves out', () => {
  const names = Array.from({ length: 12 }, (_, i) => `other_${String(i).padStart(2, '0')}`);
  project.write({
    'models.js': table('users', 'name'),
    'other.config.js': `export default { models: './models.js', exclude: ['tmp_*'], database: 'pglite:./db' };\n`,
    'fill.js': `
      import { PGlite } from '@electric-sql/pglite';
      const lite = await PGlite.create('./db');
      await lite.exec(${JSON.stringify([...names, 'tmp_a'].map((name) => `create table ${name} (id integer);`).join(''))});
      await lite.close();
    `,
  });
  project.link('@electric-sql/pglite');
  expect(project.run('fill.js')).toMatchObject({ code: 0 });
  expect(project.sluice(['upgrade', '-c', 'other.config.js'])).toMatchObject({ code: 0 });
  const some = project.sluice(['check', '-c', 'other.config.js']);
  expect(some.code).toBe(0);
  expect(some.out).toMatch(/other_00.* and 2 more$/m);
  expect(some.out).not.toContain('tmp_a');
  const all = project.sluice(['check', '--all', '-c', 'other.config.js']);
  for (const name of names) expect(all.out).toContain(name);
  expect(all.out).toContain('Not looked at, since the config leaves it out: table tmp_a\n');
  expect(JSON.parse(project.sluice(['check', '--all', '--json', '-c', 'other.config.js']).out)).toMatchObject({
    upToDate: true,
    filtered: ['table tmp_a'],
  });
});
