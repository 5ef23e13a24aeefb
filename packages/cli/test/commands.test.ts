import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

const config = `export default { models: './models.js', database: 'pglite:./db' };\n`;
const users = `
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  export const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull() });
`;
const withOrg = `${users}
  export const org = pgTable('org', { id: integer().primaryKey(), name: text().unique() });
`;

beforeAll(build);

describe('from models to a database and back', () => {
  let project: CommandProject;
  const migrations = (): readonly string[] => readdirSync(project.file('migrations')).toSorted();

  beforeAll(() => {
    project = makeCommandProject({ 'sluice.config.js': config, 'models.js': users });
  });
  afterAll(() => project.remove());

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
    expect({ code, err }).toEqual({ code: 0, err: '+ table users\n' });
    expect(out).toContain(`await op.createTable({\n    name: 'users',`);
    expect(existsSync(project.file('migrations'))).toBe(false);
  });

  test('autogenerate says what it found and where it wrote it, in the prettier style of the project', () => {
    const { code, out, err } = project.sluice(['autogenerate', '-m', 'Add users']);
    const [name = ''] = migrations();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`+ table users\nWrote migrations/${name}\nReview it, then run: sluice upgrade\n`);
    expect(name).toMatch(/^\d{8}_\d{4}_[0-9a-f]{12}_add_users\.ts$/);
    expect(readFileSync(project.file(`migrations/${name}`), 'utf8')).toContain(`import type { Op } from 'sluice';`);
  });

  test('on a database that lacks it, nothing is written, and the message says what to do', () => {
    expect(project.sluice(['autogenerate', '-m', 'Again'])).toEqual({
      code: 1,
      out: '',
      err: 'Error: The database is behind by 1 revision: run `sluice upgrade head`, then run this again.\n',
    });
    expect(project.sluice(['check'])).toMatchObject({
      code: 3,
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

  test('a revision that is not there', () => {
    expect(project.sluice(['upgrade', 'zzz'])).toEqual({
      code: 1,
      out: '',
      err: 'Error: No revision or branch label is, or begins with, "zzz"; see the history for those that are there.\n',
    });
  });

  test('a database with a revision that is not among the files', () => {
    expect(project.sluice(['upgrade', '-q']).code).toBe(0);
    const [, newest = ''] = migrations();
    const text = readFileSync(project.file(`migrations/${newest}`), 'utf8');
    rmSync(project.file(`migrations/${newest}`));
    const { code, err } = project.sluice(['current']);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^Error: The database is at revision [0-9a-f]{12}, which is not among the migrations; restore its file/,
    );
    project.write({ [`migrations/${newest}`]: text });
  });

  test('without a database the migrations are replayed', () => {
    project.write({ 'other.config.js': `export default { models: './models.js' };\n` });
    expect(project.sluice(['autogenerate', '-c', 'other.config.js', '-m', 'Again'])).toEqual({
      code: 0,
      out: 'No changes: the database is what the models say. No file was written.\n',
      err: 'No database is configured: the models are compared with what the 2 migrations make, in an embedded PGlite.\n',
    });
    expect(project.sluice(['upgrade', '-c', 'other.config.js'])).toEqual({
      code: 1,
      out: '',
      err: 'Error: No database is configured: set `database` in other.config.js, set the environment variable DATABASE_URL, or give --database <url>.\n',
    });
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
    const [, , wrong = ''] = migrations();
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

  test('Ctrl-C between two statements: rolled back, and the lock on the folder is gone', async () => {
    const [, , wrong = ''] = migrations();
    const text = readFileSync(project.file(`migrations/${wrong}`), 'utf8');
    const slow = `await op.createSchema({ name: 'half' }); console.log('under way'); await new Promise((r) => setTimeout(r, 2000)); await op.createSchema({ name: 'done' });`;
    project.write({ [`migrations/${wrong}`]: text.replace(/throw new Error.*/, slow) });
    const run = project.start(['upgrade']);
    await run.printed('under way');
    run.kill('SIGINT');
    const { code, err } = await run.ended;
    expect(code).toBe(130);
    expect(err).toMatch(
      /^Stopping: .*\nError: Interrupted: [0-9a-f]{12} was rolled back; run `sluice upgrade` again to go on\.\n$/,
    );
    expect(existsSync(project.file('db.lock'))).toBe(false);
    const again = project.start(['upgrade']);
    await again.printed('under way');
    again.kill('SIGINT');
    again.kill('SIGINT');
    expect((await again.ended).code).toBe(130);
    expect(project.sluice(['upgrade']).out).toMatch(/Upgraded {3}[0-9a-f]{12} Wrong/);
  });
});

describe('before a database is asked', () => {
  let project: CommandProject;
  beforeAll(() => {
    project = makeCommandProject();
  });
  afterAll(() => project.remove());

  test('wrong usage', () => {
    const ended = (args: readonly string[]): unknown => project.sluice(args);
    expect(ended(['upgrad'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Error: unknown command 'upgrad'\n\(Did you mean upgrade\?\)/),
    });
    expect(ended(['upgrade', '--databse', 'x'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Error: unknown option '--databse'\n\(Did you mean --database\?\)/),
    });
    expect(ended(['autogenerate'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Error: required option '-m, --message <text>'/),
    });
    expect(ended(['autogenerate', '-m', 'x', '--rename', 'users'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--rename users.name:full_name'),
    });
    expect(ended(['upgrade', '--wait', 'long'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give a number of seconds'),
    });
    expect(ended([])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^Usage: sluice/) });
  });

  test('every command has help with examples', () => {
    const names = ['init', 'autogenerate', 'revision', 'upgrade', 'downgrade', 'current', 'history', 'heads', 'check'];
    const help = project.sluice(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const name of names) {
      expect(help.out).toContain(`  ${name} `);
      const { code, out } = project.sluice([name, '--help']);
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`Examples:\n  $ sluice ${name}`) });
    }
  });

  test('no config, and how to get one', () => {
    expect(project.sluice(['current'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Error: There is no sluice\.config\.ts in .*: run `sluice init` to write one/),
    });
    expect(project.sluice(['init'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Write your Drizzle models in ./src/models.ts'),
    });
    expect(project.sluice(['init'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('is there already, and was left as it is'),
    });
  });

  test('no models, models that hold none, models that throw', () => {
    const autogenerate = () => project.sluice(['autogenerate', '-m', 'x']);
    expect(autogenerate()).toMatchObject({
      code: 1,
      err: expect.stringContaining('No file matches src/models.ts: correct `models` in sluice.config.ts'),
    });
    project.write({ 'src/models.ts': 'export const nothing = 1;\n' });
    expect(autogenerate()).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing that src/models.ts exports is a PostgreSQL model'),
    });
    project.write({ 'src/models.ts': `const url: string = '';\nif (url === '') throw new Error('no url');\n` });
    expect(autogenerate()).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^Error: The models threw while they were imported: src\/models\.ts:2:\d+: no url; they must/,
      ),
    });
    expect(existsSync(project.file('migrations'))).toBe(false);
  });

  test('no code generator, and how to get it', () => {
    project.write({ 'models.js': users, 'plain.config.js': `export default { models: './models.js' };\n` });
    const hook = `import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(
        "export async function resolve(name, context, next) { if (name === '@sluice/codegen') throw Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' }); return next(name, context); }"));`;
    const node = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`];
    expect(project.sluice(['revision', '-m', 'x', '-c', 'plain.config.js'], { node })).toEqual({
      code: 1,
      out: '',
      err: 'Error: Writing a migration takes the package @sluice/codegen: add it with `npm i -D @sluice/codegen`.\n',
    });
    expect(existsSync(project.file('migrations'))).toBe(false);
  });

  test('what Sluice did not foresee is a bug, and says so', () => {
    project.write({
      'bad.config.mjs': `export default { models: './m.js', database: 'pglite:./db', get casing() { return undefined; } };`,
    });
    const node = [
      '--import',
      `data:text/javascript,globalThis.JSON.stringify = () => { throw new TypeError('unforeseen'); };`,
    ];
    const { code, err } = project.sluice(['heads', '--json', '-c', 'bad.config.mjs'], { node });
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: unforeseen\.\nThis is a bug in Sluice\. Run the command again with --debug/);
  });

  test('help and current load neither the code generator nor a compiler, and no driver that is not asked for', () => {
    project.write({ 'light.config.js': config });
    const spy = `import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(
        "import { writeSync } from 'node:fs'; export async function load(url, context, next) { writeSync(2, 'LOAD ' + url + '\\\\n'); return next(url, context); }"));`;
    const loaded = (args: readonly string[]): readonly string[] => {
      const { err, code } = project.sluice(args, {
        node: ['--import', `data:text/javascript,${encodeURIComponent(spy)}`],
      });
      expect(code).toBe(0);
      return [...err.matchAll(/^LOAD (.*)$/gm)].map((match) => match[1] ?? '');
    };
    const help = loaded(['current', '--help']);
    expect(help.some((url) => url.includes('/commander/'))).toBe(true);
    expect(help.filter((url) => /node_modules\/(?!commander\/)|packages\/(core|database|codegen)\//.test(url))).toEqual(
      [],
    );
    const current = loaded(['current', '-c', 'light.config.js']);
    expect(current.some((url) => url.includes('pglite'))).toBe(true);
    expect(
      current.filter((url) =>
        /ts-morph|prettier|typescript|esbuild|drizzle-orm|tinyglobby|packages\/codegen|\/pg\//.test(url),
      ),
    ).toEqual([]);
  });
});
