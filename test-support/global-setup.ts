import pg from 'pg';
import checkFlag from './check-flag.ts';
import { startServer, stopAtTeardown } from './servers.ts';

/**
 * Starts the servers of the `servers` project. `PG_MAJORS=15,18` picks them;
 * `TEST_DATABASE_URL` uses one that already runs instead, with a role that may create databases.
 */
export default async function setUp(): Promise<void> {
  checkFlag();
  const external = process.env['TEST_DATABASE_URL'];
  const servers = external ? [{ major: await majorOf(external), url: external }] : await startServers(majors());
  process.env['SLUICE_TEST_SERVERS'] = JSON.stringify(servers.map(({ major, url }) => ({ major, url })));
}

const majors = (): readonly number[] => (process.env['PG_MAJORS'] ?? '15,18').split(',').map(Number);

async function startServers(wanted: readonly number[]) {
  const started = await Promise.allSettled(wanted.map(startServer));
  const servers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await Promise.all(servers.map((server) => server.stop()));
    throw failed.reason;
  }
  stopAtTeardown(servers);
  return servers;
}

async function majorOf(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    return rows[0]?.version ?? 0;
  } finally {
    await client.end();
  }
}
