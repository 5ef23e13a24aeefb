import fc from 'fast-check';

import { createDatabase } from '../database.ts';
import { ask } from './ask.ts';
import { filesOf, histories, revisionAt, type History } from './history.ts';
import { startPgbouncer } from '../pgbouncer.ts';
import { startTransactionPooler } from '../transaction-pooler.ts';
import { makeVictims, runVictim } from './run-victim.ts';

/** What was tried, and what was wrong. */
export interface Crowded {
  readonly rounds: number;
  readonly wrong: readonly string[];
}

/** What stands between the processes and the server. */
interface Pooler {
  readonly url: string;
  stop(): Promise<void>;
}

/** What to try. */
export interface ManyOptions {
  readonly url: string;
  readonly seed: number;
  readonly rounds: number;
  /** How many processes start at once. */
  readonly processes: number;
  /** The program of pgbouncer; a pooler of our own, where it is left out. */
  readonly pgbouncer?: string | undefined;
  readonly onRound?: (line: string) => void;
}

/**
 * Starts many processes at once that all upgrade one database: an empty one or one that is half way, on direct connections
 * or, with a lease, through a pooler in transaction mode, in turn. Each must end well, and each migration be run by one of
 * them.
 */
export async function manyRuns({ url, seed, rounds, processes, pgbouncer, onRound }: ManyOptions): Promise<Crowded> {
  const startPooler = (to: string): Promise<Pooler> =>
    pgbouncer === undefined ? startTransactionPooler(to) : startPgbouncer(pgbouncer, to);
  const wrong: string[] = [];
  for (const [n, history] of fc.sample(histories, { seed, numRuns: rounds }).entries()) {
    const [halfWay, isPooled] = [n % 4 === 1 || n % 4 === 2, n % 2 === 1];
    const found = await crowd(url, history, processes, {
      halfWay,
      ...(isPooled ? { startPooler } : {}),
    });
    wrong.push(...found.map((text) => `round ${n + 1} of seed ${seed}, ${history.join(' ')}: ${text}`));
    onRound?.(
      `round ${n + 1}: ${halfWay ? 'half way' : 'empty'}, ${isPooled ? `through ${pgbouncer === undefined ? 'a pooler' : 'pgbouncer'}` : 'direct'}${found.length > 0 ? ' WRONG' : ''}`,
    );
  }
  return { rounds, wrong };
}

async function crowd(
  server: string,
  history: History,
  processes: number,
  { halfWay, startPooler }: { readonly halfWay: boolean; readonly startPooler?: (url: string) => Promise<Pooler> },
): Promise<readonly string[]> {
  const project = makeVictims(filesOf(history));
  const database = await createDatabase(server);
  const { url } = database;
  const pooler = await startPooler?.(url);
  try {
    const begun = halfWay ? [revisionAt(0), revisionAt(1)] : [];
    const target = begun.at(-1);
    if (target !== undefined) await runVictim(project, { url, direction: 'upgrade', target });
    const ended = await Promise.all(
      Array.from({ length: processes }, () =>
        runVictim(project, {
          direction: 'upgrade',
          ...(pooler === undefined ? { url } : { url: pooler.url, lock: 'lease' }),
        }),
      ),
    );
    const failed = ended.filter(({ report }) => report === undefined);
    const ran = [...begun, ...ended.flatMap(({ report }) => report?.ran ?? [])];
    const wanted = [0, ...history.map((_, i) => i + 1)].map(revisionAt);
    return [
      ...failed.map(({ output }) => `a process failed: ${output}`),
      ...differing('run', ran, wanted),
      ...differing('marked', await column(url, 'select revision as name from marks'), wanted),
      ...differing('in the ledger', await column(url, LEDGER), wanted),
    ];
  } finally {
    await pooler?.stop();
    await database.drop();
    project.remove();
  }
}

const LEDGER = `select revision as name from sluice_version_ledger where outcome = 'done'`;

const column = async (url: string, sql: string): Promise<readonly string[]> =>
  (await ask(url, sql)).map(({ name }) => String(name));

function differing(what: string, found: readonly string[], wanted: readonly string[]): readonly string[] {
  const [is, should] = [found.toSorted().join(' '), wanted.join(' ')];
  return is === should ? [] : [`${what}: ${is}, and not ${should}`];
}
