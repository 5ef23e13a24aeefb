import { expect } from '@jest/globals';

import type { Answer, Case, Models } from '../packages/core/src/case.ts';
import type { Connection } from '../packages/core/src/connection.ts';
import type { Operation } from '../packages/core/src/operation.ts';
import { atOneMoment } from '../packages/database/src/catalog-moment.ts';
import { usesSafeForms, type Engine, type Generated } from './engine.ts';
import type { Place } from './places.ts';
import { withRoles } from './roles.ts';

/** Runs a function in an empty database, which goes afterwards. */
export type InPlace = <T>(run: (place: Place) => Promise<T>) => Promise<T>;

/** Checks every law on one row. What it throws names the law that is broken, and shows the migration. */
export async function checkLaws(row: Case, engine: Engine, anywhere: InPlace): Promise<void> {
  const inPlace: InPlace = (run) => anywhere((place) => withRoles(place, row.roles ?? [], run));
  const reached = await inPlace((place) => goThereAndBack(row, engine, place));
  if (reached === undefined) return;
  const byHand = async (statements: readonly string[]): Promise<string> =>
    inPlace(async (place) => {
      await prepare(row, engine, place);
      await runAll(place.connection, statements);
      return place.dump();
    });
  const { wanted, mends } = row;
  if (wanted !== undefined)
    await law('Arrives: the same schema as the SQL by hand', reached.generated, async () =>
      expect(reached.dump).toBe(await byHand(wanted)),
    );
  if (mends !== undefined)
    await law('Returns: what was broken is left mended', reached.generated, async () =>
      expect(reached.back).toBe(await byHand(mends)),
    );
}

interface Reached {
  readonly dump: string;
  /** The state that the downgrade leaves. */
  readonly back?: string;
  readonly generated: Generated;
}

async function goThereAndBack(row: Case, engine: Engine, place: Place): Promise<Reached | undefined> {
  const { connection } = place;
  const first = await prepare(row, engine, place);
  const before = await stateOf(place, row);

  const request = {
    connection,
    models: modelsOf(row.after),
    renames: row.renames ?? {},
    renameAlong: row.renameAlong === true,
    fills: row.fills ?? {},
  };
  const usings = { upgrade: row.usings ?? {}, downgrade: row.usingsBack ?? {} };
  const generating = engine.autogenerate({ ...request, usings, drops: row.drops ?? [], history: [first] });
  if (row.fails !== undefined) return refused(row.fails, before, row, place, generating, (it) => it.upgrade, engine);
  const generated = await generating;
  await checkFile(generated, engine);
  if (row.expect !== undefined && !usesSafeForms) {
    await law('Expected directives', generated, () =>
      expect(engine.calls(generated.upgrade).map(({ directive }) => directive)).toEqual(row.expect),
    );
  }
  if (process.env['SLUICE_PROVE'] !== undefined)
    await law('Proved', generated, async () =>
      expect(await engine.prove({ ...request, usings, drops: row.drops ?? [], history: [first] })).toBeUndefined(),
    );
  await law('Leaves nothing behind', generated, async () => expect(await countsOf(connection)).toEqual(before.counts));

  const loaded = await engine.load(generated.source);
  await law('Upgrade runs', generated, () => engine.apply(connection, loaded.upgrade));
  const after = await stateOf(place, row);
  if (after.dump !== before.dump)
    await law('Told apart by the fingerprint', generated, () => expect(after.fingerprint).not.toBe(before.fingerprint));
  await law('Survives', generated, () => answers(connection, row.survives));
  await law('Settles', generated, async () => {
    const history = [first, generated.upgrade];
    const again = await engine.autogenerate({ ...request, renames: {}, fills: {}, history });
    expect(engine.calls(again.upgrade)).toEqual([]);
    expect(engine.calls(again.downgrade)).toEqual([]);
  });

  if (row.failsBack !== undefined) {
    await refused(row.failsBack, after, row, place, Promise.resolve(generated), () => loaded.downgrade, engine);
    return { dump: after.dump, generated };
  }
  await law('Downgrade runs', generated, () => engine.apply(connection, loaded.downgrade));
  const back = await stateOf(place, row);
  if (row.mends === undefined) await law('Returns', generated, () => expect(back.dump).toBe(before.dump));
  await law('Returns: the rows', generated, () => expect(back.rows).toEqual(before.rows));
  await law('Returns: what queries say', generated, () => answers(connection, row.returns));

  await law('Upgrade runs again', generated, () => engine.apply(connection, loaded.upgrade));
  const afterAgain = await place.dump();
  await law('Arrives again', generated, () => expect(afterAgain).toBe(after.dump));
  return { dump: after.dump, back: back.dump, generated };
}

/** Makes the state before, and gives the first migration. */
async function prepare(row: Case, engine: Engine, place: Place): Promise<readonly Operation[]> {
  const { connection } = place;
  await runAll(connection, row.setup);
  const request = { connection, models: modelsOf(row.before), renames: {}, fills: {} };
  const first = await engine.autogenerate({ ...request, history: [] });
  await law('First migration runs', first, () => engine.apply(connection, first.upgrade));
  await law('First migration settles', first, async () => {
    const again = await engine.autogenerate({ ...request, history: [first.upgrade] });
    expect(engine.calls(again.upgrade)).toEqual([]);
  });
  await drift(row, place);
  await runAll(connection, row.rows);
  return first.upgrade;
}

