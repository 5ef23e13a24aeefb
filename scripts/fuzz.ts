/**
 * Tries the laws on models that chance draws, until one is broken:
 * `npm run fuzz -- [--cases N] [--seed S] [--path P] [--on 14,18,pglite] [--keep-going]`. The cases are shared out among
 * the servers, by default all that Sluice supports, and PGlite. Ends with 1 when a case is wrong.
 */
import { parseArgs } from 'node:util';

import { describeWrong, fuzz } from '../test-support/fuzz/run.ts';
import { onPglite, onServer, type Site } from '../test-support/places.ts';
import { majors, startServer } from '../test-support/servers.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '500' },
    seed: { type: 'string' },
    path: { type: 'string' },
    on: { type: 'string', default: [...majors, 'pglite'].join(',') },
    'keep-going': { type: 'boolean', default: false },
    shrink: { type: 'string', default: '60' },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const engines = values.on.split(',');
let [cases, refused, wrong] = [0, 0, 0];
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
    refused += result.refused;
    wrong += result.wrong.length;
  } finally {
    await stop();
  }
}
console.log(`fuzz: ${cases} cases, ${refused} refused, ${wrong} wrong`);
process.exitCode = wrong > 0 ? 1 : 0;

async function start(name: string): Promise<{ open: () => Promise<Site>; major: number; stop: () => Promise<void> }> {
  if (name === 'pglite') return { open: onPglite(), major: 18, stop: async () => undefined };
  const server = await startServer(Number(name));
  return { open: onServer(server.url, 'catalog'), major: server.major, stop: () => server.stop() };
}
