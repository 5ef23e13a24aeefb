import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as sluice from 'sluice';
import { withProofLine } from '../src/proof/proof-line.ts';
import { build, makeCommandProject, type CommandProject } from './fixtures/command.ts';
import { useEmbedded } from './fixtures/embedded.ts';

// Each review starts an embedded database, maybe on a busy machine.
jest.setTimeout(120_000);

/** A migration by hand. */
const migration = (
  revision: string,
  down: string | null,
  upgrade: string,
  downgrade: string,
  message = 'By hand',
) => `/**
 * ${message}
 *
 * Revision ID: ${revision}
 */
import type { Op } from 'sluice';
export const revision = '${revision}';
export const downRevision = ${JSON.stringify(down)};
export async function upgrade(op: Op): Promise<void> {
${upgrade}
}
export async function downgrade(op: Op): Promise<void> {
${downgrade}
}
`;

const models = `
  import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
  export const teams = pgTable('teams', { id: integer().primaryKey(), name: text().notNull() });
`;
const begin = migration(
  'aaaa',
  null,
  `  await op.createTable({ name: 'teams', columns: [{ name: 'id', type: 'integer', notNull: true }, { name: 'name', type: 'text', notNull: true }], primaryKey: { name: 'teams_pkey', columns: ['id'] } });
  await op.createTable({ name: 'users', columns: [{ name: 'id', type: 'integer', notNull: true }, { name: 'name', type: 'text' }, { name: 'fax', type: 'text' }, { name: 'team', type: 'integer' }], primaryKey: { name: 'users_pkey', columns: ['id'] }, foreignKeys: [{ name: 'users_team', columns: ['team'], references: { table: 'teams', columns: ['id'] } }] });
  await op.createIndex({ table: 'users', name: 'users_name', columns: [{ column: 'name' }] });
  await op.createView({ name: 'named', query: 'SELECT users.name FROM users' });
  await op.createView({ name: 'ids', query: 'SELECT users.id FROM users' });`,
  `  await op.dropView({ name: 'ids' });
  await op.dropView({ name: 'named' });
  await op.dropTable({ name: 'users' });
  await op.dropTable({ name: 'teams' });`,
);
const change = migration(
  'bbbb',
  'aaaa',
  `  await op.execute('ALTER TABLE users RENAME COLUMN name TO full_name');
  await op.dropColumn({ table: 'users', name: 'fax' });
  await op.addColumn({ table: 'users', name: 'age', type: 'integer' });
  await op.alterColumn({ table: 'users', name: 'team', type: { from: 'integer', to: 'bigint' } });`,
  `  await op.alterColumn({ table: 'users', name: 'team', type: { from: 'bigint', to: 'integer' } });
  await op.dropColumn({ table: 'users', name: 'age' });
  await op.addColumn({ table: 'users', name: 'fax', type: 'text' });
  await op.execute('ALTER TABLE users RENAME COLUMN full_name TO name');`,
  'Ages for <b>users</b>',
);
/** What the models still want is none of these tests' business. */
const end = migration('zzzz', 'bbbb', `  await op.execute('SELECT 1');`, `  await op.execute('SELECT 1');`);

