import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { killRuns } from '../../../test-support/chaos/kill.ts';
import { loadedRun } from '../../../test-support/chaos/load.ts';
import { manyRuns } from '../../../test-support/chaos/many.ts';
import { badNames } from '../../../test-support/chaos/names.ts';
import { withServers } from '../../../test-support/database.ts';
import { startCrashableServer } from '../../../test-support/servers.ts';
import { build } from './fixtures/command.ts';

jest.setTimeout(300_000);

// The short form of `npm run chaos -- kill`, on a server of its own, since that is killed too.
test('whatever is killed: what is recorded is what was done, and the next run finishes it', async () => {
  build();
  const server = await startCrashableServer(18);
  try {
    const found = await killRuns({ server, seed: 5, rounds: 4, of: ['runner', 'backend', 'server', 'runner'] });
    expect(found).toEqual({ kills: expect.any(Number), rounds: 4, wrong: [] });
    expect(found.kills).toBeGreaterThanOrEqual(4);
  } finally {
    await server.stop();
  }
});

// The short forms of `npm run chaos -- many`, `-- load` and `-- names`.
describe.each(withServers())('on PostgreSQL $major', ({ url }) => {
  beforeAll(build);

  test('of many that start at once one runs each migration, and all end well', async () => {
    expect(await manyRuns({ url, seed: 7, rounds: 2, processes: 4 })).toEqual({ rounds: 2, wrong: [] });
  });

  test('nobody who reads or writes meanwhile fails, and what waits for a lock comes through', async () => {
    expect(await loadedRun({ url, rows: 2000, clients: 2, watch: 500 })).toMatchObject({ wrong: [] });
  });

  test('no name and no text is anything but what it is, wherever it stands', async () => {
    expect(await badNames({ url, seed: 11, count: 100 })).toEqual({ names: 120, wrong: [] });
  });
});
