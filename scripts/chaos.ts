/** Kills, crowds and loads runs of migrations. `--help` says how. Ends with 1 when something is wrong. */
import { parseArgs } from 'node:util';

import { killRuns } from '../test-support/chaos/kill.ts';
import { loadedRun } from '../test-support/chaos/load.ts';
import { manyRuns } from '../test-support/chaos/many.ts';
import { badNames } from '../test-support/chaos/names.ts';
import { findPgbouncer } from '../test-support/pgbouncer.ts';
import { startCrashableServer, type CrashableServer } from '../test-support/servers.ts';

const help = `Kills, crowds and loads runs of migrations, and looks at what they leave.

npm run chaos [-- kill|many|load|names] [options]    all of them, where none is named

  kill            SIGKILL of the process that runs migrations, of its session in the server, and of the server
  many            many processes that upgrade one database at once, an empty one or one that is half way, on direct
                  connections or through a pooler in transaction mode: pgbouncer where it is installed, or else our own
  load            every safe form on a table that others read and write, and a change that has to wait for a lock
  names           names and texts full of quotes, dots, keywords and the like, in every place where one can stand

  --rounds N      how many: 200 of kill, 20 of many
  --processes N   how many at once (32)
  --rows N        how many rows are under load (200000)
  --names N       how many names and texts (5000)
  --seed S        where to begin; by default the clock says
  --major M       the server (18)
  --help          this

Ends with 1 when something is wrong, and with a line: chaos: K kills, R rounds, F names, W wrong.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    processes: { type: 'string', default: '32' },
    rows: { type: 'string', default: '200000' },
    names: { type: 'string', default: '5000' },
    seed: { type: 'string' },
    major: { type: 'string', default: '18' },
    help: { type: 'boolean', default: false },
  },
});

/** What one of them came to. */
interface Found {
  readonly kills?: number;
  readonly rounds?: number;
  readonly names?: number;
  readonly wrong: readonly string[];
}

const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);

const SORTS: Readonly<Record<string, (server: CrashableServer) => Promise<Found>>> = {
  kill: (server) => killRuns({ server, seed, rounds: Number(values.rounds ?? 200), onRound: console.log }),
  many: ({ url }) => {
    const pgbouncer = findPgbouncer();
    console.log(`many: the pooler is ${pgbouncer?.version ?? 'our own, since pgbouncer is not installed'}`);
    return manyRuns({
      url,
      seed,
      rounds: Number(values.rounds ?? 20),
      processes: Number(values.processes),
      pgbouncer: pgbouncer?.program,
      onRound: console.log,
    });
  },
  load: async ({ url }) => {
    const { p99, statements, wrong } = await loadedRun({ url, rows: Number(values.rows), clients: 4, watch: 5000 });
    console.log(`load: ${statements} statements; 99 of 100 within ${p99.before} ms before, ${p99.during} ms meanwhile`);
    return { rounds: 1, wrong };
  },
  names: ({ url }) => badNames({ url, seed, count: Number(values.names), onRound: console.log }),
};

const wanted = positionals.length === 0 ? Object.keys(SORTS) : positionals;

if (values.help || wanted.some((name) => !Object.hasOwn(SORTS, name))) console.log(help);
else await tryAll();

async function tryAll(): Promise<void> {
  const server = await startCrashableServer(Number(values.major));
  console.log(`PostgreSQL ${server.major}, seed ${seed}`);
  try {
    const found: Found[] = [];
    for (const name of wanted) found.push((await SORTS[name]?.(server)) ?? { wrong: [] });
    const wrong = found.flatMap((each) => each.wrong);
    for (const text of wrong) console.log(`wrong: ${text}`);
    const sum = (field: 'kills' | 'rounds' | 'names'): number =>
      found.reduce((total, each) => total + (each[field] ?? 0), 0);
    console.log(`chaos: ${sum('kills')} kills, ${sum('rounds')} rounds, ${sum('names')} names, ${wrong.length} wrong`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
  } finally {
    await server.stop();
  }
}
