import { connect, inventory } from '@sluice/database';

import type { Cluster } from './cluster.ts';
import { sideOf, type Pair } from './pair.ts';
import { counted } from './report.ts';

/** What no kind covers on one side of a pair. */
export interface TakenInventory {
  readonly id: string;
  readonly items: readonly { readonly type: string; readonly description: string }[];
}

/** The sides of pairs, each once: its id is that of the first pair that has it. */
export function sidesOf(pairs: readonly Pair[]): ReadonlyMap<string, readonly string[]> {
  const known = new Set<string>();
  const sides = pairs.flatMap((pair) =>
    (['old', 'new'] as const).map((side) => [`${pair.id} ${side}`, sideOf(pair, side)] as const),
  );
  return new Map(sides.filter(([, sql]) => !known.has(JSON.stringify(sql)) && known.add(JSON.stringify(sql))));
}

/** Builds a side and names what in it no kind covers. */
export async function takeInventory(
  cluster: Cluster,
  [id, sql]: readonly [id: string, sql: readonly string[]],
): Promise<TakenInventory> {
  const url = await cluster.build(sql);
  try {
    const connection = await connect(url);
    try {
      return { id, items: (await inventory(connection)).items };
    } finally {
      await connection.close();
    }
  } finally {
    await cluster.drop(url);
  }
}

/** What was found: how often each sort of thing, with one of its kind, and the count as the last line. */
export function inventoryReport(taken: readonly TakenInventory[], verbose: boolean): string {
  const found = taken.filter(({ items }) => items.length > 0);
  return [
    ...(verbose ? found.flatMap(({ id, items }) => [id, ...items.map(({ description }) => `    ${description}`)]) : []),
    ...counted(
      'of no kind, by sort',
      found.flatMap(({ items }) => items.map(({ type }) => type)),
    ),
    `inventory: ${taken.length} sides, ${found.length} with something that no kind covers`,
  ].join('\n');
}
