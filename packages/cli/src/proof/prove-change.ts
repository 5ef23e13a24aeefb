import { equal, keyOfObject, lookUp, toCall, type Connection, type Operation, type Snapshot } from '@sluice/core';
import { createMeter, introspect, NotProvableHere, ownTables, prove, rebuild, type Verdict } from '@sluice/database';
import { askNobody, type Answers } from '../answers.js';
import { draft, readingOf, type Draft, type DraftRequest } from '../draft.js';
import { describeCall } from './describe-call.js';
import { performIn } from './perform.js';
import { holds, MigrationRefuted, notProvable, type Hazards, type Proof } from './proof.js';
import { inScratchDatabase } from './scratch-database.js';

/** A change that is found and not written yet. */
export interface Change {
  /** What was compared. */
  readonly request: DraftRequest;
  /** What was found, in the form in which it is written. */
  readonly found: Draft;
  /** The upgrade in its plain form, a step for each change; the upgrade itself, where it has that form. */
  readonly changes?: readonly Operation[] | undefined;
  /** The server on which it is tried; an embedded PGlite, where it is left out. */
  readonly scratch?: string | undefined;
  /** The folder of the project, whose extensions of PGlite are found. */
  readonly cwd: string;
  /** Gives the proof up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Proves a change before it is written: what the database holds is made again in a database of its own, and there the
 * change is run, back and again; once upgraded, the models must ask for nothing more.
 *
 * @throws MigrationRefuted
 */
export async function proveChange(change: Change): Promise<Proof> {
  const { found, scratch, cwd, signal } = change;
  const extensions = [...found.current.objects, ...found.desired.objects]
    .filter(({ kind }) => kind === 'extension')
    .map(({ id }) => id.name);
  try {
    return await inScratchDatabase({ scratch, cwd, extensions, signal }, async (connection) => {
      const obstacle = await copy(change, connection);
      if (obstacle !== undefined) return notProvable(obstacle, scratch !== undefined);
      const verdict = await tryChange(change, connection);
      signal?.throwIfAborted();
      if (!holds(verdict)) throw new MigrationRefuted('The migration', verdict, WAY_OUT);
      return { proved: true, ...verdict };
    });
  } catch (error) {
    if (error instanceof NotProvableHere) return notProvable(error.reason, scratch !== undefined);
    throw error;
  }
}

/** Makes what the database holds. Why it cannot, where it cannot. */
async function copy(change: Change, connection: Connection): Promise<string | undefined> {
  const { request, found } = change;
  try {
    await rebuild(connection, found.current, request.defaultSchema);
    return await otherProposals(change, connection);
  } catch (error) {
    // Whatever stands in the way of a copy says nothing of the migration.
    if (error instanceof NotProvableHere) return error.reason;
    if (error instanceof Error) return error.message;
    throw error;
  }
}

const WAY_OUT =
  'Nothing was written. This is a bug in Sluice, please report it with your models; --no-proof writes the file as it is.';

/** The answers that were given; nothing more is asked. */
const closed = ({ request, found }: Change): Answers => ({
  ...request.answers,
  renames: found.decided.renames,
  drops: found.decided.drops,
  renameAlong: found.decided.renameAlong === true,
  ask: askNobody,
});

/**
 * Where the same models ask the copy for something else than the database, it is no copy. Another version of PostgreSQL
 * may write an expression another way, so that only what is done to which object is compared.
 */
async function otherProposals(change: Change, connection: Connection): Promise<string | undefined> {
  const { request, found, changes = found.upgrade } = change;
  const again = await draft({ ...request, connection, answers: closed(change) });
  const [wanted, given] = [changes.map(stepOf), again.upgrade.map(stepOf)];
  const missing = wanted.find((step) => !given.includes(step));
  const more = given.find((step) => !wanted.includes(step));
  if (missing === undefined && more === undefined) return undefined;
  const what = more === undefined ? `do not ask it for ${missing}` : `ask it for ${more}, too`;
  return `a copy of the database's schema is not like the database: the models ${what}`;
}

/** What an operation does to which object. */
function stepOf(operation: Operation): string {
  const { directive, args } = toCall(operation);
  if (typeof args === 'string') return directive;
  const { schema, table, name } = args;
  return `${directive} ${[schema, table, name].filter((part) => part !== undefined).join('.')}`;
}

/** Tries a change where the database is at its beginning. */
export async function tryChange(
  { request, found }: Pick<Change, 'request' | 'found'>,
  connection: Connection,
): Promise<Verdict & { readonly hazards: Hazards }> {
  const { versionTable, history } = request;
  const reading = readingOf(request);
  const before = await introspect(connection, reading);
  const { hazards, perform } = await measured(request, connection);
  const verdict = await prove({
    connection,
    without: ownTables(versionTable),
    upgrade: () => perform('upgrade', found.upgrade),
    downgrade: () => perform('downgrade', found.downgrade),
    arrived: async () => {
      const left = await draft({
        ...request,
        connection,
        history: [...history, found.upgrade],
        answers: { ask: askNobody },
      });
      return [
        ...left.upgrade.map((operation) => `the models still ask for ${describeCall(operation)}`),
        ...gone(found, before, await introspect(connection, reading)),
      ];
    },
  });
  return { ...verdict, hazards: hazards() };
}

/** Performs what is tried, and keeps what the last try of each direction did to the tables that were there. */
async function measured({ versionTable, defaultSchema }: DraftRequest, connection: Connection) {
  let hazards: Hazards = { upgrade: [], downgrade: [] };
  const perform = async (direction: keyof Hazards, operations: readonly Operation[]): Promise<void> => {
    const meter = await createMeter(connection, ownTables(versionTable));
    const found = await performIn(connection, operations, { versionTable, defaultSchema }, meter);
    hazards = { ...hazards, [direction]: found };
  };
  return { hazards: () => hazards, perform };
}

/**
 * What was to stay and is gone, also where the models say nothing of it: a comment of an index that is made again. How a
 * text is written follows from the types around it and does not count, and another version of PostgreSQL has other
 * attributes.
 */
function gone({ desired }: Draft, before: Snapshot, after: Snapshot): readonly string[] {
  const major = ({ server }: Snapshot): number => Math.floor(server.version / 10_000);
  if (major(desired) !== major(after)) return [];
  const [was, is] = [lookUp(before).byKey, lookUp(after).byKey];
  return desired.objects.flatMap((object) => {
    const key = keyOfObject(object);
    const [once, now] = [was.get(key), is.get(key)];
    if (once === undefined) return [];
    if (now === undefined) return [`${key} was to stay, and is gone`];
    const lost = Object.entries(object.attributes).filter(
      ([name, value]) => now.attributes[name] === undefined && equal(once.attributes[name] ?? null, value),
    );
    return lost.map(([name]) => `${key} has lost its ${name}, which was to stay`);
  });
}
