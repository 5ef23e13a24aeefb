import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';

const config = `export default { models: './models.js', database: 'pglite:./db' };\n`;
const users = `
  import { integer, pgTable, text } from 'drizzle-orm/pg-core';
  export const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull() });
`;
beforeAll(build);

describe('on a PGlite in a folder', () => {
  let project: CommandProject;

  beforeAll(() => {
    project = makeCommandProject({ 'sluice.config.js': config, 'models.js': users });
  });
  afterAll(() => project.remove());

  test('there, and back, and nothing left to do', () => {
    const made = project.sluice(['autogenerate', '-m', 'Add users']);
    expect(made).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\+ table users\nProved: PGlite .*\nWrote migrations\//),
    });
    expect(project.sluice(['upgrade']).out).toMatch(/^Upgraded {3}[0-9a-f]{12} Add users \(\d.*s\)\nDone: 1 migration/);
    expect(project.sluice(['check'])).toMatchObject({ code: 0, err: '' });
    expect(project.sluice(['downgrade', '-1']).out).toMatch(/^Downgraded [0-9a-f]{12} Add users/);
  });

  test('two at once: one upgrades, and the other waits and finds nothing to do', async () => {
    const runs = [project.start(['upgrade']), project.start(['upgrade'])];
    const ended = await Promise.all(runs.map(async (run) => run.ended));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const [nothing, done] = ended.map(({ out }) => out).toSorted();
    expect(nothing).toMatch(/^Nothing to do: the database is at [0-9a-f]{12}\.\n$/);
    expect(done).toMatch(/^Upgraded[^]*\nDone: 1 migration; the database is at [0-9a-f]{12}\.\n$/);
  });

  test('the status, on one screen', () => {
    const { code, out } = project.sluice(['status']);
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.slice(0, 12).trim())).toEqual([
      'Database',
      'At',
      'Migrations',
      '',
      'Pending',
      'Models',
      '',
    ]);
    expect(out).toMatch(/^Database {4}pglite:.*\nAt {10}[0-9a-f]{12} \(head\) {2}.*Add users\nMigrations {2}1 file\n/);
    expect(out).toContain('Models      the database is what they say\n');
    expect(JSON.parse(project.sluice(['status', '--json']).out)).toMatchObject({ differences: [], pending: [] });
  });

  test('a migration is opened in an editor', () => {
    const head = project.sluice(['show', 'head', '--json']).out;
    const [migration]: readonly { readonly file: string }[] = JSON.parse(head);
    expect(project.sluice(['edit', 'head'], { environment: { EDITOR: 'echo --wait' } })).toMatchObject({
      code: 0,
      out: `--wait ${migration?.file}\n`,
    });
    expect(project.sluice(['edit', 'head'], { environment: { EDITOR: 'exit 7;' } })).toMatchObject({
      code: 1,
      err: 'Error: Nothing was opened: exit 7; ended with 7.\n',
    });
    expect(project.sluice(['edit', 'head']).err).toContain('neither VISUAL nor EDITOR');
  });

  test('without a database the migrations are replayed', () => {
    project.write({ 'other.config.js': `export default { models: './models.js' };\n` });
    expect(project.sluice(['autogenerate', '-c', 'other.config.js', '-m', 'Again'])).toEqual({
      code: 0,
      out: 'No changes: the database is what the models say. No file was written.\n',
      err: 'No database is configured: in its place is what the migration makes, in an embedded PGlite.\n',
    });
    expect(project.sluice(['upgrade', '-c', 'other.config.js'])).toEqual({
      code: 1,
      out: '',
      err: 'Error: No database is configured: set `database` in other.config.js, set the environment variable DATABASE_URL, or give --database <url>.\n',
    });
  });

  test('diff prints what differs and ends with 3, or with 4 where no SQL leads there', () => {
    project.write({
      'dump.sql': 'CREATE TABLE public.users (id integer PRIMARY KEY);',
      'parted.sql': 'CREATE TABLE public.users (id integer PRIMARY KEY, name text NOT NULL) PARTITION BY RANGE (id);',
    });
    expect(project.sluice(['diff'])).toEqual({
      code: 0,
      out: 'No differences between pglite:' + project.file('db') + ' and the models.\n',
      err: '',
    });
    expect(project.sluice(['diff', '--from', 'dump.sql', '-q'])).toEqual({
      code: 3,
      out: '+ column users.name\n',
      err: '',
    });
    const script = project.sluice(['diff', '--from', 'dump.sql', '--sql']);
    expect(script).toMatchObject({
      code: 3,
      out: expect.stringMatching(/-- \+ column users\.name\nBEGIN;\nALTER TABLE/),
    });
    const parted = ['diff', '--from', 'parted.sql', '--to', 'migrations'];
    expect(project.sluice([...parted, '--json'])).toMatchObject({
      code: 3,
      out: expect.stringContaining('"partition by: '),
    });
    expect(project.sluice([...parted, '--sql'])).toMatchObject({ code: 4, out: '' });
    expect(project.sluice(['diff', '--from', 'nowhere'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give models, migrations, a file that ends in .sql'),
    });
  });

  test('inventory names what no kind covers', () => {
    expect(project.sluice(['inventory', '--json'])).toMatchObject({ code: 0, err: '' });
    expect(project.sluice(['inventory', '--all'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^table: 1 \(1 owned\)$[^]*Every object of the database is of a kind/m),
    });
  });

  test('Ctrl-C between two statements: rolled back, and the lock on the folder is gone', async () => {
    const file = project.sluice(['revision', '-m', 'Slow', '-q']).out.trim();
    const slow = `await op.createSchema({ name: 'half' }); console.log('under way'); await new Promise((r) => setTimeout(r, 2000)); await op.createSchema({ name: 'done' });`;
    const text = readFileSync(project.file(file), 'utf8').replace('_op: Op', 'op: Op');
    project.write({ [file]: text.replace(/(upgrade.*\{)/, `$1\n${slow}\n`) });
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
    expect(project.sluice(['upgrade']).out).toMatch(/Upgraded {3}[0-9a-f]{12} Slow/);
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
    for (const help of [
      ['help', 'upgrad'],
      ['upgrad', '--help'],
      ['--quiet', 'help', 'upgrad'],
    ])
      expect(ended(help)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('(Did you mean upgrade?)') });
    expect(ended(['help', 'upgrade'])).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: sluice upgrade/) });
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
    const help = project.sluice(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    const names = [...help.out.matchAll(/^ {2}([a-z][\w-]*) /gm)].map(([, name = '']) => name);
    expect(names).toEqual(expect.arrayContaining(['init', 'upgrade', 'rebase', 'completion']));
    for (const name of names.filter((each) => each !== 'help')) {
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
    expect(err).toMatch(/^Error: unforeseen\.\nThis is a bug in Sluice: run the command again with --debug/);
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
        /ts-morph|prettier|\/typescript\/|esbuild|drizzle-orm|tinyglobby|packages\/codegen|\/pg\//.test(url),
      ),
    ).toEqual([]);
  });
});