/** A change that cannot be: refused with the message, by autogenerate or when it runs, and nothing has happened. */
async function refused(
  message: RegExp,
  before: State,
  row: Case,
  place: Place,
  generating: Promise<Generated>,
  direction: (generated: Generated) => readonly Operation[],
  engine: Engine,
): Promise<undefined> {
  const running = generating.then((generated) => engine.apply(place.connection, direction(generated)));
  await law('Refused', undefined, () => expect(running).rejects.toThrow(message));
  const now = await stateOf(place, row);
  // What is done in several transactions stays where the last of them fails, and is gone on with.
  if (usesSafeForms) return undefined;
  await law('All or nothing', undefined, () => {
    expect(now.dump).toBe(before.dump);
    expect(now.rows).toEqual(before.rows);
  });
}

/** Read back: the file is a fixed point of prettier, and loading it gives the calls it was made of. */
async function checkFile(generated: Generated, engine: Engine): Promise<void> {
  const { source, upgrade, downgrade } = generated;
  const formatted = await engine.format(source);
  await law('A fixed point of prettier', generated, () => expect(source).toBe(formatted));
  const loaded = await engine.load(source);
  await law('Read back', generated, () => {
    expect(engine.calls(loaded.upgrade)).toEqual(engine.calls(upgrade));
    expect(engine.calls(loaded.downgrade)).toEqual(engine.calls(downgrade));
  });
}

/** What a downgrade must bring back. */
/** What is done by hand is told by the fingerprint too: of that PGlite is asked alone, since every server has these catalogs. */
async function drift(row: Case, place: Place): Promise<void> {
  const look = async () => ({ dump: await place.dump(), fingerprint: await fingerprintIn(place) });
  const before = row.drift && place.connection.engine === 'pglite' ? await look() : undefined;
  await runAll(place.connection, row.drift);
  const after = before && (await look());
  if (after?.dump !== before?.dump) expect(after?.fingerprint).not.toBe(before?.fingerprint);
}

interface State {
  readonly dump: string;
  /** The rows of every table as text, without what the row says is lost. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  readonly counts: unknown;
  readonly fingerprint: string;
}

async function stateOf(place: Place, row: Case): Promise<State> {
  const rows = await rowsIn(place.connection, row.loses ?? []);
  const fingerprint = await fingerprintIn(place);
  return { dump: await place.dump(), rows, counts: await countsOf(place.connection), fingerprint };
}

const fingerprintIn = ({ connection }: Place): Promise<string> =>
  atOneMoment(connection, 'public', async (moment) => moment.fingerprint);

async function rowsIn(connection: Connection, loses: readonly string[]): Promise<State['rows']> {
  const tables = await connection.query(`
    select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as label,
      format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^sluice_version'
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    order by 1`);
  const rows: [string, readonly string[]][] = [];
  for (const table of tables) {
    const label = String(table['label']);
    if (loses.includes(label)) continue;
    const lost = loses.filter((each) => each.startsWith(`${label}.`)).map((each) => each.slice(label.length + 1));
    const without = lost.map((column) => ` - '${column.replaceAll("'", "''")}'`).join('');
    const found = await connection.query(
      `select (to_jsonb(t)${without})::text as r from ${String(table['name'])} t order by 1`,
    );
    rows.push([label, found.map((each) => String(each['r']))]);
  }
  return Object.fromEntries(rows);
}

/** How much there is in the catalog: autogenerate may leave nothing there, nor draw from a sequence. */
const countsOf = async (connection: Connection): Promise<unknown> =>
  connection.query(`select
    (select count(*)::int from pg_namespace where nspname !~ '^pg_(toast_)?temp') as schemas,
    (select count(*)::int from pg_class where relnamespace not in (select oid from pg_namespace where nspname ~ '^pg_')) as relations,
    (select count(*)::int from pg_type where typnamespace not in (select oid from pg_namespace where nspname ~ '^pg_')) as types,
    (select count(*)::int from pg_proc where pronamespace not in (select oid from pg_namespace where nspname ~ '^pg_')) as functions,
    (select json_agg(s order by s::text) from (select schemaname, sequencename, last_value from pg_sequences) s) as sequences`);

async function answers(connection: Connection, asked: readonly Answer[] = []): Promise<void> {
  for (const { query, gives } of asked) {
    const found = await connection.query(query);
    expect({ query, gives: found.map((each) => Object.values(each).map(asText)) }).toEqual({ query, gives });
  }
}

const asText = (value: unknown): string | null => (value === null ? null : String(value));

async function runAll(connection: Connection, statements: readonly string[] = []): Promise<void> {
  for (const statement of statements) {
    try {
      await connection.query(statement);
    } catch (error) {
      throw new Error(`The row itself is wrong: ${statement}: ${messageOf(error)}`, { cause: error });
    }
  }
}

const modelsOf = (models: Case['before']): Models => (typeof models === 'function' ? models() : models);

/** Runs a check; what it throws is given the law's name and the migration at hand. */
async function law(name: string, generated: Generated | undefined, check: () => unknown): Promise<void> {
  try {
    await check();
  } catch (error) {
    const migration = generated === undefined ? '' : `\n\nThe migration:\n${generated.source}`;
    throw new Error(`${name}: ${messageOf(error)}${migration}`, { cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
