import type { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as sluice from 'sluice';
import { readdirSync, existsSync } from 'node:fs';
import { openPglite } from '../../../test-support/database.ts';
import { makeProject } from './fixtures/project.ts';

const head = `import { integer, pgTable, text } from 'drizzle-orm/pg-core';\n`;
const users = `${head}export const users = pgTable('users', { id: integer().primaryKey(), name: text() });\n`;

let lite: PGlite;
let project = makeProject();
const options = (config: Partial<sluice.Config> = {}) => ({
  cwd: project.root,
  config: { models: './models.ts', database: () => lite, ...config },
});
const migrations = (): readonly string[] =>
  existsSync(project.file('migrations')) ? readdirSync(project.file('migrations')) : [];

beforeAll(async () => {
  lite = await openPglite();
});
afterAll(() => lite.close());
beforeEach(async () => {
  await lite.exec('drop schema public cascade; create schema public');
  project = makeProject({ 'models.ts': users });
});
afterEach(() => project.remove());

describe('processRevision', () => {
  test('adds a column to every table that is created, and takes out all of a directive', async () => {
    const processRevision = sluice.rewriteOperations({
      createTable: (table) => ({ ...table, columns: [...(table.columns ?? []), { name: 'made', type: 'date' }] }),
      dropTable: () => [],
    });
    const result = await sluice.autogenerate({ ...options({ processRevision }), message: 'Users' });
    expect(result.source).toContain('await op.createTable');
    expect(result.source).toMatch(/name: .made., type: .date./);
    expect(result.downgrade).toEqual([]);
    await sluice.upgrade(options());
    const { rows } = await lite.query('select made from users');
    expect(rows).toEqual([]);
  });

  test('puts other calls in the place of one, and may be async', async () => {
    const processRevision: sluice.ProcessRevision = async ({ message, upgrade }) => ({
      message: `${message} and more`,
      upgrade: [
        ...upgrade,
        sluice.callOf('execute', 'SELECT $1', [1]),
        sluice.callOf('assert', 'SELECT 1 WHERE false', 'No'),
      ],
    });
    const result = await sluice.autogenerate({ ...options({ processRevision }), message: 'Users' });
    expect(result.file).toMatch(/users_and_more\.ts$/);
    expect(result.upgrade.map(({ verb }) => verb)).toEqual(['create', 'execute', 'execute']);
    await sluice.upgrade(options());
  });

  test('writes nothing where it gives null back, or nothing is left', async () => {
    const withheld = await sluice.autogenerate({ ...options({ processRevision: () => null }), message: 'Users' });
    const emptied = await sluice.autogenerate({
      ...options({ processRevision: () => ({ upgrade: [], downgrade: [] }) }),
      message: 'Users',
    });
    expect([withheld.file, emptied.file, migrations()]).toEqual([undefined, undefined, []]);
    expect(withheld.upgrade).toHaveLength(1);
    await expect(sluice.revision({ ...options({ processRevision: () => null }), message: 'Empty' })).rejects.toThrow(
      'No migration "Empty" was written: `processRevision` in sluice.config.ts gave null back.',
    );
  });

  test('fills the migration that revision writes', async () => {
    const processRevision: sluice.ProcessRevision = ({ revision }) => ({
      upgrade: [sluice.callOf('execute', `COMMENT ON SCHEMA public IS '${revision}'`)],
    });
    const { source } = await sluice.revision({ ...options({ processRevision }), message: 'Mark', revisionId: 'abcd' });
    expect(source).toContain("IS 'abcd'");
  });

  test('is told what it gave that is no call', async () => {
    const wrong = (upgrade: readonly sluice.Call[]) =>
      sluice.autogenerate({ ...options({ processRevision: () => ({ upgrade }) }), message: 'Users' });
    await expect(wrong([{ directive: 'dropTabel', args: {} }])).rejects.toThrow(
      'op.dropTabel: there is no such directive.',
    );
    await expect(wrong([{ directive: 'dropTable', args: {} }])).rejects.toThrow('op.dropTable: needs `name`, a name.');
  });
});

const migration = (body: string): string =>
  `export const revision = 'aaaa'; export const downRevision = null; export const branchLabels = []; export const dependsOn = [];
   export async function upgrade(op) { ${body} }
   export async function downgrade(op) {}`;

describe('plugins', () => {
  const audit = sluice.definePlugin({
    name: 'audit',
    directives: {
      async auditTable(op, { table }: { readonly table: string }) {
        await op.createTable({
          name: table,
          columns: [
            { name: 'id', type: 'integer', notNull: true },
            { name: 'name', type: 'text' },
          ],
          primaryKey: { name: 'users_pkey', columns: ['id'] },
        });
      },
    },
  });

  test('give op directives that run, go into a script, and count as the history', async () => {
    project.write({ 'migrations/1_aaaa.js': migration(`await op.auditTable({ table: 'users' });`) });
    const config = { plugins: [audit] };
    const { sql } = await sluice.offline({ ...options(config), direction: 'upgrade', target: 'head' });
    expect(sql).toContain('CREATE TABLE "public"."users"');
    await sluice.upgrade(options(config));
    expect((await sluice.autogenerate({ ...options(config), message: 'Nothing' })).file).toBeUndefined();
  });

  describe('have their calls written', () => {
    const kept = sluice.definePlugin({
      name: 'kept',
      exported: { as: 'kept', from: './src/kept.js' },
      directives: {
        async keepChanges(op, { table }: { readonly table: string }, ...columns: readonly string[]) {
          if (!(await op.hasTable({ name: table }))) throw new Error(`There is no ${table}`);
          for (const name of columns) await op.addColumn({ table, name, type: 'date' });
        },
        async forget(op) {
          await op.dropTable({ name: 'users' });
        },
      },
    });
    const adding =
      (call: sluice.WrittenCall): sluice.ProcessRevision =>
      ({ upgrade }) => ({
        upgrade: [...upgrade, call],
        downgrade: [sluice.callOf(kept, 'forget')],
      });
    const config = (processRevision: sluice.ProcessRevision) => ({ plugins: [kept], processRevision });

    test('with the type of op that has them; they are tried first, and run as written', async () => {
      const call = sluice.callOf(kept, 'keepChanges', { table: 'users' }, 'made', 'changed');
      const given = options(config(adding(call)));
      const result = await sluice.autogenerate({ ...given, message: 'Users' });
      expect(result.source).toContain(
        `import type { OpWith } from "sluice";\nimport type { kept } from "../src/kept.js";`,
      );
      expect(result.source).toContain('export async function upgrade(op: OpWith<typeof kept>): Promise<void> {');
      expect(result.source).toContain('await op.keepChanges({ table: "users" }, "made", "changed");');
      expect(result.source).toContain('await op.forget();');
      expect(result.upgrade.map(({ verb }) => verb)).toEqual(['create', 'create', 'create']);
      expect(result.downgrade).toMatchObject([{ verb: 'drop', object: { id: { name: 'users' } } }]);
      await sluice.upgrade(given);
      expect((await lite.query('select made, changed from users')).rows).toEqual([]);
      await sluice.downgrade({ ...given, target: 'base' });
    });

    test('by a rewrite, in the place of another', async () => {
      const processRevision = sluice.rewriteOperations({
        createTable: (table) => [
          sluice.callOf('createTable', table),
          sluice.callOf(kept, 'keepChanges', { table: table.name }, 'made'),
        ],
      });
      const { source } = await sluice.autogenerate({ ...options(config(processRevision)), message: 'Users' });
      expect(source).toContain('op.keepChanges(');
    });

    test.each<[string, sluice.WrittenCall, RegExp]>([
      ['of a table that is not there', sluice.callOf(kept, 'keepChanges', { table: 'nobody' }), /^There is no nobody$/],
      ['that no plugin has', { directive: 'keepChange', args: {} }, /^op\.keepChange: there is no such directive\.$/],
    ])('but not one %s', async (_, call, message) => {
      await expect(sluice.autogenerate({ ...options(config(adding(call))), message: 'Users' })).rejects.toThrow(
        message,
      );
      expect(migrations()).toEqual([]);
    });

    test('not with what no file can hold', () => {
      const odd = sluice.definePlugin({
        name: 'odd',
        directives: {
          async odd(op, { of }: { readonly of: () => string }) {
            await op.execute(of());
          },
        },
      });
      expect(() => sluice.callOf(odd, 'odd', { of: () => 'SELECT 1' })).toThrow(
        'op.odd: a file holds plain values alone',
      );
    });

    test('not where nobody says from where a migration imports its type', async () => {
      const { exported: _, ...nameless } = kept;
      const given = options({ plugins: [nameless], processRevision: adding(sluice.callOf(kept, 'forget')) });
      await expect(sluice.autogenerate({ ...given, message: 'Users' })).rejects.toThrow(
        "say where it is exported, definePlugin({ name: 'kept', exported: { as: 'kept', from: './src/kept.js' }, … })",
      );
    });
  });

  test('may not hide a directive', async () => {
    const plugin = { name: 'mine', directives: { addColumn: async () => undefined } };
    await expect(sluice.upgrade(options({ plugins: [plugin] }))).rejects.toThrow(
      '`plugins` in the config has op.addColumn in mine, and Sluice has one of that name: give it another.',
    );
  });
});

describe('a migration that asks', () => {
  test('is answered from the history where no database is asked', async () => {
    project.write({
      'migrations/1_aaaa.js': migration(`
        const { eq } = await import('drizzle-orm');
        if (!(await op.hasTable({ name: 'users' }))) {
          await op.createTable({ name: 'users', columns: [{ name: 'id', type: 'integer', notNull: true }], primaryKey: { name: 'users_pkey', columns: ['id'] } });
        }
        if (!(await op.hasColumn({ table: 'users', name: 'name' }))) await op.addColumn({ table: 'users', name: 'name', type: 'text' });
        const { objects } = await op.introspect();
        if (objects.some(({ kind, id }) => kind === 'column' && id.name === 'name')) await op.addColumn({ table: 'users', name: 'old', type: 'text' });
        const { rows } = await op.query('select * from users');
        if (rows.length > 0) await op.dropTable({ name: 'users' });
        for (const row of await op.db.execute('select 1 as one')) await op.execute('select 1');
      `),
    });
    await sluice.upgrade(options());
    // The column that the models do not have is known to be made by the history, so it goes.
    const result = await sluice.autogenerate({ ...options(), message: 'Drop old', drops: ['users.old'] });
    expect(result.leftAlone).toEqual([]);
    expect(result.upgrade).toMatchObject([{ verb: 'drop', object: { kind: 'column', id: { name: 'old' } } }]);
  });
});
