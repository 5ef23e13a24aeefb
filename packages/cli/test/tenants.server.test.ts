import { ident, type Connection, type DatabaseObject } from '@sluice/core';
import { connect, introspect } from '@sluice/database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import * as sluice from 'sluice';
import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { splitAt } from '../../../test-support/oracle/sql-text.ts';
import { makeProject, type Project } from './fixtures/project.ts';

const file = (revision: string, down: string | null, upgrade: string, downgrade: string): string => `
/** Makes ${revision} */
export const revision = '${revision}';
export const downRevision = ${JSON.stringify(down)};
export async function upgrade(op) { ${upgrade} }
export async function downgrade(op) { ${downgrade} }
`;

/** Of every way in which a directive names an object: by its id, by an attribute, by how it is done, and in a text. */
const first = file(
  'aaaa',
  null,
  `
  await op.createEnum({ name: 'mood', values: ['good', 'bad', 'odd'] });
  await op.createSequence({ name: 'counter' });
  await op.createTable({
    name: 'users',
    columns: [
      { name: 'id', type: 'integer', notNull: true, default: "nextval('counter'::regclass)" },
      { name: 'mood', type: 'mood', default: "'good'::mood" },
    ],
    primaryKey: { name: 'users_pkey', columns: ['id'] },
    checks: [{ name: 'ck', expression: "mood <> 'odd'::mood" }],
  });
  await op.alterSequence({ name: 'counter', ownedBy: { from: null, to: { schema: 'public', table: 'users', column: 'id' } } });
  await op.createTable({
    name: 'posts',
    columns: [{ name: 'author', type: 'integer' }, { name: 'title', type: 'text' }],
    foreignKeys: [{ name: 'fk', columns: ['author'], references: { table: 'users', columns: ['id'] } }],
    partitionBy: 'LIST (title)',
  });
  await op.createTable({ name: 'posts_a', partitionOf: { table: 'posts', bound: "FOR VALUES IN ('a')" } });
  await op.createView({ name: 'moods', query: 'SELECT id, mood FROM users' });
  await op.bulkInsert({ table: 'users', rows: [{ mood: 'good' }, { mood: 'bad' }] });
  `,
  `
  await op.dropView({ name: 'moods' });
  await op.dropTable({ name: 'posts_a' });
  await op.dropTable({ name: 'posts' });
  await op.alterSequence({ name: 'counter', ownedBy: { from: { schema: 'public', table: 'users', column: 'id' }, to: null } });
  await op.dropTable({ name: 'users' });
  await op.dropSequence({ name: 'counter' });
  await op.dropEnum({ name: 'mood' });
  `,
);
const second = file(
  'bbbb',
  'aaaa',
  `
  await op.dropView({ name: 'moods' });
  await op.dropCheck({ table: 'users', name: 'ck' });
  await op.alterEnum({
    name: 'mood',
    values: { from: ['good', 'bad', 'odd'], to: ['good', 'bad'] },
    columns: [{ table: 'users', name: 'mood', default: "'good'::mood" }],
  });
  if (!(await op.hasColumn({ table: 'users', name: 'name' }))) await op.addColumn({ table: 'users', name: 'name', type: 'text' });
  await op.batchUpdate({ table: 'users', set: { name: "'somebody'" }, where: 'name IS NULL', key: 'id' });
  await op.createIndex({ table: 'users', name: 'ix', columns: [{ column: 'name' }], concurrently: true });
  await op.execute('INSERT INTO users (name) VALUES (current_schema())');
  await op.db.execute("UPDATE users SET mood = 'bad' WHERE name = current_schema()");
  await op.renameTable({ name: 'users', to: 'people' });
  `,
  `throw new Error('no way back')`,
);

const names = Array.from({ length: 20 }, (_, i) => `tenant "${String(i + 1).padStart(2, '0')}"`);
const [good = '', failing = '', done = ''] = names;

