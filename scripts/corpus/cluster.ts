import pg from 'pg';

import { startServer } from '../../test-support/servers.ts';

/** A server to make databases on. */
export interface Cluster {
  readonly major: number;
  /** Creates the roles; one that is there already is fine. */
  createRoles(roles: readonly string[]): Promise<void>;
  /** Makes a database and runs the statements in it, each as its own message; gives its URL. */
  build(statements: readonly string[]): Promise<string>;
  drop(url: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server of a major version. */
export async function startCluster(major: number, sessions: number): Promise<Cluster> {
  const server = await startServer(major);
  const admin = new pg.Pool({ connectionString: server.url, max: sessions });
  const copy = major >= 15 ? ' STRATEGY file_copy' : '';
  let made = 0;

  const drop = async (url: string): Promise<void> => {
    await admin.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  };
  const build = async (statements: readonly string[], attempts = 5): Promise<string> => {
    const name = `pair_${++made}`;
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template0${copy}`);
    const url = new URL(`/${name}`, server.url).href;
    try {
      await run(url, statements);
      return url;
    } catch (error) {
      await drop(url);
      if (attempts > 1 && isRace(error)) return build(statements, attempts - 1);
      throw error;
    }
  };
  return {
    major,
    build: (statements) => build(statements),
    drop,
    async createRoles(roles) {
      for (const role of roles) await admin.query(creation(role)).catch(unlessItIsThere);
    },
    async stop() {
      await admin.end();
      await server.stop();
    },
  };
}

/** Runs statements, each as its own message, outside of a transaction. */
export async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const creation = (role: string): string =>
  /^\s*(?:create|do|alter|grant)\s/i.test(role) ? role : `CREATE ROLE ${role}`;

function unlessItIsThere(error: unknown): void {
  if (codeOf(error) !== '42710') throw error;
}

/** Roles belong to the whole server: two sides that make or grant the same one at once meet there. */
const isRace = (error: unknown): boolean => ['XX000', '23505', '42710', '40P01'].includes(codeOf(error));

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
