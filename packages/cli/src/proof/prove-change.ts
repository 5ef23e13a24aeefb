import { equal, keyOfObject, lookUp, toCall, type Connection, type Operation, type Snapshot } from '@sluice/core';
import {
  createMeter,
  introspect,
  NotProvableHere,
  ownTables,
  prove,
  rebuild,
  type Directions,
  type Verdict,
} from '@sluice/database';
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
  /** The migrations that it is written as, where that is not one: the first begins where the next goes on. */
  readonly parts?: readonly Directions[] | undefined;
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
 * migrations of the change are run, each there, back and again, one after the other; once all have run, the models must
 * ask for nothing more. Gives the proof of each.
 *
 * @throws MigrationRefuted
 */
export async function proveChange(change: Change): Promise<readonly Proof[]> {
  const { found, parts = [found], scratch, cwd, signal } = change;
  const none = (reason: string): readonly Proof[] => parts.map(() => notProvable(reason, scratch !== undefined));
  const extensions = [...found.current.objects, ...found.desired.objects]
    .filter(({ kind }) => kind === 'extension')
    .map(({ id }) => id.name);
  try {
    return await inScratchDatabase({ scratch, cwd, extensions, signal }, async (connection) => {
      const obstacle = await copy(change, connection);
      if (obstacle !== undefined) return none(obstacle);
      const verdicts = await tryParts(change, connection);
      signal?.throwIfAborted();
      verdicts.forEach((verdict, i) => {
        const which = parts.length === 1 ? 'The migration' : `Migration ${i + 1} of ${parts.length}`;
        if (!holds(verdict)) throw new MigrationRefuted(which, verdict, WAY_OUT);
      });
      return verdicts.map((verdict) => ({ proved: true, ...verdict }));
    });
  } catch (error) {
    if (error instanceof NotProvableHere) return none(error.reason);
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

/** What is tried of a change. */
type Tried = Pick<Change, 'request' | 'found' | 'parts'>;

type MeasuredVerdict = Verdict & { readonly hazards: Hazards };

/** Tries a change, of one migration, where the database is at its beginning. */
export const tryChange = ({ request, found }: Omit<Tried, 'parts'>, connection: Connection): Promise<MeasuredVerdict> =>
  tryPart({ request, found }, found, connection);

/** Tries the migrations of a change one after the other, up to the first that does not hold. */
async function tryParts(
  { request, found, parts = [found] }: Tried,
  connection: Connection,
): Promise<readonly MeasuredVerdict[]> {
  const verdicts: MeasuredVerdict[] = [];
  for (const [i, part] of parts.entries()) {
    const history = [...request.history, ...parts.slice(0, i).map(({ upgrade }) => upgrade)];
    const leadsTo = i === parts.length - 1 ? found : undefined;
    const verdict = await tryPart(
      { request: { ...request, history }, found: leadsTo },
      part,
      connection,
      verdicts[0]?.filled,
    );
    verdicts.push(verdict);
    if (!holds(verdict)) break;
  }
  return verdicts;
}

/** @param found - what it leads to, where it is the last */
async function tryPart(
  { request, found }: { readonly request: DraftRequest; readonly found: Draft | undefined },
  part: Directions,
  connection: Connection,
  filled?: Verdict['filled'],
): Promise<MeasuredVerdict> {
  const { versionTable, history } = request;
  const reading = readingOf(request);
  const before = await introspect(connection, reading);
  const { hazards, perform } = await measured(request, connection);
  const arrived = async (draftOf: Draft): Promise<readonly string[]> => {
    const left = await draft({
      ...request,
      connection,
      history: [...history, part.upgrade],
      answers: { ask: askNobody },
    });
    return [
      ...left.upgrade.map((operation) => `the models still ask for ${describeCall(operation)}`),
      ...gone(draftOf, before, await introspect(connection, reading)),
    ];
  };
  const verdict = await prove({
    connection,
    without: ownTables(versionTable),
    filled,
    upgrade: () => perform('upgrade', part.upgrade),
    downgrade: () => perform('downgrade', part.downgrade),
    ...(found && { arrived: () => arrived(found) }),
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