describe('review()', () => {
  const embedded = useEmbedded();
  const { options } = embedded;

  test('tells what a migration comes to, however it goes about it', async () => {
    embedded.given({ a: begin, b: change, z: end }, { 'models.ts': models });
    const { migrations } = await sluice.review({ ...options(), revisions: ['bbbb'] });
    expect(migrations).toMatchObject([
      {
        revision: 'bbbb',
        message: 'Ages for <b>users</b>',
        downRevision: 'aaaa',
        changes: [
          // PostgreSQL follows the rename.
          { sign: '~', object: 'view named', lines: [expect.stringMatching(/^query: .*full_name/)] },
          { sign: '+', object: 'column users.age', lines: [] },
          { sign: '-', object: 'column users.fax', lines: [] },
          { sign: '~', object: 'column users.name', lines: ['name: name → full_name'] },
          { sign: '~', object: 'column users.team', lines: ['type: integer → bigint'] },
        ],
        rollOut: { order: 'split', reasons: expect.arrayContaining([expect.objectContaining({ order: 'after' })]) },
        proof: { verdict: 'proved', findings: [], inFile: undefined },
        losses: [
          { direction: 'upgrade', object: 'users.fax', loses: 'values', by: 'drop' },
          { direction: 'upgrade', object: 'users.team', by: 'change' },
          { direction: 'downgrade', object: 'users.team', by: 'change' },
          { direction: 'downgrade', object: 'users.age', by: 'drop' },
        ],
        notes: [expect.stringMatching(/^A step runs SQL of its own/)],
      },
    ]);
    const [{ upgrade, downgrade, around, tables, losses, lint } = found()] = migrations;
    expect(upgrade.locks).toMatchObject([
      { step: 0, table: 'users', lock: 'ACCESS EXCLUSIVE', blocks: 'reads or writes it', work: [] },
      { step: 3, table: 'teams', lock: 'ACCESS EXCLUSIVE', work: ['its rows are read'] },
      { step: 3, table: 'users', lock: undefined, blocks: 'reads or writes it', work: ['all rows are rewritten'] },
    ]);
    expect(upgrade.sql).toMatch(/^-- ! SQL \(ALTER TABLE users .*\)\nBEGIN;\nALTER TABLE [^]*;\n\nCOMMIT;$/);
    expect(downgrade.steps.map(({ title }) => title)).toEqual([
      '~ column users.team (type: bigint → integer)',
      '- column users.age',
      '+ column users.fax',
      '! SQL (ALTER TABLE users RENAME COLUMN full_name TO name)',
    ]);
    expect(around.map(({ object, relation }) => `${object} ${relation}`)).toEqual(
      expect.arrayContaining([
        'primary key users.users_pkey stands on it',
        'foreign key users.users_team stands on it',
        'index users.users_name stands on it',
        'view ids depends on it',
      ]),
    );
    expect(tables).toMatchObject([
      {
        before: 'users',
        after: 'users',
        fate: 'changed',
        columns: [
          { fate: 'same', after: { name: 'id', isPrimary: true } },
          { fate: 'changed', before: { name: 'name' }, after: { name: 'full_name' } },
          { fate: 'gone', before: { name: 'fax' }, after: undefined },
          { fate: 'changed', before: { type: 'integer', isForeign: true }, after: { type: 'bigint' } },
          { fate: 'new', before: undefined, after: { name: 'age' } },
        ],
        links: [{ name: 'users_team', to: 'teams', columns: ['team'] }],
      },
    ]);
    expect(lint?.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['drop-column', 'column-type-rewrites']));
    expect(JSON.parse(JSON.stringify(migrations))).toMatchObject([{ revision: 'bbbb' }]);
    await sluice.upgrade({ ...options(), target: 'aaaa' });
    await embedded.lite.exec(`INSERT INTO users (id, fax, team) VALUES (1, '0', NULL), (2, NULL, NULL)`);
    const there = losses.filter(({ direction }) => direction === 'upgrade');
    const counted = await Promise.all(there.map(async ({ query }) => (await embedded.lite.query(query)).rows));
    expect(counted).toEqual([[{ rows: 1 }], [{ rows: 0 }]]);
  });

  test('tells why one is refuted, and of those after it what they call for', async () => {
    embedded.given(
      { a: begin.replace(`  await op.dropTable({ name: 'teams' });`, ''), b: change, z: end },
      { 'models.ts': models },
    );
    const { migrations } = await sluice.review({ ...options(), all: true });
    expect(migrations.map(({ proof }) => proof.verdict)).toEqual(['refuted', 'not tried', 'not tried']);
    const [first, second] = migrations;
    expect(first?.proof.findings.join('\n')).toMatch(
      /The downgrade does not bring back what was:\n.*table public\.teams/,
    );
    expect(second).toMatchObject({
      proof: { text: expect.stringContaining('a migration before it') },
      upgrade: { locks: undefined, steps: [{}, {}, {}, {}] },
      // A rename within SQL nobody sees who does not run it.
      changes: [{ object: 'column users.age' }, { object: 'column users.fax' }, { object: 'column users.team' }],
      losses: [{ object: 'users.fax' }, { object: 'users.team' }, { object: 'users.team' }, { object: 'users.age' }],
    });
  });

  test('takes the word of the file where a place lacks what it takes', async () => {
    const postgis = `  await op.createExtension({ name: 'postgis' });`;
    const text = migration('aaaa', null, postgis, `  await op.dropExtension({ name: 'postgis' });`);
    const verdicts = async (source: string): Promise<sluice.ReviewedProof | undefined> => {
      embedded.given({ a: source }, { 'models.ts': models });
      return (await sluice.review(options())).migrations[0]?.proof;
    };
    expect(await verdicts(text)).toMatchObject({
      verdict: 'not provable here',
      text: expect.stringMatching(/postgis.*--scratch <url>/),
    });
    expect(await verdicts(withProofLine(text, 'PostgreSQL 16.4, there, back and there again'))).toMatchObject({
      verdict: 'proved',
      text: 'PostgreSQL 16.4, there, back and there again, as the file says',
      inFile: { isCurrent: true },
    });
  });

  test('shows what is done in batches as it was written', async () => {
    const fill = `  await op.batchUpdate({ table: 'teams', key: ['id'], where: "name = ''", set: { name: "'x'" } });`;
    embedded.given(
      { a: begin, b: migration('bbbb', 'aaaa', fill, `  await op.execute('SELECT 1');`) },
      { 'models.ts': models },
    );
    const { migrations } = await sluice.review({ ...options(), revisions: ['bbbb'] });
    expect(migrations[0]).toMatchObject({
      changes: [],
      rollOut: { order: 'any', reasons: [] },
      upgrade: { sql: expect.stringMatching(/^-- ! SQL .*\n-- In batches, each of which is committed\.\nUPDATE .*;$/) },
    });
  });

  test('of nothing is nothing', async () => {
    embedded.given({}, { 'models.ts': models });
    const review = await sluice.review(options());
    expect(review).toEqual({ migrations: [] });
    expect(sluice.reviewMarkdown(review, '/')).toBe('There is no migration to review.\n');
    expect(sluice.reviewHtml(review, '/')).toContain('There is no migration to review.');
  });
});

