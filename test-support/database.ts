import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

import { initialCluster } from '../packages/database/src/pglite-cluster.ts';

/** A real server that the tests of a `*.server.test.ts` file may use. */
export interface TestServer {
  readonly major: number;
  readonly url: string;
  /** It is there for a sample of the rows: its major lies between two that are tested in full. */
  readonly sample: boolean;
  /** Its rows are run with the next line of Drizzle, and in their safe forms. */
  readonly next: boolean;
}

/** A database of its own for a test. */
export interface TestDatabase {
  readonly url: string;
  /** Drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** The servers to test in full: `describe.each(withServers())('PostgreSQL $major', ({ url }) => …)`. */
export const withServers = (): readonly TestServer[] => withAllServers().filter(({ sample }) => !sample);

/** All servers, also those that are there for a sample. */
export function withAllServers(): readonly TestServer[] {
  const servers = process.env['SLUICE_TEST_SERVERS'];
  if (servers === undefined) throw new Error('There are servers only for tests in a file named *.server.test.ts.');
  return JSON.parse(servers);
}

/** Creates an empty database with a name of its own on the server at `url`. */
export async function createDatabase(url: string): Promise<TestDatabase> {
  const name = `sluice_${randomBytes(8).toString('hex')}`;
  await runAt(url, `create database ${name} template template0`);
  const database = new URL(url);
  database.pathname = `/${name}`;
  return { url: database.href, drop: () => runAt(url, `drop database if exists ${name} with (force)`) };
}

async function runAt(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Opens a fresh PGlite in memory: empty, C.UTF-8, without durability. The caller closes it. */
export async function openPglite(options: Pick<PGliteOptions, 'extensions'> = {}): Promise<PGlite> {
  return PGlite.create({ ...options, loadDataDir: await emptyCluster(), relaxedDurability: true });
}

/** A cluster as initdb leaves it. */
export const emptyCluster = (): Promise<Blob> => initialCluster((options) => PGlite.create(options));
