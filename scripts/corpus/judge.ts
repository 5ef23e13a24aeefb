import { diff, RefusedError, statements, type Connection, type Snapshot, type Statement } from '@sluice/core';
import { connect, introspect, migrate } from '@sluice/database';

import { dump, type DumpOptions } from '../../test-support/oracle/dump.ts';
import { run, type Cluster } from './cluster.ts';
import { sideOf, statementsOf, type Pair } from './pair.ts';
import { textDiff } from './text-diff.ts';

/** What came of a pair. */
export type Verdict =
  | { readonly is: 'exact' }
  | { readonly is: 'refused'; readonly reason: string; readonly message: string }
  | {
      readonly is: 'wrong';
      readonly law: Law;
      readonly lines: readonly string[];
      readonly upgrade?: readonly string[];
      readonly downgrade?: readonly string[];
    };

/** What must hold of a pair, in the order in which it is looked at. */
export type Law =
  | 'builds'
  | 'introspects'
  | 'diffs'
  | 'finds no difference'
  | 'upgrades'
  | 'arrives'
  | 'settles'
  | 'downgrades'
  | 'returns';

/**
 * Judges pairs on one server. The new side of a pair is built once, however many pairs share it; as an old side its
 * dump is known.
 */
export function judgeOn(cluster: Cluster, by: DumpOptions['by']): (pair: Pair) => Promise<Verdict> {
  const desired = new Map<string, Promise<Side>>();
  const options = by === undefined ? {} : { by };

  return async (pair) => {
    const sides = { old: sideOf(pair, 'old'), new: sideOf(pair, 'new') };
    try {
      const key = JSON.stringify(sides.new);
      const wanted = desired.get(key) ?? readSide(cluster, sides.new, options);
      desired.set(key, wanted);
      const known = desired.get(JSON.stringify(sides.old));
      const [target, url] = await Promise.all([wanted, broke('builds', cluster.build(sides.old))]);
      try {
        const before = (await known)?.text ?? (await dump(url, options));
        return await judge(pair, url, { before, desired: target }, options);
      } finally {
        await cluster.drop(url);
      }
    } catch (error) {
      if (error instanceof Broken) return { is: 'wrong', law: error.law, lines: error.lines, ...error.scripts };
      if (error instanceof RefusedError) return { is: 'refused', reason: error.reason, message: error.message };
      throw error;
    }
  };
}

/** One side: what it is, and what the engine makes of it. */
interface Side {
  readonly text: string;
  readonly snapshot: Snapshot;
}

async function readSide(cluster: Cluster, sql: readonly string[], options: DumpOptions): Promise<Side> {
  const url = await broke('builds', cluster.build(sql));
  try {
    return {
      text: await dump(url, options),
      snapshot: await withConnection(url, (connection) => broke('introspects', introspect(connection, inPublic))),
    };
  } finally {
    await cluster.drop(url);
  }
}

/** What the old side is as text, and what the new side is. */
interface Wanted {
  readonly before: string;
  readonly desired: Side;
}

async function judge(pair: Pair, url: string, { before, desired }: Wanted, options: DumpOptions): Promise<Verdict> {
  await broke('builds', run(url, statementsOf(pair.seedOld)));
  return withConnection(url, async (connection) => {
    const current = await broke('introspects', introspect(connection, inPublic));
    const { upgrade, downgrade, scripts } = await broke('diffs', planBoth(connection, current, desired.snapshot));
    if (pair.identical === true) {
      // That nothing is done is all there is to judge: whoever called the sides the same did not look at some names.
      if (upgrade.length > 0) throw new Broken('finds no difference', scripts.upgrade, scripts);
      return { is: 'exact' };
    }
    await broke('upgrades', apply(connection, upgrade), scripts);
    expectSame('arrives', await dump(url, options), desired.text, scripts);
    const again = await broke('settles', second(connection, desired.snapshot), scripts);
    if (again.length > 0) throw new Broken('settles', again, scripts);
    await broke('downgrades', apply(connection, downgrade), scripts);
    expectSame('returns', await dump(url, options), before, scripts);
    return { is: 'exact' };
  });
}

const inPublic = { defaultSchema: 'public' };

interface Plan {
  readonly upgrade: readonly Statement[];
  readonly downgrade: readonly Statement[];
  readonly scripts: Scripts;
}

/** The SQL of both directions, for who reads the report. */
interface Scripts {
  readonly upgrade: readonly string[];
  readonly downgrade: readonly string[];
}

async function planBoth(connection: Connection, current: Snapshot, desired: Snapshot): Promise<Plan> {
  const directions = await migrate(connection, current, desired);
  const upgrade = directions.upgrade.flatMap(statements);
  const downgrade = directions.downgrade.flatMap(statements);
  const scripts = { upgrade: upgrade.map(({ sql }) => sql), downgrade: downgrade.map(({ sql }) => sql) };
  return { upgrade, downgrade, scripts };
}

async function second(connection: Connection, desired: Snapshot): Promise<readonly string[]> {
  return diff(await introspect(connection, inPublic), desired).map((difference) => JSON.stringify(difference));
}

/** Runs statements by their rule about transactions: together as far as they may. */
async function apply(connection: Connection, list: readonly Statement[]): Promise<void> {
  let open = false;
  const begin = async (): Promise<void> => {
    if (!open) await connection.query('BEGIN');
    open = true;
  };
  const commit = async (): Promise<void> => {
    if (open) await connection.query('COMMIT');
    open = false;
  };
  try {
    for (const { sql, transaction } of list) {
      await (transaction === 'outside' ? commit() : begin());
      await connection.query(sql);
      if (transaction === 'committed') await commit();
    }
    await commit();
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function withConnection<T>(url: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  try {
    await connection.query(`SET search_path = public; SET statement_timeout = '60s'`);
    return await use(connection);
  } finally {
    await connection.close();
  }
}

/** A law that does not hold. */
class Broken extends Error {
  override readonly name = 'Broken';
  readonly law: Law;
  readonly lines: readonly string[];
  readonly scripts: Scripts | undefined;

  constructor(law: Law, lines: readonly string[], scripts?: Scripts) {
    super(`${law}: ${lines[0] ?? ''}`);
    this.law = law;
    this.lines = lines;
    this.scripts = scripts;
  }
}

/** What fails on the way breaks the law at hand; a refusal is an answer. */
async function broke<T>(law: Law, work: Promise<T>, scripts?: Scripts): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RefusedError || error instanceof Broken) throw error;
    throw new Broken(law, messageOf(error).split('\n'), scripts);
  }
}

/** An error's message; of one that is no message of PostgreSQL's or ours also where it came from. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof TypeError || error instanceof RangeError ? (error.stack ?? error.message) : error.message;
}

function expectSame(law: Law, actual: string, expected: string, scripts: Scripts): void {
  if (actual !== expected) throw new Broken(law, textDiff(actual, expected), scripts);
}
