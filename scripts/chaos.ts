/** Kills, crowds and loads runs of migrations. `--help` says how. Ends with 1 when something is wrong. */
import { parseArgs } from 'node:util';

import { killRuns } from '../test-support/chaos/kill.ts';
import { startCrashableServer } from '../test-support/servers.ts';

const help = `Kills runs of migrations at instants that a seed tells, and looks at what they leave.

npm run chaos [-- kill] [options]

  kill            SIGKILL of the process that runs migrations, of its session in the server, and of the server

  --rounds N      how many (200)
  --seed S        where to begin; by default the clock says
  --major M       the server (18)
  --help          this

Ends with 1 when something is wrong, and with a line: chaos: K kills, R rounds, W wrong.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string' },
    major: { type: 'string', default: '18' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || positionals.some((name) => name !== 'kill')) console.log(help);
else await tryAll();

async function tryAll(): Promise<void> {
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  const server = await startCrashableServer(Number(values.major));
  console.log(`PostgreSQL ${server.major}, seed ${seed}`);
  try {
    const found = await killRuns({ server, seed, rounds: Number(values.rounds), onRound: console.log });
    for (const text of found.wrong) console.log(`wrong: ${text}`);
    console.log(`chaos: ${found.kills} kills, ${found.rounds} rounds, ${found.wrong.length} wrong`);
    process.exitCode = found.wrong.length > 0 ? 1 : 0;
  } finally {
    await server.stop();
  }
}
