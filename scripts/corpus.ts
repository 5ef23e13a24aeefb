/**
 * Judges the engine by pairs of database states that others wrote: upgrades the old state to the new one and back, and
 * compares each with what was wanted by a judge that knows nothing of Sluice.
 *
 * `npm run corpus -- FILE [--kinds core] [--only table,column] [--id TEXT] [--limit N] [--jobs N] [--by catalog] [--verbose]`
 *
 * `PG_MAJORS=15,18` picks the servers; by default 15 alone. Ends with 1 when a pair is wrong; a refusal is not wrong.
 */
import { parseArgs } from 'node:util';

import { startCluster } from './corpus/cluster.ts';
import { judgeOn } from './corpus/judge.ts';
import { presets, readPairs, select, statementsOf, type Pair } from './corpus/pair.ts';
import { report, type Judged } from './corpus/report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kinds: { type: 'string' },
    only: { type: 'string' },
    id: { type: 'string' },
    limit: { type: 'string' },
    jobs: { type: 'string', default: '4' },
    by: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const [file] = positionals;
if (file === undefined) throw new Error('Name the file of pairs: npm run corpus -- FILE');

const kinds = values.kinds === undefined ? values.only?.split(',').map((kind) => kind.trim()) : preset(values.kinds);
const pairs = select(await readPairs(file), {
  ...(kinds && { kinds }),
  ...(values.id !== undefined && { id: values.id }),
  ...(values.limit !== undefined && { limit: Number(values.limit) }),
});
const majors = (process.env['PG_MAJORS'] ?? '15').split(',').map(Number);
const judged: Judged[] = [];
for (const major of majors)
  judged.push(
    ...(await judgeAll(
      major,
      pairs.filter((pair) => pair.majors?.includes(major) ?? true),
    )),
  );
console.log(report(judged, values.verbose));
process.exitCode = judged.some(({ verdict }) => verdict.is === 'wrong') ? 1 : 0;

function preset(name: string): readonly string[] {
  const found = presets[name];
  if (found === undefined)
    throw new Error(`There is no list of kinds named "${name}"; there is ${Object.keys(presets).join(', ')}.`);
  return found;
}

/** Judges pairs on one server, several at a time; gives them in the order of the file. */
async function judgeAll(major: number, list: readonly Pair[]): Promise<readonly Judged[]> {
  const jobs = Number(values.jobs);
  const cluster = await startCluster(major, jobs);
  try {
    await cluster.createRoles([...new Set(list.flatMap((pair) => statementsOf(pair.rolesSql)))]);
    const judge = judgeOn(cluster, values.by === 'catalog' || values.by === 'pg_dump' ? values.by : undefined);
    const suffix = majors.length > 1 ? ` (PostgreSQL ${major})` : '';
    return await inParallel(jobs, list, async (pair) => ({ id: `${pair.id}${suffix}`, verdict: await judge(pair) }));
  } finally {
    await cluster.stop();
  }
}

async function inParallel<T, R>(
  workers: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of queue) results.set(i, await work(item));
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}
