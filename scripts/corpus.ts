/**
 * Judges the engine by pairs of database states that others wrote: upgrades the old state to the new one and back, and
 * compares each with what was wanted by a judge that knows nothing of Sluice.
 *
 * `npm run corpus -- FILE [--kinds core] [--only table,column] [--id TEXT] [--limit N] [--jobs N] [--by catalog] [--verbose]`
 *
 * `--inventory` names instead what no kind covers on the sides of the pairs.
 *
 * `PG_MAJORS=15,18` picks the servers; by default 15 alone. Ends with 1 when a pair is wrong; a refusal is not wrong.
 */
import { parseArgs } from 'node:util';

import { startCluster, type Cluster } from './corpus/cluster.ts';
import { inventoryReport, sidesOf, takeInventory, type TakenInventory } from './corpus/inventory.ts';
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
    inventory: { type: 'boolean', default: false },
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
const jobs = Number(values.jobs);
const majors = (process.env['PG_MAJORS'] ?? '15').split(',').map(Number);
if (values.inventory) {
  const taken = await onEach(takeAll);
  console.log(inventoryReport(taken, values.verbose));
} else {
  const judged = await onEach(judgeAll);
  console.log(report(judged, values.verbose));
  process.exitCode = judged.some(({ verdict }) => verdict.is === 'wrong') ? 1 : 0;
}

function preset(name: string): readonly string[] {
  const found = presets[name];
  if (found === undefined)
    throw new Error(`There is no list of kinds named "${name}"; there is ${Object.keys(presets).join(', ')}.`);
  return found;
}

type Work<T> = (cluster: Cluster, list: readonly Pair[]) => Promise<readonly T[]>;

/** Works on the pairs on each server; gives what came of it server by server, in the order of the file. */
async function onEach<T>(work: Work<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for (const major of majors) {
    const list = pairs.filter((pair) => pair.majors?.includes(major) ?? true);
    const cluster = await startCluster(major, jobs);
    try {
      await cluster.createRoles([...new Set(list.flatMap((pair) => statementsOf(pair.rolesSql)))]);
      found.push(...(await work(cluster, list)));
    } finally {
      await cluster.stop();
    }
  }
  return found;
}

async function judgeAll(cluster: Cluster, list: readonly Pair[]): Promise<readonly Judged[]> {
  const judge = judgeOn(cluster, values.by === 'catalog' || values.by === 'pg_dump' ? values.by : undefined);
  return inParallel(list, async (pair) => ({ id: labelled(cluster, pair.id), verdict: await judge(pair) }));
}

async function takeAll(cluster: Cluster, list: readonly Pair[]): Promise<readonly TakenInventory[]> {
  return inParallel([...sidesOf(list)], async ([id, sql]) => takeInventory(cluster, [labelled(cluster, id), sql]));
}

function labelled({ major }: Cluster, id: string): string {
  return majors.length > 1 ? `${id} (PostgreSQL ${major})` : id;
}

/** Several at a time; gives the results in the order of the items. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of queue) results.set(i, await work(item));
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}
