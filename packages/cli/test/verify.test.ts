import type { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import * as sluice from 'sluice';
import { openPglite } from '../../../test-support/database.ts';
import { makeProject, type Project } from './fixtures/project.ts';

let lite: PGlite;
let project: Project;
beforeAll(async () => {
  lite = await openPglite();
});
afterAll(() => lite.close());
afterEach(() => project.remove());
beforeEach(async () => {
  await lite.exec('drop schema public cascade; create schema public');
  project = makeProject({ 'models.ts': '', 'migrations/1.js': first, 'migrations/2.js': second });
});

const make = (revision: string, down: string | null, up: string): string => `
  export const revision = '${revision}';
  export const downRevision = ${JSON.stringify(down)};
  export async function upgrade(op) { ${up} }
  export async function downgrade() {}
`;
const first = make(
  'aaaa',
  null,
  `await op.createTable({ name: 'a', columns: [{ name: 'id', type: 'integer', notNull: true }, { name: 'kept', type: 'text' }] });`,
);
const second = make(
  'bbbb',
  'aaaa',
  `await op.alterColumn({ table: 'a', name: 'kept', type: { from: 'text', to: 'integer' }, using: 'kept::integer' });`,
);

const columns = { id: integer().notNull(), kept: integer() };
const options = (models: object = { a: pgTable('a', columns) }) => ({
  cwd: project.root,
  config: { migrations: './migrations', models: { ...models } },
  database: lite,
});
const verified = async (models?: object, more: Partial<sluice.UpgradeOptions> = {}) =>
  (await sluice.upgrade({ ...options(models), ...more })).verification;

describe('after an upgrade to the head', () => {
  test('the database is what the models say', async () => {
    expect(await verified()).toEqual({ status: 'same' });
  });

  test('what differs is told, with the last migration that spoke of it, and the upgrade stands', async () => {
    const told: string[] = [];
    const say = (line: string): void => void told.push(line);
    const logger = { info: () => undefined, warn: say, error: say };
    const models = { a: pgTable('a', { id: integer(), kept: text(), more: text() }) };
    expect(await verified(models, { logger })).toMatchObject({
      status: 'differs',
      drift: [
        { difference: { verb: 'alter', id: { table: 'a', name: 'id' } }, since: 'aaaa' },
        { difference: { verb: 'alter', id: { table: 'a', name: 'kept' } }, since: 'bbbb' },
        { difference: { verb: 'create', object: { id: { table: 'a', name: 'more' } } }, since: undefined },
      ],
    });
    expect(told.join('\n')).toContain('The database has all migrations and is not what the models say, in 3 points:\n');
    expect(told.join('\n')).toMatch(/column a\.kept \(.*; since bbbb at the earliest\)/);
    expect((await sluice.current(options())).revisions).toMatchObject([{ revision: 'bbbb' }]);
  });

  test('models that cannot be read are no failure', async () => {
    project.write({ 'broken.ts': 'throw new Error("no environment");' });
    const config = { migrations: './migrations', models: './broken.ts' };
    const { migrations, verification } = await sluice.upgrade({ ...options(), config });
    expect(migrations).toHaveLength(2);
    expect(verification).toEqual({ status: 'unknown', reason: expect.stringContaining('no environment') });
  });
});

describe('nothing is compared', () => {
  test.each<[string, Partial<sluice.UpgradeOptions>]>([
    ['before the head', { target: '+1' }],
    ['where it is left out', { verify: 'off' }],
  ])('%s', async (_, more) => {
    expect(await verified(undefined, more)).toBeUndefined();
  });

  test('where nothing was run, where the config leaves it out, and where it has no models', async () => {
    const off = { ...options().config, verify: 'off' } as const;
    expect(await verified(undefined, { config: off })).toBeUndefined();
    expect(await verified()).toBeUndefined();
    await lite.exec('drop schema public cascade; create schema public');
    expect(await verified(undefined, { config: { migrations: './migrations' } })).toBeUndefined();
  });

  test('when an application starts, unless it says so', async () => {
    expect(await sluice.migrateOnStart(options())).not.toHaveProperty('verification');
    await lite.exec('drop schema public cascade; create schema public');
    const asked = await sluice.migrateOnStart({ ...options(), verify: 'models' });
    expect(asked.verification).toEqual({ status: 'same' });
  });
});
