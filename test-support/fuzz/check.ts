import { RefusedError, type Connection, type Operation } from '@sluice/core';
import { StatementFailed } from '@sluice/database';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import type { Models } from '../../packages/core/src/case.ts';

import { engine, type Call, type Generated, type Request } from '../engine.ts';
import type { Place } from '../places.ts';
import { withRoles } from '../roles.ts';
import { build, type Aim } from './build.ts';
import { handRole, handRoles } from './by-hand.ts';
import type { CaseData, ModelsData } from './data.ts';
import { asOn } from './older.ts';
import { dropsOf, renamesOf } from './rename.ts';
import { deletes, inserts, keptRows } from './rows.ts';
import { cut } from './cut.ts';

/** What came of a case in which no law is broken: nothing, or the reason for which it was refused. */
export type Outcome = { readonly refused?: string };

/** Checks the laws on one pair of models. What it throws names the law that is broken, and shows the migration. */
export async function check(drawn: CaseData, major: number, place: Place): Promise<Outcome> {
  const mark = randomBytes(4).toString('hex');
  const aim = { major, roleName: (name: string) => cut(`${mark} ${name}`) };
  const roles = [drawn.before, drawn.after].flatMap(({ things }) =>
    things.flatMap(({ sort, name }) => (sort === 'role' ? [aim.roleName(name)] : [])),
  );
  try {
    return await withRoles(place, [...new Set([...roles, ...handRoles(mark)])], async (within) => {
      const outcome = await thereAndBack(asOn(major, drawn), aim, mark, within);
      await within.connection.query(`drop publication if exists "${mark} p"`);
      return outcome;
    });
  } catch (error) {
    if (error instanceof RefusedError) return { refused: error.reason };
    throw error;
  }
}

async function thereAndBack(
  { before, byHand, after, renameAlong }: CaseData,
  aim: Aim,
  mark: string,
  place: Place,
): Promise<Outcome> {
  const { connection } = place;
  const first = await generate('Models before', { connection, ...plain, models: build(before, aim), history: [] });
  await apply('First migration runs', place, first, first.upgrade);
  await settles('First migration settles', build(before, aim), [first.upgrade], place);
  for (const sql of byHand) await connection.query(sql.replaceAll(handRole, mark)).catch(() => undefined);
  await connection.query('reset role');
  const start = await place.dump();
  for (const sql of inserts(before)) await connection.query(sql).catch(() => undefined);
  const query = keptRows(before, after);
  const rows = await answers(connection, query.before);
  const there = await countsOf(connection);

  let next: Generated;
  try {
    next = await generate('Models after', {
      connection,
      ...plain,
      renames: renamesOf(before, after, aim.roleName),
      renameAlong,
      drops: ['*', ...dropsOf(before, after)],
      models: build(after, aim),
      history: [first.upgrade],
    });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const [left, counts] = [await place.dump(), await countsOf(connection)];
    law('Refused: leaves nothing behind', first, () =>
      assert.deepEqual({ left, counts }, { left: start, counts: there }),
    );
    return { refused: error.reason };
  }
  const stillThere = await countsOf(connection);
  law('Leaves nothing behind', next, () => assert.deepEqual(stillThere, there));
  const loaded = await engine.load(next.source);
  law('Read back', next, () => {
    assert.deepEqual(asJson(engine.calls(loaded.upgrade)), asJson(engine.calls(next.upgrade)));
    assert.deepEqual(asJson(engine.calls(loaded.downgrade)), asJson(engine.calls(next.downgrade)));
  });

  const kept = await applyToRows('Upgrade runs', place, next, loaded.upgrade, before, start);
  if (kept)
    law('Survives', next, await answers(connection, query.after).then((now) => () => assert.deepEqual(now, rows)));
  await settles('Settles', build(after, aim), [first.upgrade, next.upgrade], place);
  const reached = await place.dump();

  const back = await applyToRows('Downgrade runs', place, next, loaded.downgrade, after, reached);
  const returned = await place.dump();
  law('Returns', next, () => assert.equal(returned, start));
  if (kept && back)
    law(
      'Returns: the rows',
      next,
      await answers(connection, query.before).then((now) => () => assert.deepEqual(now, rows)),
    );

  await connection.query(deletes(before));
  await apply('Upgrade runs again', place, next, loaded.upgrade);
  const again = await place.dump();
  law('Arrives again', next, () => assert.equal(again, reached));
  await apply('Downgrade runs again', place, next, loaded.downgrade);
  if (byHand.length > 0) return {};
  await apply('First downgrade runs', place, first, first.downgrade);
  const left = await countsOf(connection);
  law('Returns to nothing', first, () => assert.deepEqual(left, nothing));
  return {};
}

