/**
 * Tries the laws on models that chance draws, on real servers, until one is broken:
 * `npm run fuzz -- [--cases N] [--seed S] [--path P] [--keep-going]`. `PG_MAJORS=15,18` picks the servers. Ends with 1 when a case is wrong.
 */
import { parseArgs } from 'node:util';

import { describeWrong, fuzz } from '../test-support/fuzz/run.ts';
import { startServer } from '../test-support/servers.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '500' },
    seed: { type: 'string' },
    path: { type: 'string' },
    'keep-going': { type: 'boolean', default: false },
    shrink: { type: 'string', default: '60' },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const majors = (process.env['PG_MAJORS'] ?? '15,18').split(',').map(Number);
let [cases, refused, wrong] = [0, 0, 0];
for (const [i, major] of majors.entries()) {
  const share = Math.floor((Number(values.cases) + i) / majors.length);
  if (share === 0) continue;
  const server = await startServer(major);
  try {
    console.log(`PostgreSQL ${major}, seed ${seed + i}`);
    const result = await fuzz({
      url: server.url,
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
    await server.stop();
  }
}
console.log(`fuzz: ${cases} cases, ${refused} refused, ${wrong} wrong`);
process.exitCode = wrong > 0 ? 1 : 0;
