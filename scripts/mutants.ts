/**
 * Spoils migrations and has the product's proof judge them: `npm run mutants -- [--mutants N] [--every N] [--only WORD]`.
 * A mutant that comes to the same catalogs, there and back, is equivalent; any other that the proof lets pass is wrong.
 * Ends with 1 when one passed.
 */
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { parseArgs } from 'node:util';

import type { Verdict } from '@sluice/database';
import { draft } from '../packages/cli/src/draft.ts';
import { holds } from '../packages/cli/src/proof/proof.ts';
import { tryChange } from '../packages/cli/src/proof/prove-change.ts';
import type { Case, Models } from '../packages/core/src/case.ts';
import type { Connection } from '../packages/core/src/connection.ts';
import type { Operation } from '../packages/core/src/operation.ts';
import { rowsOn } from '../test-support/rows-on.ts';
import { draftRequest, engine } from '../test-support/engine.ts';
import { mutantsOf, type Mutant } from '../test-support/mutants.ts';
import { onPglite, Places } from '../test-support/places.ts';

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '300' },
    every: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
});
/** How many mutants are made of one migration, so that many migrations have some. */
const MOST = 8;
const places = new Places(onPglite({ btree_gist, citext, pg_trgm }));
const rows = rowsOn({ major: 18 })
  .flatMap(({ kind, rows: own }) => own.map((row) => ({ kind, row })))
  .filter(({ kind, row }) => isJudged(row) && `${kind} ${row.name}`.includes(values.only))
  .filter((_, i) => i % Number(values.every) === 0);
const counts = { made: 0, refused: 0, equivalent: 0, passed: 0 };
for (const { kind, row } of rows) {
  if (counts.made >= Number(values.mutants)) break;
  await judge(kind, row);
}
await places.close();
const { made, refused, equivalent, passed } = counts;
console.log(`mutants: ${made} made, ${refused} refused, ${equivalent} equivalent, ${passed} passed`);
process.exitCode = passed > 0 ? 1 : 0;

/** A row whose change can be made, and undone, and needs nothing of a server. */
function isJudged({ fails, failsBack, mends, roles, line }: Case): boolean {
  return (
    fails === undefined && failsBack === undefined && mends === undefined && roles === undefined && line === undefined
  );
}

async function judge(kind: string, row: Case): Promise<void> {
  const whole = await tried(row);
  if (whole === undefined || !holds(whole.verdict)) return;
  const mutants = mutantsOf(whole.found);
  const step = Math.ceil(mutants.length / MOST);
  for (const mutant of mutants.filter((_, i) => i % step === 0)) {
    const outcome = await tried(row, mutant);
    if (outcome === undefined) continue;
    counts.made += 1;
    const { verdict } = outcome;
    const isSame = verdict.before === whole.verdict.before && verdict.after === whole.verdict.after;
    const judged = !holds(verdict) ? 'refused' : isSame ? 'equivalent' : 'passed';
    counts[judged] += 1;
    if (judged === 'passed' || values.verbose) console.log(`${judged}: ${kind}: ${row.name}: ${mutant.how}`);
  }
}

/** Tries the row's migration, or a mutant of it, in a database of its own. */
async function tried(
  row: Case,
  mutant?: Mutant,
): Promise<{ readonly found: Awaited<ReturnType<typeof draft>>; readonly verdict: Verdict } | undefined> {
  const { connection } = await places.next();
  const first = await begin(row, connection);
  const request = draftRequest({
    connection,
    models: modelsOf(row.after),
    history: [first],
    renames: row.renames ?? {},
    fills: row.fills ?? {},
    usings: { upgrade: row.usings ?? {}, downgrade: row.usingsBack ?? {} },
    drops: row.drops ?? [],
  });
  const found = await draft(request);
  if (found.upgrade.length === 0) return undefined;
  const change = {
    request,
    found: { ...found, ...(mutant && { upgrade: mutant.upgrade, downgrade: mutant.downgrade }) },
  };
  return { found, verdict: await tryChange(change, connection) };
}

/** Makes the state before, and gives the first migration. */
async function begin(row: Case, connection: Connection): Promise<readonly Operation[]> {
  for (const sql of row.setup ?? []) await connection.query(sql);
  const models = modelsOf(row.before);
  const { upgrade } = await engine.autogenerate({ connection, models, renames: {}, fills: {}, history: [] });
  await engine.apply(connection, upgrade);
  for (const sql of row.drift ?? []) await connection.query(sql);
  return upgrade;
}

function modelsOf(models: Case['before']): Models {
  return typeof models === 'function' ? models() : models;
}
