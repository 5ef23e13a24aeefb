/** Tries the laws on models that chance draws, until one is broken. `--help` says how. Ends with 1 when a case is wrong. */
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { parseArgs } from 'node:util';

import { describeWrong, fuzz } from '../test-support/fuzz/run.ts';
import { onPglite, onServer, type Site } from '../test-support/places.ts';
import { majors, startServer } from '../test-support/servers.ts';

const help = `Tries the laws on models that chance draws, until one is broken.

npm run fuzz -- [options]

  --cases N       how many, shared out among the servers (500)
  --seed S        where to begin; by default the clock says
  --path P        the one case of a seed to try, as a failure prints it
  --on LIST       the servers: majors of PostgreSQL, and pglite (${[...majors, 'pglite'].join(',')})
  --keep-going    goes on after a failure; of failures that look alike only the first is shown
  --shrink N      seconds for making a failure smaller (60)
  --help          this

Ends with 1 when a case is wrong, and with a line: fuzz: N cases, W wrong. What Sluice refuses, with a reason, is not wrong:
the reasons are counted in the lines before.`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '500' },
    seed: { type: 'string' },
    path: { type: 'string' },
    on: { type: 'string', default: [...majors, 'pglite'].join(',') },
    'keep-going': { type: 'boolean', default: false },
    shrink: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else await tryAll();

async function tryAll(): Promise<void> {
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  const engines = values.on.split(',');
  const refused: string[] = [];
  let [cases, wrong] = [0, 0];
  for (const [i, name] of engines.entries()) {
    const share = Math.floor((Number(values.cases) + i) / engines.length);
    if (share === 0) continue;
    const { open, major, stop } = await start(name);
    try {
      console.log(`${name}, seed ${seed + i}`);
      const result = await fuzz({
        open,
        major,
        cases: share,
        seed: seed + i,
        keepGoing: values['keep-going'],
        onWrong: (found) => console.log(`${describeWrong(found)}\n`),
        shrinkMilliseconds: Number(values.shrink) * 1000,
        ...(values.path !== undefined && { path: values.path }),
      });
      cases += result.cases;
      refused.push(...result.refused);
      wrong += result.wrong.length;
    } finally {
      await stop();
    }
  }
  console.log(`refused: ${refused.length}`);
  for (const [reason, count] of counted(refused)) console.log(`  ${count} ${reason}`);
  console.log(`fuzz: ${cases} cases, ${wrong} wrong`);
  process.exitCode = wrong > 0 ? 1 : 0;
}

/** How often each occurs, the most frequent first. */
function counted(all: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const each of all) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

async function start(name: string): Promise<{ open: () => Promise<Site>; major: number; stop: () => Promise<void> }> {
  if (name === 'pglite')
    return { open: onPglite({ btree_gist, citext, pg_trgm }), major: 18, stop: async () => undefined };
  const server = await startServer(Number(name));
  return { open: onServer(server.url, 'catalog'), major: server.major, stop: () => server.stop() };
}
