import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { drizzle } from 'drizzle-orm/pglite';
import type { FastifyInstance } from 'fastify';
import { downgrade } from 'sluice';
import { migratedDatabases, type EmbeddedDatabase } from 'sluice/testing';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../src/app.js';
import { config, type Database } from '../src/database.js';
import { start } from '../src/start.js';

const databases = migratedDatabases({ cwd: fileURLToPath(new URL('..', import.meta.url)) });
let migrated: EmbeddedDatabase;
let database: Database;
let app: FastifyInstance | undefined;

beforeEach(async () => {
  migrated = await databases.open();
  database = drizzle(migrated.lite);
});
afterEach(async () => {
  await app?.close();
  await migrated.close();
});

/** Lets the application listen on any port that is free; it is closed after the test. */
async function listening(built: FastifyInstance): Promise<string> {
  app = built;
  return built.listen({ port: 0, host: '127.0.0.1' });
}

const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const get = async (url: string): Promise<unknown> => (await fetch(url)).json();

test('a list gets its tasks', async () => {
  const url = await listening(buildApp(database));
  expect((await post(`${url}/lists`, { name: 'home' })).status).toBe(201);
  expect(await get(`${url}/lists`)).toEqual([{ id: 1, name: 'home' }]);
  await post(`${url}/lists/1/tasks`, { title: 'Water the plants' });
  expect(await get(`${url}/lists/1/tasks`)).toMatchObject([{ title: 'Water the plants', done: false }]);
});

test('no other test has left a list', async () => {
  const url = await listening(buildApp(database));
  expect(await get(`${url}/lists`)).toEqual([]);
});

test('it is not ready before its migrations have run, and runs them when it starts', async () => {
  await downgrade({ config, database, target: 'base', allowDataLoss: true });
  const early = buildApp(database);
  const before = await fetch(`${await listening(early)}/healthz`);
  expect([before.status, await before.json()]).toMatchObject([503, { status: 'pending', current: [] }]);
  await early.close();

  app = await start({ database, port: 0 });
  const [address] = app.addresses();
  const port = typeof address === 'object' ? address.port : 0;
  const after = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect([after.status, await after.json()]).toMatchObject([200, { status: 'ok', pending: [] }]);
});
