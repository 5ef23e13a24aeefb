import fc from 'fast-check';

import { ask } from './ask.ts';
import { createDatabase } from '../database.ts';
import { dump } from '../oracle/dump.ts';
import type { CrashableServer } from '../servers.ts';
import { filesOf, histories, revisionAt, type History } from './history.ts';
import { makeVictims, runVictim } from './run-victim.ts';
import type { Kill, Orders } from './victim.ts';

/** What was tried, and what was wrong. */
export interface Killed {
  readonly kills: number;
  readonly rounds: number;
  readonly wrong: readonly string[];
}

/** What to try. */
export interface KillOptions {
  readonly server: CrashableServer;
  readonly seed: number;
  readonly rounds: number;
  /** How many rounds are on one history. */
  readonly roundsEach?: number;
  /** What is killed, in turn. */
  readonly of?: readonly Kill['of'][];
  readonly onRound?: (line: string) => void;
}

/** One round: kills, one after the other, and then a run to the end. */
interface Round {
  readonly direction: Orders['direction'];
  /** Where in the run, from 0 to 1, of each. */
  readonly kills: readonly (Omit<Kill, 'of' | 'at'> & { readonly part: number })[];
}

const rounds: fc.Arbitrary<Round> = fc.record({
  direction: fc.constantFrom('upgrade', 'upgrade', 'upgrade', 'downgrade'),
  kills: fc.array(
    fc.record({
      // Every instant is as likely as the next.
      part: fc.noBias(fc.integer({ min: 0, max: 9999 })).map((n) => n / 10_000),
      moment: fc.constantFrom('before', 'during', 'during', 'after'),
      milliseconds: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

/**
 * Kills runs of migrations at instants that a seed tells. After each, what is recorded is what was done; and a run that is
 * let live ends where one ends that nobody killed.
 */
export async function killRuns(options: KillOptions): Promise<Killed> {
  const { server, seed, roundsEach = 10, of = ['runner', 'runner', 'backend', 'runner', 'server'] } = options;
  const drawn = fc.sample(rounds, { seed, numRuns: options.rounds });
  const all = fc.sample(histories, { seed, numRuns: Math.ceil(options.rounds / roundsEach) });
  const wrong: string[] = [];
  let kills = 0;
  for (const [h, history] of all.entries()) {
    const place = await placeOf(server, history);
    try {
      const mine = drawn.slice(h * roundsEach, (h + 1) * roundsEach);
      for (const [r, round] of mine.entries()) {
        const n = h * roundsEach + r;
        const found = await place.play(round, of[n % of.length] ?? 'runner');
        kills += found.kills;
        wrong.push(...found.wrong.map((text) => `round ${n} of seed ${seed}, ${history.join(' ')}: ${text}`));
        options.onRound?.(`round ${n + 1}: ${round.direction}, ${found.told}${found.wrong.length > 0 ? ' WRONG' : ''}`);
      }
    } finally {
      place.remove();
    }
  }
  return { kills, rounds: drawn.length, wrong };
}

/** What a history comes to when nobody kills it, and a project to run it in. */
async function placeOf(server: CrashableServer, history: History) {
  const project = makeVictims(filesOf(history));
  const revisions = [0, ...history.map((_, i) => i + 1)].map(revisionAt);
  const run = (orders: Orders) => runVictim(project, orders);
  const whole = await createDatabase(server.url);
  const up = await run({ url: whole.url, direction: 'upgrade' });
  const expected = await stateOf(whole.url);
  const down = await run({ url: whole.url, direction: 'downgrade' });
  const empty = await stateOf(whole.url);
  await whole.drop();
  if (up.report === undefined || down.report === undefined) throw new Error(`${up.output}\n${down.output}`);
  const queries = { upgrade: up.report.queries, downgrade: down.report.queries };

  async function play({ direction, kills: planned }: Round, of: Kill['of']) {
    const database = await createDatabase(server.url);
    const wrong: string[] = [];
    const told: string[] = [];
    let kills = 0;
    if (direction === 'downgrade') await run({ url: database.url, direction: 'upgrade' });
    for (const { part, moment, milliseconds } of planned) {
      const kill: Kill = { of, at: 1 + Math.floor(part * queries[direction]), moment, milliseconds };
      const ended = await run({ url: database.url, direction, kill, server: server.pid() });
      if (of === 'server') await server.restart();
      if (ended.report === undefined) kills += 1;
      told.push(`${of} ${moment} query ${kill.at}`);
      wrong.push(...(await contradictions(database.url, revisions)));
    }
    const last = await run({ url: database.url, direction });
    if (last.report === undefined) wrong.push(`the run after it failed: ${last.output}`);
    const state = await stateOf(database.url);
    const wanted = direction === 'upgrade' ? expected : empty;
    if (state !== wanted) wrong.push(`another state than without a kill: ${firstDifference(wanted, state)}`);
    if (wrong.length === 0) await database.drop();
    return { kills, told: told.join(', '), wrong: wrong.map((text) => `${direction}, ${told.join(', ')}: ${text}`) };
  }

  return { play, remove: () => project.remove() };
}

/** What is recorded and was not done, and what was done and is not recorded: by the marks that each migration leaves. */
async function contradictions(url: string, revisions: readonly string[]): Promise<readonly string[]> {
  const [row] = await ask(
    url,
    `select
       (xpath('//r/text()', case when to_regclass('sluice_version') is null then '<a/>' else query_to_xml('select revision as r from sluice_version where applied_at is not null', false, false, '') end))::text[] as heads,
       (xpath('//r/text()', case when to_regclass('marks') is null then '<a/>' else query_to_xml('select revision as r from marks order by 1', false, false, '') end))::text[] as marks`,
  );
  const head = String(row?.['heads'] ?? '');
  const recorded = revisions.slice(0, head === '' ? 0 : revisions.indexOf(head) + 1).join(',');
  const marked = String(row?.['marks'] ?? '');
  return recorded === marked ? [] : [`recorded ${recorded || 'nothing'}, done ${marked || 'nothing'}`];
}

/** The catalog, the rows of all tables, and what is recorded. */
async function stateOf(url: string): Promise<string> {
  const tables = await ask(
    url,
    `select format('%I', relname) as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and relname !~ '^sluice_version' order by 1`,
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await ask(url, `select t::text as row from ${String(name)} t order by 1`);
    rows.push(...found.map(({ row }) => `${String(name)} ${String(row)}`));
  }
  const invalid = await ask(url, `select indexrelid::regclass::text as name from pg_index where not indisvalid`);
  const isRecorded =
    (await ask(url, `select to_regclass('sluice_version_ledger') is not null as yes`))[0]?.['yes'] === true;
  const recorded = isRecorded
    ? await ask(
        url,
        `select revision, direction, outcome, statements, checksum, progress from sluice_version_ledger order by run`,
      )
    : [];
  const heads = isRecorded ? await ask(url, `select revision from sluice_version`) : [];
  return [
    await dump(url, { by: 'catalog' }),
    ...rows,
    ...invalid.map(({ name }) => `invalid ${String(name)}`),
    ...recorded.map((row) => JSON.stringify(row)),
    ...heads.map((row) => JSON.stringify(row)),
  ].join('\n');
}

function firstDifference(wanted: string, found: string): string {
  const [left, right] = [wanted.split('\n'), found.split('\n')];
  const i = left.findIndex((line, n) => line !== right[n]);
  return i < 0 ? `more than wanted: ${right[left.length]}` : `${left[i]} <> ${right[i]}`;
}
