import pg from 'pg';
import checkFlag from './check-flag.ts';
import { majors, startServer, stopAtTeardown } from './servers.ts';

/**
 * Starts the servers, once for all projects: the oldest and the newest major for all tests, those between for a sample of
 * the case rows. On the newest the rows are run with the next line of Drizzle. `PG_MAJORS=15,18` picks some, all in full; `TEST_DATABASE_URL` uses a server that already runs
 * instead, with a role that may create databases.
 */
export default async function setUp(): Promise<void> {
  checkFlag();
  if (process.env['SLUICE_TEST_SERVERS'] !== undefined) return;
  const [external, picked] = [process.env['TEST_DATABASE_URL'], process.env['PG_MAJORS']];
  const servers = external
    ? [{ major: await majorOf(external), url: external }]
    : await startServers(picked === undefined ? majors : picked.split(',').map(Number));
  const isSample = (major: number) => picked === undefined && major !== majors.at(0) && major !== majors.at(-1);
  const isNext = (major: number) => picked === undefined && !external && major === majors.at(-1);
  process.env['SLUICE_TEST_SERVERS'] = JSON.stringify(
    servers.map(({ major, url }) => ({ major, url, sample: !external && isSample(major), next: isNext(major) })),
  );
}

async function startServers(wanted: readonly number[]) {
  const started = await Promise.allSettled(wanted.map((major) => startServer(major)));
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
