import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as sluice from 'sluice';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPglite } from '../../../test-support/database.ts';
import { makeProject } from './fixtures/project.ts';

test('the names that are published', () => {
  expect(Object.keys(sluice).toSorted()).toEqual([
    'AfterWriteFailed',
    'AnswerUnknown',
    'AnswersWanted',
    'AppliedAltered',
    'AssertionFailed',
    'AuthenticationFailed',
    'BackupFailed',
    'BatchUpdateIncomplete',
    'BranchApplied',
    'BranchesConflict',
    'ClientNotConnected',
    'CodegenMissing',
    'ConfigError',
    'ConfigExists',
    'ConfigMissing',
    'ConnectionLost',
    'DataLossRefused',
    'DataStepsFound',
    'DatabaseBehind',
    'DatabaseError',
    'DatabaseMissing',
    'DatabaseNotConfigured',
    'DatabaseNotOpened',
    'DatabaseUnknown',
    'DatabaseUnnamed',
    'DatabaseUnreachable',
    'DiffTargetInvalid',
    'DirectoryInUse',
    'DriverUnknown',
    'DrizzleMissing',
    'DumpRejected',
    'DumpUnreadable',
    'EditorFailed',
    'FolderUnknown',
    'FolderUnsaid',
    'HeadNotRewritten',
    'HistoryExists',
    'Interrupted',
    'KitFolderUnreadable',
    'LagHidden',
    'LeaseLost',
    'LeaseNeedsAnother',
    'MessageRefused',
    'MigrationEdited',
    'MigrationExists',
    'MigrationFileError',
    'MigrationInterrupted',
    'MigrationNotReadBack',
    'MigrationRefuted',
    'MigrationThrew',
    'MigrationUnwritten',
    'MigrationsMissing',
    'ModelError',
    'ModelsError',
    'ModuleError',
    'NoDatabase',
    'NoModelsExported',
    'NoModelsFound',
    'NotAHead',
    'NothingParked',
    'NothingToAdopt',
    'NothingToMerge',
    'ParserMissing',
    'PermissionDenied',
    'PluginNotExported',
    'PoolerFound',
    'QuestionCancelled',
    'RangeMissing',
    'RefusedError',
    'RevisionError',
    'RevisionWithheld',
    'RunnerBusy',
    'ScratchInvalid',
    'SearchPathUnsettled',
    'SeveralHeads',
    'SinceUnknown',
    'SluiceError',
    'SourceUnclear',
    'SquashNotTried',
    'StartRefused',
    'StatementFailed',
    'StepsUnknown',
    'TenantMissing',
    'TenantSides',
    'TenantsAsked',
    'TenantsUnknown',
    'UnknownRevision',
    'VersionTableForeign',
    'abandon',
    'adopt',
    'autogenerate',
    'branches',
    'callOf',
    'check',
    'current',
    'defineConfig',
    'definePlugin',
    'describeDifference',
    'describeObject',
    'describeOperation',
    'describeOperations',
    'diff',
    'downgrade',
    'ensureVersion',
    'heads',
    'health',
    'history',
    'init',
    'inventory',
    'ledger',
    'lint',
    'loadConfig',
    'merge',
    'migrateOnStart',
    'offline',
    'offlineEnsureVersion',
    'offlineStamp',
    'parked',
    'prove',
    'rebase',
    'review',
    'reviewHtml',
    'reviewMarkdown',
    'revision',
    'rewriteOperations',
    'show',
    'squash',
    'stamp',
    'status',
    'upgrade',
  ]);
});

const head = `import { integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';\n`;
const users = `${head}export const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull() });\n`;