function found(): never {
  throw new Error('no migration was reviewed');
}

describe('sluice review', () => {
  let project: CommandProject;
  const plain = (text: string): string => text.replaceAll(/^import .*\n|: Op|: Promise<void>/gm, '');
  beforeAll(() => {
    build();
    project = makeCommandProject({
      'sluice.config.js': `export default { models: './models.js' };\n`,
      'models.js': models,
      'migrations/a.js': plain(begin),
      'migrations/b.js': plain(change),
    });
  });
  afterAll(() => project.remove());

  test('prints Markdown, or writes a file by its name', () => {
    const printed = project.sluice(['review', 'aaaa']);
    expect(printed).toMatchObject({ code: 0, err: '' });
    expect(printed.out).toMatch(/^## By hand\n\n`aaaa`, the first, in `migrations\/a\.js`\n/);
    expect(project.sluice(['review', 'aaaa', '-o', 'out.html'])).toEqual({ code: 0, out: 'out.html\n', err: '' });
    expect(readFileSync(project.file('out.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(project.sluice(['review', 'aaaa', '-o', 'out.txt', '--format', 'json']).code).toBe(0);
    expect(JSON.parse(readFileSync(project.file('out.txt'), 'utf8'))).toMatchObject({ migrations: [{}] });
  });

  test('of what a branch has added', () => {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: project.root,
        encoding: 'utf8',
      });
    git('init', '--quiet', '--initial-branch=main');
    git('add', 'migrations/a.js');
    git('commit', '--quiet', '-m', 'a');
    const { out } = project.sluice(['review', '--since', 'main', '--json']);
    expect(JSON.parse(out)).toMatchObject({ migrations: [{ revision: 'bbbb' }] });
  });

  test('refuses what cannot be', () => {
    expect(project.sluice(['review', 'aaaa', '--all'])).toMatchObject({ code: 2, out: '' });
    expect(project.sluice(['review', '--format', 'pdf'])).toMatchObject({ code: 2, out: '' });
    expect(project.sluice(['review', 'nope'])).toMatchObject({ code: 1, err: expect.stringContaining('nope') });
    expect(project.sluice(['review', '-o', 'no/such/folder.md'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no\/such\/folder\.md/),
    });
    expect(project.sluice(['review', '--scratch', 'nowhere'])).toMatchObject({ code: 1 });
  });
});
