import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import * as sluice from 'sluice';
import { openPglite } from '../../../test-support/database.ts';
import { dump } from '../../../test-support/oracle/dump.ts';
import { migration } from './fixtures/migration.ts';
import { makeProject, type Project } from './fixtures/project.ts';

let lite: PGlite;
let project: Project;
beforeAll(async () => {
  lite = await openPglite();
});
afterAll(() => lite.close());
beforeEach(async () => {
  await lite.exec('drop schema public cascade; create schema public');
});

const options = () => ({ cwd: project.root, config: { migrations: './migrations' }, database: lite });

/** A second migration of which everything is done but the last statement. */
async function interrupt(upgrade: string, downgrade = ''): Promise<string> {
  project = makeProject({
    'migrations/1.js': migration('aaaa', null, 'create table a (id integer, n text); insert into a values (1)'),
    'migrations/2.js': `export const revision = 'bbbb';
export const downRevision = 'aaaa';
export async function upgrade(op) { ${upgrade} }
export async function downgrade(op) { ${downgrade} }`,
  });
  await sluice.upgrade({ ...options(), target: 'aaaa' });
  const before = await dump(lite);
  await sluice.upgrade(options()).catch(() => undefined);
  return before;
}

test('takes back what is done, where the operations say what undoes it', async () => {
  const before = await interrupt(`
    await op.createEnum({ name: 'mood', values: ['a'] });
    if (await op.hasTable({ name: 'a' })) await op.renameColumn({ table: 'a', name: 'n', to: 'm' });
    await op.alterColumn({ table: 'a', name: 'm', default: { from: null, to: '7' } });
    await op.execute('update a set id = 2');
    await op.createIndex({ table: 'a', name: 'a_m', columns: [{ column: 'm' }], concurrently: true });
    await op.addColumn({ table: 'a', name: 'never', type: 'integer' });
    await op.execute('nonsense');`);
  expect(await dump(lite)).not.toBe(before);
  const found = await sluice.abandon(options());
  expect(found).toMatchObject({
    revision: 'bbbb',
    direction: 'upgrade',
    undone: [{ verb: 'create' }, { verb: 'alter' }, { verb: 'rename' }, { verb: 'create' }],
    remaining: [{ verb: 'execute', sql: 'update a set id = 2' }],
  });
  expect(await dump(lite)).toBe(before);
  expect(await sluice.current(options())).toMatchObject({ revisions: [{ revision: 'aaaa' }], interrupted: [] });
  expect((await sluice.ledger(options()))[0]).toMatchObject({ revision: 'bbbb', outcome: 'abandoned' });
  expect(await sluice.abandon(options())).toBeUndefined();
  project.remove();
});

test('clears away what a build has left', async () => {
  const before = await interrupt(`
    await op.execute('insert into a values (1)');
    await op.createIndex({ table: 'a', name: 'a_id', unique: true, columns: [{ column: 'id' }], concurrently: true });`);
  expect((await sluice.abandon(options()))?.remaining).toHaveLength(1);
  expect(await dump(lite)).toBe(before);
  project.remove();
});

test('knows nothing of what was edited since', async () => {
  await interrupt(`
    await op.createIndex({ table: 'a', name: 'a_id', columns: [{ column: 'id' }], concurrently: true });
    await op.execute('nonsense');`);
  rmSync(project.file('migrations/2.js'));
  project.write({ 'migrations/2_edited.js': migration('bbbb', 'aaaa', 'select 1; select 2') });
  await expect(sluice.abandon(options())).rejects.toThrow(sluice.MigrationEdited);
  expect((await sluice.current(options())).interrupted).toHaveLength(1);
  project.remove();
});