describe.each(withServers())('on PostgreSQL $major, tenants', ({ url }) => {
  let database: TestDatabase;
  let connection: Connection;
  let project: Project;
  const options = (more: object = {}) => ({
    cwd: project.root,
    config: { migrations: './migrations', database: database.url, ...more },
  });

  beforeAll(() => {
    project = makeProject({ 'migrations/1.js': first, 'migrations/2.js': second });
  });
  afterAll(() => project.remove());
  beforeEach(async () => {
    database = await createDatabase(url);
    connection = await connect(database.url);
  });
  afterEach(async () => {
    await connection.close();
    await database.drop();
  });

  const makeSchemas = async (schemas = names): Promise<void> => {
    for (const name of schemas) await connection.query(`create schema "${name.replaceAll('"', '""')}"`);
  };
  const objectsIn = async (schema: string): Promise<readonly DatabaseObject[]> => {
    const { objects } = await introspect(connection, { defaultSchema: schema });
    return objects.filter(({ id }) => id.schema === schema);
  };
  /** As they would be in the usual schema. */
  const asUsual = (objects: readonly DatabaseObject[], schema: string): string =>
    JSON.stringify(
      objects.map((object): unknown =>
        JSON.parse(JSON.stringify({ ...object, dependsOn: [] }), (_, value: unknown) =>
          value === schema ? 'public' : value,
        ),
      ),
      undefined,
      1,
    ).replaceAll(/"schema": "public",?\s*/g, '');
  /** What psql does: a statement at a time, to the first error. */
  async function play(text: string): Promise<void> {
    const session = await connect(database.url);
    try {
      for (const statement of splitAt(';', text.replaceAll(/^(?:--|\\).*$/gm, '')))
        if (statement.trim() !== '') await session.query(statement);
    } finally {
      await session.close();
    }
  }
  const status = (report: { readonly tenants: readonly { readonly status: string }[] }): readonly string[] =>
    report.tenants.map((each) => each.status);

  test('get each what the default schema gets, and nothing is done elsewhere', async () => {
    await makeSchemas([good]);
    const report = await sluice.upgrade({ ...options(), tenants: [good] });
    expect(report).toMatchObject({
      failed: 0,
      tenants: [{ tenant: good, result: { before: [], revisions: ['bbbb'] } }],
    });
    expect(await objectsIn('public')).toEqual([]);
    const rows = await connection.query(
      `select name, mood::text from ${JSON.stringify(good).replaceAll('\\"', '""')}.people order by id`,
    );
    expect(rows).toEqual([
      { name: 'somebody', mood: 'good' },
      { name: 'somebody', mood: 'bad' },
      { name: good, mood: 'bad' },
    ]);
    await sluice.upgrade(options());
    expect((await objectsIn(good)).length).toBeGreaterThan(10);
    expect(asUsual(await objectsIn(good), good)).toBe(asUsual(await objectsIn('public'), 'public'));
  });

  test('are told of one by one: one fails, one has it all, the rest are done', async () => {
    await makeSchemas();
    await sluice.upgrade({ ...options(), tenants: [done] });
    await connection.query(`create table "${failing.replaceAll('"', '""')}".posts (id int)`);
    const told: string[] = [];
    const report = await sluice.upgrade({
      ...options({ tenants: { query: `select nspname from pg_namespace where nspname like 'tenant%' order by 1` } }),
      tenants: 'configured',
      onTenantEnd: ({ tenant }) => told.push(tenant),
    });
    expect(report.tenants.map(({ tenant }) => tenant)).toEqual(names);
    expect(told.toSorted()).toEqual(names);
    expect(report.failed).toBe(1);
    expect(status(report)).toEqual(['done', 'failed', ...names.slice(2).map(() => 'done')]);
    expect(report.tenants[1]).toMatchObject({
      error: { message: expect.stringContaining('relation "posts" already exists') },
    });
    expect(report.tenants[2]).toMatchObject({ result: { migrations: [], before: ['bbbb'], revisions: ['bbbb'] } });
    const now = await sluice.current({ ...options(), tenants: names });
    expect(
      now.tenants.map((each) => (each.status === 'done' ? each.result.revisions.map(({ revision }) => revision) : [])),
    ).toEqual([['bbbb'], [], ...names.slice(2).map(() => ['bbbb'])]);
  });

  test('are worked on at once, but not more than are allowed', async () => {
    await makeSchemas();
    let [running, most] = [0, 0];
    let open = (): void => undefined;
    const three = new Promise<void>((resolve) => (open = resolve));
    const target = 'aaaa';
    const counted = {
      onMigrationStart: () => void (most = Math.max(most, ++running)),
      onMigrationEnd: () => void running--,
    };
    // The first three wait for each other, within their transactions.
    const onVersionApply = async (): Promise<void> => {
      if (running === 3) open();
      await three;
    };
    const events = { ...counted, onVersionApply };
    await sluice.upgrade({ ...options(), target, tenants: names, tenantConcurrency: 3, events });
    expect(most).toBe(3);
    most = 0;
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      const report = await sluice.downgrade({
        ...options(),
        database: client,
        target: 'base',
        tenants: names,
        allowDataLoss: true,
        events: counted,
      });
      expect(report.failed).toBe(0);
    } finally {
      await client.end();
    }
    expect(most).toBe(1);
    expect(await objectsIn(good)).toEqual([]);
  });

  test('are not begun once one has failed, where that is wanted', async () => {
    await makeSchemas();
    const wanted = { ...options(), tenants: ['nobody', good, done], tenantConcurrency: 1, stopOnError: true };
    const report = await sluice.upgrade(wanted);
    expect(status(report)).toEqual(['failed', 'skipped', 'skipped']);
    expect(report.tenants[0]).toMatchObject({ error: { name: 'TenantMissing' } });
    expect((await sluice.upgrade({ ...wanted, createSchema: true })).failed).toBe(0);
  });

  test('are checked, each against the models, and a logger names them', async () => {
    await makeSchemas([good, failing, done]);
    await connection.query('create table public.other (id int)');
    const models = `
      import { index, integer, pgEnum, pgTable, text } from 'drizzle-orm/pg-core';
      export const mood = pgEnum('mood', ['good', 'bad']);
      export const people = pgTable('people', {
        id: integer().primaryKey().generatedAlwaysAsIdentity(), mood: mood().default('good'), boss: integer().references(() => people.id),
      }, (table) => [index('people_boss').on(table.boss)]);
    `;
    const checked = makeProject({ 'models.ts': models });
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const logger = { info: log, warn: log, error: log };
    const wanted = { cwd: checked.root, database: database.url, tenants: [good, failing, done] };
    const config = { models: './models.ts', migrations: './migrations' };
    try {
      await sluice.autogenerate({ cwd: checked.root, config, message: 'People' });
      await sluice.upgrade({ ...wanted, config, tenants: [good, failing], logger });
      expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(`^${good}: Begins the upgrade of`)]));
      expect(lines.filter((line) => !line.startsWith('tenant "'))).toEqual([]);
      await connection.query(
        `alter table ${ident(failing, 'people')} drop column boss; create table ${ident(failing, 'mine')} ()`,
      );
      const report = await sluice.check({ ...wanted, config });
      expect(report.tenants).toMatchObject([
        { tenant: good, status: 'done', result: { upToDate: true, differences: [], leftAlone: [] } },
        {
          tenant: failing,
          status: 'done',
          result: { upToDate: false, leftAlone: [{ kind: 'table', id: { schema: failing, name: 'mine' } }] },
        },
        { tenant: done, status: 'done', result: { upToDate: false, pending: [{ message: 'People' }] } },
      ]);
      const pending = await sluice.check({ ...wanted, config, pendingOnly: true });
      expect(pending.tenants.map((each) => each.status === 'done' && each.result.upToDate)).toEqual([
        true,
        true,
        false,
      ]);
    } finally {
      checked.remove();
    }
  });

  test('have a script each, one after the other, which does what a run does', async () => {
    await makeSchemas([good]);
    const wanted = { ...options(), tenants: [good, done], createSchema: true } as const;
    const { sql } = await sluice.offline({ ...wanted, direction: 'upgrade', target: 'aaaa' });
    expect(sql.match(/^-- Tenant .*$/gm)).toEqual([`-- Tenant ${good}`, `-- Tenant ${done}`]);
    await play(sql);
    expect(await objectsIn('public')).toEqual([]);
    await sluice.upgrade({ ...options(), target: 'aaaa' });
    for (const name of [good, done])
      expect(asUsual(await objectsIn(name), name)).toBe(asUsual(await objectsIn('public'), 'public'));
    const back = await sluice.offline({ ...wanted, direction: 'downgrade', target: 'aaaa:base', tenants: [good] });
    await play(back.sql);
    expect(await objectsIn(good)).toEqual([]);
    await play((await sluice.offlineStamp({ ...wanted, revisions: ['aaaa:base'], tenants: [done] })).sql);
    expect(await sluice.current({ ...options(), tenants: [good, done] })).toMatchObject({
      tenants: [{ result: { revisions: [] } }, { result: { revisions: [] } }],
    });
  });

  test('are not asked for where a script is written', async () => {
    const script = { direction: 'upgrade', target: 'head' } as const;
    const query = 'select name from customers';
    await expect(sluice.offline({ ...options(), ...script, tenants: { query } })).rejects.toThrow(
      `No database is asked with --sql, and the tenants are what this gives, ${query}: name them with --tenant a,b`,
    );
    await expect(sluice.offline({ ...options(), ...script, tenants: 'configured' })).rejects.toThrow(
      'names no tenants',
    );
  });

  describe('of which one is compared with the models', () => {
    const models = (more = '') => `
      import { check, integer, pgEnum, pgTable, pgView, text } from 'drizzle-orm/pg-core';
      import { sql } from 'drizzle-orm';
      export const mood = pgEnum('mood', ['good', 'bad']);
      export const people = pgTable('people', {
        id: integer().primaryKey().generatedAlwaysAsIdentity(),
        mood: mood().default('good'),
        boss: integer().references(() => people.id),
        ${more}
      }, (table) => [check('ck', sql\`\${table.mood} <> 'bad'\`)]);
      export const moods = pgView('moods').as((qb) => qb.select({ mood: people.mood }).from(people));
    `;
    let compared: Project;
    const wanted = () => ({
      cwd: compared.root,
      config: { models: './models.ts', migrations: './migrations' },
      database: database.url,
    });
    const lines = (source = ''): readonly string[] => source.split('\n').filter((line) => line.includes('op.'));

    beforeEach(async () => {
      compared = makeProject({ 'models.ts': models() });
      await makeSchemas([good, done]);
      await sluice.autogenerate({ ...wanted(), tenant: good, message: 'People', revisionId: 'aaaa' });
      await sluice.upgrade({ ...wanted(), tenants: [good, done] });
    });
    afterEach(() => compared.remove());

    test('what is written is written for all, and proved', async () => {
      expect(await sluice.check({ ...wanted(), tenants: [good, done] })).toMatchObject({
        tenants: [{ result: { upToDate: true } }, { result: { upToDate: true } }],
      });
      compared.write({ 'models.ts': models(`name: text().notNull().unique(), first: mood(),`) });
      const more = await sluice.autogenerate({
        ...wanted(),
        tenant: good,
        message: 'Names',
        fills: { [`${good}.people.name`]: "'nobody'" },
      });
      expect(more.proof).toMatchObject({ proved: true });
      expect(more.source).not.toContain('tenant');
      expect(more.source).toContain('Locks people (');
      expect(lines(more.source).join()).toContain('op.addColumn({ table: "people", name: "first", type: "mood" })');
      expect((await sluice.upgrade({ ...wanted(), tenants: [good, done] })).failed).toBe(0);
      expect((await sluice.autogenerate({ ...wanted(), tenant: done, message: 'Nothing' })).file).toBeUndefined();
      expect(await objectsIn('public')).toEqual([]);
    });

    test('and its name stands where the difference is told', async () => {
      await connection.query(`alter table ${ident(good, 'people')} drop column boss`);
      const found = await sluice.diff({ ...wanted(), tenant: good });
      expect(found.differences).toMatchObject([
        { verb: 'create', after: { kind: 'column', id: { schema: good, table: 'people', name: 'boss' } } },
        { verb: 'create', after: { kind: 'foreign_key' } },
      ]);
      expect(await sluice.diff({ ...wanted(), tenant: done })).toMatchObject({ same: true, leftAlone: [] });
      await expect(sluice.diff({ ...wanted(), tenant: done, to: 'migrations' })).rejects.toThrow(
        'is compared with the models alone',
      );
    });

    test('but not one that is not there', async () => {
      const nobody = { ...wanted(), tenant: 'nobody' };
      await expect(sluice.autogenerate({ ...nobody, message: 'x' })).rejects.toThrow('There is no schema "nobody"');
      await expect(sluice.diff(nobody)).rejects.toThrow('There is no schema "nobody"');
      const { database: _, ...without } = nobody;
      await expect(sluice.autogenerate({ ...without, message: 'x' })).rejects.toThrow('No database is configured');
    });
  });

  test('are stamped, each in its own version table', async () => {
    await makeSchemas([good, done]);
    const report = await sluice.stamp({ ...options(), revisions: ['aaaa'], tenants: [good, done] });
    expect(report.failed).toBe(0);
    expect(await connection.query(`select to_regclass('public.sluice_version') as found`)).toEqual([{ found: null }]);
    expect(await sluice.current({ ...options(), tenants: [done] })).toMatchObject({
      tenants: [{ result: { revisions: [{ revision: 'aaaa' }], pending: [{ revision: 'bbbb' }] } }],
    });
  });
});
