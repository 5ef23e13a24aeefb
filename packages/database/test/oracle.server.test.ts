import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';

import { createDatabase, withServers, type TestDatabase } from '../../../test-support/database.ts';
import { dump, type DumpOptions } from '../../../test-support/oracle/dump.ts';
import { pgDumpMajor } from '../../../test-support/oracle/pg-dump.ts';
import { anyOrder, changes, versionTable } from './oracle-changes.ts';

const newest = await pgDumpMajor();
const ways = withServers().flatMap(({ major, url }) =>
  (['pg_dump', 'catalog'] as const)
    .filter((by) => by === 'catalog' || newest >= major)
    .map((by) => ({ major, url, by })),
);

describe.each(ways)('a dump of PostgreSQL $major by $by', ({ url, by }) => {
  const options: DumpOptions = { by };
  let database: TestDatabase;
  let before: string;

  beforeAll(async () => {
    database = await build(url, anyOrder.flat());
    before = await dump(database.url, options);
  });
  afterAll(() => database.drop());

  test('is the same for a database made in another order', async () => {
    const other = await build(url, anyOrder.toReversed().flatMap(emailLast));
    expect(await dump(other.url, options)).toBe(before);
    expect(await dump(other.url, { by, columnOrder: 'physical' })).not.toBe(
      await dump(database.url, { by, columnOrder: 'physical' }),
    );
    await other.drop();
  });

  test('leaves the version table out, with all that is its own', async () => {
    const other = await build(url, [...anyOrder.flat(), ...versionTable]);
    expect(await dump(other.url, options)).toBe(before);
    expect(await dump(other.url, { by, excludeVersionTable: false })).toContain('sluice_version');
    await other.drop();
  });
});

test('pg_dump shows every change', async () => {
  const silent: string[] = [];
  for (const { url } of ways.filter(({ by }) => by === 'pg_dump')) silent.push(...(await unseen(url)));
  expect(silent).toEqual([]);
}, 120_000);

/** The changes after which pg_dump says what it said before. */
async function unseen(url: string): Promise<readonly string[]> {
  const template = await build(url, anyOrder.flat());
  const before = await dump(template.url, { by: 'pg_dump' });
  const name = new URL(template.url).pathname.slice(1);
  const silent: string[] = [];
  for (const change of changes) {
    const copy = await createCopy(url, name);
    await run(copy.url, [change]);
    if ((await dump(copy.url, { by: 'pg_dump' })) === before) silent.push(change);
    await copy.drop();
  }
  await template.drop();
  return silent;
}

async function createCopy(url: string, name: string): Promise<TestDatabase> {
  await run(url, [`CREATE DATABASE ${name}_copy TEMPLATE ${name}`]);
  return { url: new URL(`/${name}_copy`, url).href, drop: () => run(url, [`DROP DATABASE ${name}_copy WITH (FORCE)`]) };
}

/** The statements that add two columns, the other way round. */
function emailLast(group: readonly string[]): readonly string[] {
  const [first, email, nick, ...rest] = group;
  const swaps = first !== undefined && email !== undefined && nick !== undefined && email.includes('ADD email');
  return swaps ? [first, nick, email, ...rest] : group;
}

async function build(url: string, statements: readonly string[]): Promise<TestDatabase> {
  const database = await createDatabase(url);
  await run(database.url, statements);
  return database;
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