const plain = { renames: {}, fills: {} };

/** The calls as a file says them. */
const asJson = (calls: readonly Call[]): unknown => JSON.parse(JSON.stringify(calls));

async function generate(name: string, request: Request): Promise<Generated> {
  try {
    return await engine.autogenerate({ drops: ['*'], ...request });
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    throw new Error(`Autogenerate: ${name}: ${messageOf(error)}`, { cause: error });
  }
}

async function settles(
  name: string,
  models: Models,
  history: readonly (readonly Operation[])[],
  { connection }: Place,
): Promise<void> {
  const again = await generate(name, { connection, ...plain, models, history });
  law(name, again, () => assert.deepEqual(asJson(engine.calls(again.upgrade)), []));
}

async function apply(
  name: string,
  { connection }: Place,
  generated: Generated,
  operations: readonly Operation[],
): Promise<void> {
  try {
    await engine.apply(connection, operations);
  } catch (error) {
    throw new Error(`${name}: ${messageOf(error)}${shown(generated)}`, { cause: error });
  }
}

/** Runs a direction; where the rows forbid it by their values, nothing has happened, and it works without them. True: with them. */
async function applyToRows(
  name: string,
  place: Place,
  generated: Generated,
  operations: readonly Operation[],
  models: ModelsData,
  before: string,
): Promise<boolean> {
  try {
    await engine.apply(place.connection, operations);
    return true;
  } catch (error) {
    if (!isOfData(error)) throw new Error(`${name}: ${messageOf(error)}${shown(generated)}`, { cause: error });
    if (!hasOwnTransaction(operations)) {
      const now = await place.dump();
      law(`${name}: all or nothing`, generated, () => assert.equal(now, before));
    }
    await place.connection.query(deletes(models));
    await apply(`${name}: without rows`, place, generated, operations);
    return false;
  }
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: data exceptions, and constraints that do not hold. */
const isOfData = (error: unknown): boolean => error instanceof StatementFailed && /^2[23]/.test(error.code ?? '');

/** CONCURRENTLY runs in no transaction, a value of an enum that is used at once ends one: what it leaves, a second run finishes. */
const hasOwnTransaction = (operations: readonly Operation[]): boolean =>
  /"(?:concurrently|commit)":true/.test(JSON.stringify(operations));

/** How much there is; the version table and its index are there after the first migration. */
const countsOf = async (connection: Connection): Promise<unknown> =>
  connection.query(`select
    (select count(*)::int from pg_namespace where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')) as schemas,
    (select count(*)::int from pg_class where relnamespace not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
      and relname !~ '^sluice_version') as relations,
    (select count(*)::int from pg_type where typnamespace not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
      and typname !~ '^_?sluice_version') as types,
    (select count(*)::int from pg_proc where pronamespace not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')) as functions,
    (select json_agg(s order by s::text)::text from (select schemaname, sequencename, last_value from pg_sequences) s) as sequences`);

const nothing = [{ schemas: 0, relations: 0, types: 0, functions: 0, sequences: null }];

async function answers(connection: Connection, queries: readonly string[]): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = [];
  for (const query of queries) found.push((await connection.query(query)).map((row) => String(row['r'])));
  return found;
}

function law(name: string, generated: Generated, verify: () => void): void {
  try {
    verify();
  } catch (error) {
    throw new Error(`${name}: ${messageOf(error)}${shown(generated)}`, { cause: error });
  }
}

const shown = ({ source }: Generated): string => `\n\nThe migration:\n${source}`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