describe('with a database that an application gives', () => {
  let lite: PGlite;
  let project = makeProject();
  let counter = 0;
  const options = () => ({
    cwd: project.root,
    config: { models: './models.ts', database: () => lite },
    clock: () => new Date('2026-11-20T14:30:00Z'),
    random: (bytes: number) => new Uint8Array(bytes).fill(counter++),
  });
  const migrations = (): readonly string[] =>
    existsSync(project.file('migrations')) ? readdirSync(project.file('migrations')).toSorted() : [];

  beforeAll(async () => {
    lite = await openPglite();
  });
  afterAll(() => lite.close());
  beforeEach(async () => {
    await lite.exec('drop schema public cascade; create schema public');
    project.remove();
    counter = 1;
    project = makeProject({ 'models.ts': users, '.prettierrc': '{"singleQuote":true}' });
  });
  afterAll(() => project.remove());

  test('the same clock, chance and models give the same file', async () => {
    const result = await sluice.autogenerate({ ...options(), message: 'Add users' });
    expect(result.file).toBe(project.file('migrations/20261120_1430_010101010101_add_users.ts'));
    expect(readFileSync(result.file ?? '', 'utf8')).toBe(result.source);
    expect(result.source).toMatchInlineSnapshot(`
     "/**
      * Add users
      *
      * Revision ID: 010101010101
      * Revises: (base)
      * Create Date: 2026-11-20T14:30:00.000Z
      * Proof: PGlite 18.6, there, back and there again; checksum 272fc38209d3
      */
     import type { Op } from 'sluice';

     export const revision = '010101010101';
     export const downRevision = null;
     export const branchLabels: string[] = [];
     export const dependsOn: string[] = [];

     export async function upgrade(op: Op): Promise<void> {
       await op.createTable({
         name: 'users',
         columns: [
           { name: 'id', type: 'integer', notNull: true },
           { name: 'name', type: 'text', notNull: true },
         ],
         primaryKey: { name: 'users_pkey', columns: ['id'] },
       });
     }

     export async function downgrade(op: Op): Promise<void> {
       await op.dropTable({ name: 'users' });
     }
     "
    `);
    expect(result.upgrade.map(sluice.describeOperation)).toEqual([{ sign: '+', object: 'table users', detail: '' }]);
    expect(await sluice.current(options())).toMatchObject({ revisions: [], pending: [{ revision: '010101010101' }] });
  });

  test('upgrade tells of each migration, and leaves the database to the application', async () => {
    await sluice.autogenerate({ ...options(), message: 'Add users' });
    const told: unknown[] = [];
    const result = await sluice.upgrade({
      ...options(),
      events: {
        onMigrationStart: ({ revision, direction }) => told.push([revision, direction]),
        onStatement: ({ statement }) => told.push(statement.sql.split('\n')[0]),
        onMigrationEnd: ({ message }) => told.push(message),
      },
    });
    expect(told).toEqual([
      ['010101010101', 'upgrade'],
      expect.stringMatching(/^CREATE TABLE .*"users" \($/),
      'Add users',
    ]);
    expect(result).toMatchObject({ migrations: [{ message: 'Add users' }], revisions: ['010101010101'] });
    expect((await lite.query('select * from users')).rows).toEqual([]);
    expect(await sluice.upgrade(options())).toEqual({
      migrations: [],
      before: ['010101010101'],
      revisions: ['010101010101'],
    });
    expect(await sluice.downgrade({ ...options(), target: 'base' })).toMatchObject({ revisions: [] });
  });

  test('no change, no file; what the models do not own stays', async () => {
    await sluice.autogenerate({ ...options(), message: 'Add users' });
    await sluice.upgrade(options());
    await lite.exec('create table ledger (id integer)');
    const result = await sluice.autogenerate({ ...options(), message: 'Again' });
    expect(result).toMatchObject({ file: undefined, source: undefined, upgrade: [], downgrade: [] });
    expect(result.leftAlone.map(sluice.describeObject)).toEqual(['table ledger']);
    expect(migrations()).toHaveLength(1);
  });

  test('what a migration made and the models no longer say is dropped', async () => {
    await sluice.autogenerate({ ...options(), message: 'Add users' });
    await sluice.upgrade(options());
    project.write({ 'models.ts': `${head}export const org = pgTable('org', { id: integer().primaryKey() });\n` });
    counter = 2;
    const { upgrade, file } = await sluice.autogenerate({
      ...options(),
      message: 'Org, not users',
      drops: ['users'],
    });
    expect(upgrade.map(sluice.describeOperation).map(({ sign, object }) => `${sign} ${object}`)).toEqual([
      '+ table org',
      '- table users',
    ]);
    expect(readFileSync(file ?? '', 'utf8')).toContain(`export const downRevision = '010101010101';`);
    await sluice.upgrade(options());
    await sluice.downgrade({ ...options(), target: '-1' });
    await lite.exec('select name from users');
  });

  test('a rename and a fill that only a person knows', async () => {
    await sluice.autogenerate({ ...options(), message: 'Add users' });
    await sluice.upgrade(options());
    await lite.exec(`insert into users values (1, 'Ada')`);
    project.write({
      'models.ts': `${head}export const users = pgTable('users', { id: integer().primaryKey(), full_name: text().notNull(), email: varchar({ length: 99 }).notNull() });\n`,
    });
    counter = 2;
    const { upgrade } = await sluice.autogenerate({
      ...options(),
      message: 'Names',
      renames: { 'users.name': 'full_name' },
      fills: { 'users.email': `'nobody'` },
    });
    expect(upgrade.map(sluice.describeOperation)).toContainEqual({
      sign: '~',
      object: 'column users.name',
      detail: 'name: name → full_name',
    });
    await sluice.upgrade(options());
    expect((await lite.query('select full_name, email from users')).rows).toEqual([
      { full_name: 'Ada', email: 'nobody' },
    ]);
    expect(await sluice.check(options())).toMatchObject({ upToDate: true });
  });

  test('what the config leaves out is neither compared nor changed nor reported', async () => {
    await lite.exec('create schema audit; create table audit.log (id integer); create table tmp_a (id integer)');
    const tables = `export const tmp = pgTable('tmp_b', { id: integer() });\n`;
    project.write({ 'models.ts': users + tables });
    const filtered = { ...options(), config: { ...options().config, exclude: ['audit.*', 'tmp_*'] } };
    const { upgrade, leftAlone } = await sluice.autogenerate({ ...filtered, message: 'Add users' });
    expect(upgrade.map(sluice.describeOperation).map(({ object }) => object)).toEqual(['table users']);
    expect(leftAlone).toEqual([]);
    await sluice.upgrade(filtered);
    const { upToDate, filtered: hidden } = await sluice.check(filtered);
    expect({ upToDate, hidden: hidden.map(sluice.describeObject) }).toEqual({
      upToDate: true,
      hidden: ['schema audit', 'table tmp_a'],
    });
    await lite.exec('drop schema audit cascade');
  });

  test('a convention names what is new, and is no difference to what is there', async () => {
    const table = (columns: string, extras: string): string =>
      `${head}import { index } from 'drizzle-orm/pg-core';\nexport const users = pgTable('users', { id: integer().primaryKey(), name: text(), ${columns} }, (t) => [${extras}]);\n`;
    project.write({ 'models.ts': table('', 'index().on(t.name)') });
    await sluice.autogenerate({ ...options(), message: 'Add users' });
    await sluice.upgrade(options());
    const naming = { index: 'ix_%(column_0_label)s', unique: 'uq_%(column_0_label)s', primaryKey: 'pk_%(table_name)s' };
    const conventional = { ...options(), config: { ...options().config, naming } };
    expect(await sluice.check(conventional)).toMatchObject({ upToDate: true });
    counter = 2;
    project.write({ 'models.ts': table('mail: text().unique()', 'index().on(t.name), index().on(t.mail)') });
    const { changes } = await sluice.autogenerate({ ...conventional, message: 'Mail', printOnly: true });
    expect(changes.map(sluice.describeOperation).map(({ object }) => object)).toEqual([
      'column users.mail',
      'unique users.uq_users_mail',
      'index users.ix_users_mail',
    ]);
    project.write({
      'models.ts': table('mail: text()', 'index().on(t.name), index().on(t.mail), index().on(t.mail, t.id)'),
    });
    await expect(sluice.autogenerate({ ...conventional, message: 'Mail' })).rejects.toThrow(
      'would both be named "ix_users_mail"',
    );
    counter = 3;
    project.write({ 'models.ts': table('', 'index().on(t.name)').replace("'users'", "'people'") });
    await lite.exec('alter index users_name_index rename to ix_users_name');
    const people = { ...conventional, renames: { users: 'people' }, prove: false, message: 'People' };
    const { oldNames } = await sluice.autogenerate({ ...people, printOnly: true });
    expect(oldNames.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'ix_users_name → ix_people_name',
      'users_pkey → people_pkey',
    ]);
    const wrong = { ...options().config, naming: { index: 'ix_%(tabel_name)s' } };
    await expect(sluice.check({ ...options(), config: wrong })).rejects.toThrow('`naming.index`');
  });

  test('the filters of drizzle-kit mean what they mean there', async () => {
    const tables = ['app_old', 'app_new', 'users', 'spatial_ref_sys'];
    await lite.exec(tables.map((name) => `create table ${name} (id integer)`).join(';'));
    let count = 0;
    const hidden = async (config: string): Promise<readonly string[]> => {
      const file = `drizzle.config.${count++}.js`;
      project.write({ [file]: `export default { dialect: 'postgresql', schema: './models.ts', ${config} };` });
      const found = await sluice.check({ cwd: project.root, file, database: () => lite });
      return found.filtered.map(({ id }) => id.name);
    };
    expect(await hidden(`tablesFilter: ['app_*']`)).toEqual(['spatial_ref_sys', 'users']);
    expect(await hidden(`tablesFilter: ['app_*', '!app_old']`)).toEqual(['app_old']);
    expect(await hidden(`tablesFilter: '!@(app_old|users)'`)).toEqual(['app_old', 'users']);
    expect(await hidden(`extensionsFilters: ['postgis']`)).toEqual(['spatial_ref_sys']);
    expect(await hidden(`schemaFilter: ['!public']`)).toEqual(['public']);
  });

  describe('what goes and what comes may be one thing', () => {
    const renamed = `${head}export const users = pgTable('people', { id: integer().primaryKey(), full_name: text().notNull(), mail: text() });\n`;
    beforeEach(async () => {
      await sluice.autogenerate({ ...options(), message: 'Add users' });
      await sluice.upgrade(options());
      await lite.exec(`insert into users values (1, 'Ada')`);
      counter = 2;
      project.write({ 'models.ts': renamed });
    });

    test('nobody says so: nothing is written, and the options that would answer are said', async () => {
      const generating = sluice.autogenerate({ ...options(), message: 'People' });
      await expect(generating).rejects.toThrow(/ table users goes\n +--rename users:people .*\n +--drop users /);
      await expect(generating).rejects.toMatchObject({ name: 'AnswersWanted', questions: [{ gone: ['users'] }] });
      expect(migrations()).toHaveLength(1);
      expect(await sluice.check(options())).toMatchObject({ upToDate: false });
    });

    test('somebody who is asked: first of the table, then of what it holds', async () => {
      const asked: unknown[] = [];
      const { upgrade } = await sluice.autogenerate({
        ...options(),
        message: 'People',
        ask: (question) => {
          asked.push(`${question.what} ${question.path}: ${question.candidates.map(({ path }) => path).join()}`);
          return Promise.resolve(question.path === 'people.mail' ? undefined : question.candidates[0]?.path);
        },
      });
      expect(asked).toEqual(['table people: users', 'column people.full_name: users.name']);
      expect(upgrade.map(({ verb }) => verb)).toEqual(['rename', 'rename', 'create']);
      await sluice.upgrade(options());
      expect((await lite.query('select full_name from people')).rows).toEqual([{ full_name: 'Ada' }]);
    });

    test('what is named after it stays, unless somebody wants it along', async () => {
      const answers = { renames: { users: 'people', 'users.name': 'full_name' }, printOnly: true, prove: false };
      const wanting = { ...options(), ...answers, message: 'People' };
      const onto = { ...wanting, config: { ...wanting.config, renameAlong: true } };
      const keys = ({ upgrade }: sluice.AutogenerateResult): readonly unknown[] =>
        upgrade.flatMap((operation) => (operation.verb === 'rename' ? [operation.kind] : []));
      const left = await sluice.autogenerate(wanting);
      expect(keys(left)).toEqual(['column', 'table']);
      expect(left.oldNames).toContainEqual({
        what: 'primary key',
        on: 'people',
        from: 'users_pkey',
        to: 'people_pkey',
      });
      const asked: unknown[] = [];
      const renameAlong: sluice.AskAlong = async (names) => Promise.resolve(asked.push(...names) > 0);
      const along = await sluice.autogenerate({ ...wanting, renameAlong });
      expect(keys(along)).toEqual(['column', 'primary_key', 'table']);
      expect(along.oldNames).toEqual([]);
      expect(asked).toEqual(left.oldNames);
      expect(keys(await sluice.autogenerate(onto))).toEqual(['column', 'primary_key', 'table']);
      const declined = await sluice.autogenerate({ ...onto, renameAlong: false });
      expect(keys(declined)).toEqual(['column', 'table']);
      expect(declined.oldNames).toEqual([]);
    });

    test('an answer that is none', async () => {
      const ask = async (): Promise<string> => Promise.resolve('nobody');
      await expect(sluice.autogenerate({ ...options(), message: 'People', ask })).rejects.toThrow(
        '"nobody" cannot be what people was',
      );
      expect(migrations()).toHaveLength(1);
    });

    test('the config says so, and is passed over once it is done', async () => {
      const answers = { renames: { users: 'people', 'users.name': 'full_name' }, drops: ['legacy'] };
      const answered = { ...options(), config: { ...options().config, ...answers } };
      await lite.exec('create table legacy (id integer)');
      const { upgrade } = await sluice.autogenerate({ ...answered, message: 'People' });
      expect(upgrade.map(sluice.describeOperation).map(({ sign, object }) => `${sign} ${object}`)).toEqual([
        '~ column users.name',
        '~ table users',
        '+ column people.mail',
        '- table legacy',
      ]);
      await sluice.upgrade(answered);
      expect(await sluice.check(answered)).toMatchObject({ upToDate: true });
      expect(await sluice.autogenerate({ ...answered, message: 'Again' })).toMatchObject({ file: undefined });
    });
  });

  test('a database that is behind, and a revision that it has and the files have not', async () => {
    const { file = '' } = await sluice.autogenerate({ ...options(), message: 'Add users' });
    await expect(sluice.autogenerate({ ...options(), message: 'Again' })).rejects.toMatchObject({
      name: 'DatabaseBehind',
      revisions: ['010101010101'],
      message: 'The database is behind by 1 revision: run `sluice upgrade head`, then run this again.',
    });
    await sluice.upgrade(options());
    rmSync(file);
    await expect(sluice.autogenerate({ ...options(), message: 'Again' })).rejects.toMatchObject({
      name: 'UnknownRevision',
      revision: '010101010101',
      where: 'database',
    });
  });

  test('a file that is there is not written over', async () => {
    const withName = { ...options(), config: { ...options().config, fileTemplate: '{revision}' } };
    project.write({ 'migrations/.keep': '' });
    const { revision } = await sluice.autogenerate({ ...withName, message: 'Add users', printOnly: true });
    expect(migrations()).toEqual(['.keep']);
    writeFileSync(project.file(`migrations/${revision}.ts`), '// somebody else');
    await expect(sluice.autogenerate({ ...withName, message: 'Add users' })).rejects.toThrow('is no migration');
    expect(readFileSync(project.file(`migrations/${revision}.ts`), 'utf8')).toBe('// somebody else');
  });

  test('two heads: a migration must know which one it follows', async () => {
    const text = (revision: string): string =>
      `export const revision = '${revision}';\nexport const downRevision = null;\nexport async function upgrade() {}\nexport async function downgrade() {}\n`;
    project.write({
      'migrations/a.js': text('aaaa'),
      'migrations/b.mjs': text('bbbb'),
      'migrations/b.d.ts': 'nothing',
    });
    expect((await sluice.heads(options())).map(({ revision }) => revision)).toEqual(['aaaa', 'bbbb']);
    await expect(sluice.upgrade(options())).rejects.toThrow('There are several heads for "head"');
    expect(await sluice.upgrade({ ...options(), target: 'heads' })).toMatchObject({ revisions: ['aaaa', 'bbbb'] });
    await expect(sluice.revision({ ...options(), message: 'x' })).rejects.toThrow('There are several heads');
    expect((await sluice.history({ ...options(), range: 'current:' })).length).toBe(2);
  });

  test('a signal that was given already', async () => {
    await sluice.autogenerate({ ...options(), message: 'Add users' });
    await expect(sluice.upgrade({ ...options(), signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'Interrupted',
      message: 'Interrupted: nothing was changed; run `sluice upgrade` again to go on.',
    });
    expect((await sluice.upgrade(options())).migrations).toHaveLength(1);
  });

  test('a function that gives no database', async () => {
    const config = {
      models: './models.ts',
      database: () => {
        throw new Error('no secret');
      },
    };
    await expect(sluice.current({ cwd: project.root, config })).rejects.toThrow(
      '`database` in sluice.config.ts threw: no secret; correct it and run again.',
    );
  });
});

describe('init', () => {
  let project = makeProject();
  beforeEach(() => {
    project.remove();
    project = makeProject();
  });
  afterAll(() => project.remove());

  test('finds the models where they usually are, and writes what can be read', async () => {
    project.write({ 'src/db/schema.ts': users });
    const { file, models, modelsFound } = await sluice.init({ cwd: project.root });
    expect({ models, modelsFound }).toEqual({ models: './src/db/schema.ts', modelsFound: true });
    expect(file).toBe(project.file('sluice.config.ts'));
    const config = await sluice.loadConfig({ cwd: project.root, environment: {} });
    expect(config).toMatchObject({ models: [path.join(project.root, 'src/db/schema.ts')], database: undefined });
    await expect(sluice.init({ cwd: project.root })).rejects.toMatchObject({ name: 'ConfigExists', file });
  });

  test('takes over what the config of drizzle-kit says', async () => {
    project.write({
      'drizzle.config.js': `export default { dialect: 'postgresql', schema: ['./a.ts', './b/*.ts'], casing: 'snake_case' };`,
    });
    const { source } = await sluice.init({ cwd: project.root });
    expect(source).toContain(`models: ['./a.ts', './b/*.ts'],`);
    expect(source).toContain(`casing: 'snake_case',`);
  });
});
