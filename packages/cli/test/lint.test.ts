import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as sluice from 'sluice';
import { execFileSync } from 'node:child_process';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';
import { useEmbedded } from './fixtures/embedded.ts';
import type { Files } from './fixtures/project.ts';

/** A migration by hand. */
const migration = (
  revision: string,
  down: string | null,
  upgrade: string,
  downgrade = `await op.execute('SELECT 1');`,
) =>
  `import type { Op } from 'sluice';
export const revision = '${revision}';
export const downRevision = ${JSON.stringify(down)};
export async function upgrade(op: Op): Promise<void> {
${upgrade}
}
export async function downgrade(op: Op): Promise<void> {
${downgrade}
}
`;

const users = `  await op.createTable({ name: 'users', columns: [{ name: 'id', type: 'bigint' }, { name: 'code', type: 'character varying(10)' }] });`;
const index = `  await op.createIndex({ table: 'users', name: 'ix', columns: [{ column: 'id' }] });`;
const waived = (comment: string): string => `  ${comment}\n${index}`;

describe('lint()', () => {
  let project = makeCommandProject();
  const lintOf = async (files: Files, more: sluice.LintOptions = {}): Promise<sluice.LintResult> => {
    project.remove();
    project = makeCommandProject(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}.ts`, text])),
    );
    return sluice.lint({ cwd: project.root, config: {}, clock: () => new Date('2026-11-20T12:00:00Z'), ...more });
  };
  const briefly = ({ findings }: sluice.LintResult): readonly string[] =>
    findings.map(({ line, level, rule }) => `${line} ${level} ${rule}`);
  afterEach(() => project.remove());

  test('looks at the heads, and knows what the migrations before them have made', async () => {
    const result = await lintOf({
      a: migration('aaaa', null, `${users}\n${index}`),
      b: migration('bbbb', 'aaaa', `  await op.execute('ALTER TABLE users ALTER code TYPE varchar(20)');\n${index}`),
    });
    expect(result).toEqual({
      migrations: 1,
      waived: 0,
      findings: [
        {
          rule: 'index-not-concurrently',
          level: 'error',
          revision: 'bbbb',
          file: project.file('migrations/b.ts'),
          line: 6,
          direction: 'upgrade',
          message: 'The index ix is built while nobody can write to users.',
          reason: expect.stringContaining('SHARE lock'),
          safeForm: expect.stringContaining('concurrently: true'),
        },
      ],
    });
  });

  test('looks at those that are named, or at all', async () => {
    const files = { a: migration('aaaa', null, index), b: migration('bbbb', 'aaaa', index) };
    expect((await lintOf(files, { revisions: ['aa'] })).findings.map(({ revision }) => revision)).toEqual(['aaaa']);
    expect((await lintOf(files, { all: true })).findings.map(({ revision }) => revision)).toEqual(['aaaa', 'bbbb']);
    for (const target of ['head', 'aaaa@head', 'aaaa+1', 'heads', 'bb'])
      expect((await lintOf(files, { revisions: [target] })).findings.map(({ revision }) => revision)).toEqual(['bbbb']);
    for (const target of ['nope', 'current', '+1'])
      await expect(lintOf(files, { revisions: [target] })).rejects.toThrow(JSON.stringify(target));
    expect(await lintOf({})).toEqual({ migrations: 0, findings: [], waived: 0 });
  });

  test('a loop has one call for many findings, a call that is not told from others the line of the function, and a part its own', async () => {
    const loop = `  for (const name of ['a', 'b'])\n    await op.dropTable({ name });`;
    const branches = `  if (await op.hasTable({ name: 'x' })) await op.dropTable({ name: 'a' });\n  else await op.dropTable({ name: 'b' });`;
    expect(briefly(await lintOf({ a: migration('aaaa', null, loop) }))).toEqual([
      '6 warning drop-table',
      '6 warning drop-table',
    ]);
    expect(briefly(await lintOf({ a: migration('aaaa', null, branches) }))).toEqual(['4 warning drop-table']);
    const parts = `  await upgrade1(op);\n}\n\nasync function upgrade1(op: Op): Promise<void> {\n  await op.dropTable({ name: 'a' });`;
    expect(briefly(await lintOf({ a: migration('aaaa', null, parts) }))).toEqual(['9 warning drop-table']);
  });

  test.each([
    ['a waiver with a reason', '// sluice-lint-ignore index-not-concurrently: small', [], 1],
    ['one of several rules', '// sluice-lint-ignore cascade, index-not-concurrently: small', [], 1],
    ['one with comments beneath', '// sluice-lint-ignore index-not-concurrently: small\n  // really', [], 1],
    ['its last day', '// sluice-lint-ignore index-not-concurrently until 2026-11-20: small', [], 1],
    [
      'one that is over',
      '// sluice-lint-ignore index-not-concurrently until 2026-11-19: small',
      ['5 warning waiver-expired', '6 error index-not-concurrently'],
      0,
    ],
    [
      'one without a reason',
      '// sluice-lint-ignore index-not-concurrently',
      ['5 warning waiver-flawed', '6 error index-not-concurrently'],
      0,
    ],
    [
      'one of no day',
      '// sluice-lint-ignore index-not-concurrently until soon: small',
      ['5 warning waiver-flawed', '6 error index-not-concurrently'],
      0,
    ],
    [
      'one of no rule',
      '// sluice-lint-ignore index: small',
      ['5 warning waiver-flawed', '6 error index-not-concurrently'],
      0,
    ],
    [
      'one that waives nothing',
      '// sluice-lint-ignore truncate: small',
      ['5 warning waiver-unused', '6 error index-not-concurrently'],
      0,
    ],
  ])('%s', async (_, comment, expected, count) => {
    const result = await lintOf({ a: migration('aaaa', null, waived(comment)) });
    expect([briefly(result), result.waived]).toEqual([expected, count]);
  });

  test('a waiver above a function is about all that it does', async () => {
    const source = migration('aaaa', null, `${index}\n  await op.execute('TRUNCATE users');`, index);
    const result = await lintOf({
      a: source.replace('export async function upgrade', '// sluice-lint-ignore index-not-concurrently: small\n$&'),
    });
    expect(briefly(result)).toEqual(['7 error truncate', '10 error index-not-concurrently']);
  });

  test('levels are those of the config, and over them those that are given', async () => {
    const files = { a: migration('aaaa', null, `${index}\n  await op.execute('TRUNCATE users');`) };
    const config = { lint: { rules: { truncate: 'warning', 'index-not-concurrently': 'off' } } } as const;
    expect(briefly(await lintOf(files, { config }))).toEqual(['6 warning truncate']);
    expect(briefly(await lintOf(files, { config, levels: { truncate: 'off' } }))).toEqual([]);
    await expect(lintOf(files, { levels: { truncat: 'off' } })).rejects.toThrow(
      /`lint.rules` in .* has truncat, and there is no such rule: did you mean truncate\?/,
    );
    await expect(lintOf(files, { config: { lint: { rules: { truncate: JSON.parse('"low"') } } } })).rejects.toThrow(
      /`lint.rules.truncate` in the config must be 'error' or 'warning' or 'off', not 'low'/,
    );
  });

  test('what throws without a database is told, and what stands before it looked at', async () => {
    const upgrade = `${index}\n  const { rows } = await op.query('SELECT 1 AS a');\n  if (rows.length === 0) throw new Error('no rows');`;
    expect(briefly(await lintOf({ a: migration('aaaa', null, upgrade) }))).toEqual([
      '4 warning direction-throws',
      '5 error index-not-concurrently',
    ]);
  });

  test('what has changed since a branch was left', async () => {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: project.root,
        encoding: 'utf8',
      });
    const since = (name: string) => sluice.lint({ cwd: project.root, config: {}, since: name });
    await lintOf({ a: migration('aaaa', null, index) });
    await expect(since('main')).rejects.toThrow(
      'What has changed since main is not known: this is no git repository. Name the revisions, or use --all.',
    );
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '-m', 'a');
    git('switch', '--quiet', '-c', 'topic');
    expect(await since('main')).toMatchObject({ migrations: 0 });
    project.write({ 'migrations/b.ts': migration('bbbb', 'aaaa', index) });
    expect(await since('main')).toMatchObject({ migrations: 1, findings: [{ revision: 'bbbb' }] });
    git('add', '.');
    git('commit', '--quiet', '-m', 'b');
    expect(await since('main')).toMatchObject({ migrations: 1, findings: [{ revision: 'bbbb' }] });
    project.write({ 'migrations/a.ts': migration('aaaa', null, `${index}\n`) });
    expect(await since('main')).toMatchObject({ migrations: 2 });
    await expect(since('nope')).rejects.toThrow(/^What has changed since nope is not known: git finds no commit/);
    await expect(since('--help')).rejects.toThrow(/^What has changed since --help is not known: git finds no commit/);
  });
});

describe('what autogenerate writes', () => {
  const embedded = useEmbedded();
  const { options } = embedded;
  const models = (columns: string, more = '', extra = ''): string => `
    import { bigint, check, index, pgEnum, pgTable, text, timestamp, unique, varchar } from 'drizzle-orm/pg-core';
    import { sql } from 'drizzle-orm';
    ${more}
    export const users = pgTable('users', { id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(), name: text(), ${columns} }, (t) => [${extra}]);
  `;

  test('is clean where something is added', async () => {
    embedded.given({}, { 'models.ts': models('code: varchar({ length: 10 })') });
    await sluice.autogenerate({ ...options(), message: 'First' });
    await sluice.upgrade(options());
    const more = `
      export const mood = pgEnum('mood', ['sad', 'ok']);
      export const posts = pgTable('posts', { id: bigint({ mode: 'number' }).primaryKey(), author: bigint({ mode: 'number' }).references(() => users.id) }, (t) => [index().on(t.author)]);`;
    const columns = `code: varchar({ length: 10 }), mood: mood(), made: timestamp().notNull().defaultNow(), best: bigint({ mode: 'number' }).references(() => posts.id)`;
    const extra = `index('ix_name').on(t.name), index('ix_best').on(t.best), unique('uq_code').on(t.code), check('ck_name', sql\`length(\${t.name}) > 0\`)`;
    embedded.project.write({ 'models.ts': models(columns, more, extra) });
    const { upgrade } = await sluice.autogenerate({ ...options(), message: 'More' });
    expect(upgrade.length).toBeGreaterThan(8);
    expect(await sluice.lint({ ...options(), all: true })).toEqual({ migrations: 2, findings: [], waived: 0 });
  });

  test('is told where the plain form is asked for', async () => {
    embedded.given({}, { 'models.ts': models('code: text()') });
    await sluice.autogenerate({ ...options(), message: 'First' });
    await sluice.upgrade(options());
    embedded.project.write({
      'models.ts': models('code: text().notNull()', '', `index('ix').on(t.name), unique('uq').on(t.code)`),
    });
    await sluice.autogenerate({ ...options(), message: 'More', plain: true });
    const { findings } = await sluice.lint(options());
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(
      new Set(['index-not-concurrently', 'key-without-index', 'set-not-null-scans', 'drop-index-not-concurrently']),
    );
  });
});

