import { expect, jest, test } from '@jest/globals';
import { killRuns } from '../../../test-support/chaos/kill.ts';
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