describe('sluice lint', () => {
  let project: CommandProject;
  beforeAll(() => {
    build();
    project = makeCommandProject({
      'sluice.config.js': `export default { models: './models.js' };\n`,
      'migrations/a.js': migration('aaaa', null, index).replaceAll(/^import .*\n|: Op|: Promise<void>/gm, ''),
    });
  });
  afterAll(() => project.remove());

  test('for people, GitHub, code scanning and scripts', () => {
    const people = project.sluice(['lint']);
    expect(people).toMatchObject({ code: 6, err: '' });
    expect(people.out).toMatch(
      /^migrations\/a\.js:\d+ error index-not-concurrently\n {2}The index ix is built .*\n {2}Why: .*\n {2}Instead: .*\n1 migration: 1 error, 0 warnings, 0 waived\n$/,
    );
    expect(project.sluice(['lint', '--format', 'github', '-q']).out).toMatch(
      /^::error file=migrations\/a\.js,line=\d+,title=index-not-concurrently::The index .*%0AWhy: .*%0AInstead: .*\n$/,
    );
    expect(JSON.parse(project.sluice(['lint', '--json']).out)).toMatchObject({ migrations: 1, findings: [{}] });
    expect(JSON.parse(project.sluice(['lint', '--format', 'sarif', '-q']).out)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'sluice' } },
          results: [
            {
              ruleId: 'index-not-concurrently',
              level: 'error',
              locations: [{ physicalLocation: { artifactLocation: { uri: 'migrations/a.js', uriBaseId: 'ROOT' } } }],
            },
          ],
        },
      ],
    });
    expect(project.sluice(['lint', 'aaaa', '--all'])).toMatchObject({ code: 2, out: '' });
    expect(project.sluice(['lint', '--format', 'xml'])).toMatchObject({ code: 2, out: '' });
  });
});
