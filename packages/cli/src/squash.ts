import {
  ancestors,
  squash as planSquash,
  type Connection,
  type Operation,
  type Revision,
  type Squash,
} from '@sluice/core';
import {
  differenceOf,
  NotProvableHere,
  ownTables,
  prove,
  readCatalog,
  type Directions,
  type Verdict,
} from '@sluice/database';
import { readFile, rm } from 'node:fs/promises';
import { SquashNotTried } from './errors.js';
import { identityInPlaceOf, type PlaceOptions } from './place.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { inPlace } from './proof/in-place.js';
import { performIn } from './proof/perform.js';
import { holds, MigrationRefuted, type Proved } from './proof/proof.js';
import { inScratchDatabase } from './proof/scratch-database.js';
import { loadGuarded, record, recordHistory } from './record.js';
import { runTo } from './run-to.js';
import { headOf } from './head-of.js';
import { extensionsOf } from './session.js';
import { compose } from './squash/compose.js';
import { DataStepsFound, dataStepsOf, StepsUnknown, usesConnection, type DataStep } from './squash/data-steps.js';
import { writeRevision, type WriteOptions, type Written } from './write-revision.js';

/** Which migrations to make one of, and how. */
export interface SquashOptions extends ProjectOptions, WriteOptions, Pick<PlaceOptions, 'revisionId' | 'random'> {
  /** From where to where, `a:b`, both included, as for the range of `history`: `base:9c2b`, `8f1a:9c2b`. */
  readonly range: string;
  /** What the migration is about; it names the ends of the range, where it is left out. */
  readonly message?: string | undefined;
  /** What becomes of steps that a comparison of schemas does not find. Without it, they are refused. */
  readonly data?: 'keep' | 'drop' | undefined;
  /** Deletes the files of the migrations that are replaced. */
  readonly deleteFiles?: boolean | undefined;
  /** The server on which databases of its own are made; an embedded PGlite, where it is left out. */
  readonly scratch?: string | undefined;
}

/** A migration that stands for others. */
export interface SquashResult extends Written {
  /** The revisions that it stands for, oldest first. */
  readonly replaces: readonly string[];
  /** The files that were deleted, absolute; with `printOnly` those that would be. */
  readonly deleted: readonly string[];
  /** The steps that a comparison of schemas does not find. */
  readonly dataSteps: readonly DataStep[];
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  readonly proof: Proved;
}

/**
 * Writes one migration that stands for a line of them and reaches the same catalog. A database that has none of them runs
 * it alone, one that has all of them has it, and one in the middle goes on by their files, which stay for that until they
 * are deleted. It is run there, back and there again before it is written.
 *
 * @example
 * ```ts
 * import { squash } from 'sluice';
 *
 * const { file, replaces } = await squash({ range: 'base:9c2b', message: 'The shop as of 2026' });
 * ```
 *
 * @throws NotALine, NothingToSquash where the range is none that one migration can stand for
 * @throws DataStepsFound where it holds data steps, and nothing says what becomes of them
 * @throws StepsUnknown where it works on rows with `op.db`
 * @throws MigrationRefuted where the new migration does not do what the range did
 */
export async function squash(options: SquashOptions): Promise<SquashResult> {
  const project = await openProject(options);
  const planned = planSquash(project.graph, options.range);
  const identity = identityInPlaceOf(project, planned, options);
  const range = await recordRange(project, planned);
  if (range.dataSteps.length > 0 && options.data === undefined) throw new DataStepsFound(range.dataSteps);
  const tried = await tryOut({ project, planned, range, options });
  const message = options.message ?? messageOf(planned);
  const written = await writeRevision(project, identity, { message, ...tried }, options);
  const replaces = planned.replaced.map(({ revision }) => revision);
  const deleted = options.deleteFiles === true ? replaces.map((id) => headOf(project, id).file) : [];
  if (options.printOnly !== true) for (const file of deleted) await rm(file);
  return { ...written, ...tried, replaces, deleted, dataSteps: range.dataSteps };
}

const messageOf = ({ replaced }: Squash): string =>
  `Squash ${replaced[0]?.revision ?? ''} to ${replaced.at(-1)?.revision ?? ''}`;

/** What a range calls for, without a database. */
interface RecordedRange {
  readonly upgrade: readonly Operation[];
  /** From its end to its beginning. */
  readonly downgrade: readonly Operation[];
  readonly dataSteps: readonly DataStep[];
}

async function recordRange(project: Project, planned: Squash): Promise<RecordedRange> {
  const { replaced } = planned;
  const below = ancestors(project.graph, planned.before);
  const before = project.graph.revisions.filter(({ revision }) => below.has(revision));
  const history = [...(await recordHistory({ ...project, graph: { ...project.graph, revisions: before } }))];
  const recorded: RecordedRange[] = [];
  for (const revision of replaced) {
    const one = await recordOne(project, revision, history);
    history.push(one.upgrade);
    recorded.push(one);
  }
  return {
    upgrade: recorded.flatMap(({ upgrade }) => upgrade),
    downgrade: recorded.toReversed().flatMap(({ downgrade }) => downgrade),
    dataSteps: recorded.flatMap(({ dataSteps }) => dataSteps),
  };
}

/** @param history - the upgrades before it: what they made is the answer to what it asks */
async function recordOne(
  project: Project,
  revision: Revision,
  history: readonly (readonly Operation[])[],
): Promise<RecordedRange> {
  const { file } = headOf(project, revision.revision);
  if (usesConnection(await readFile(file, 'utf8'))) throw new StepsUnknown(revision);
  const migration = await loadGuarded(file, project.config.plugins);
  const upgrade = await record((op) => migration.upgrade(op), history);
  const downgrade = await record((op) => migration.downgrade(op), [...history, upgrade]);
  const dataSteps = [...dataStepsOf(revision, 'upgrade', upgrade), ...dataStepsOf(revision, 'downgrade', downgrade)];
  return { upgrade, downgrade, dataSteps };
}

/** A range to make one migration of. */
interface Attempt {
  readonly project: Project;
  readonly planned: Squash;
  readonly range: RecordedRange;
  readonly options: SquashOptions;
}

/** Makes the operations, and proves them. */
async function tryOut(attempt: Attempt): Promise<Directions & { readonly proof: Proved }> {
  try {
    const { catalog, ...directions } = await shorten(attempt);
    const verdict = await proveAgainst(attempt, directions, catalog);
    if (!holds(verdict)) throw new MigrationRefuted('The squash', verdict, WAY_OUT);
    return { ...directions, proof: { proved: true, ...verdict } };
  } catch (error) {
    throw error instanceof NotProvableHere ? new SquashNotTried(error.reason, attempt.options.scratch) : error;
  }
}

const WAY_OUT =
  'Nothing was written. Squash a shorter range; where the migrations themselves hold, which `sluice prove` tells, please report this as a bug.';

/** Runs the range in one scratch database and what is made of it in another, side by side. */
async function shorten(attempt: Attempt): Promise<Directions & { readonly catalog: string }> {
  const { range, options } = attempt;
  const { versionTable, defaultSchema } = attempt.project.config;
  return inScratch(attempt, (ahead) =>
    inScratch(attempt, async (behind) => {
      const places = { ahead, behind, versionTable, defaultSchema };
      const isKept = ({ verb }: Operation): boolean => verb === 'execute' && options.data === 'keep';
      const there = await compose(places, range.upgrade, isKept);
      const catalog = await readCatalog(places.ahead, ownTables(versionTable));
      // What is kept on the way back has its place among what the files did there.
      if (!range.downgrade.some(isKept)) return { ...there, catalog };
      const back = await compose(places, range.downgrade, isKept);
      return { upgrade: there.upgrade, downgrade: back.upgrade, catalog };
    }),
  );
}

/** There, back and there again; there must be what the range made. */
async function proveAgainst(attempt: Attempt, { upgrade, downgrade }: Directions, catalog: string): Promise<Verdict> {
  const { versionTable, defaultSchema } = attempt.project.config;
  const without = ownTables(versionTable);
  return inScratch(attempt, (connection) => {
    const perform = (operations: readonly Operation[]) => async (): Promise<void> => {
      await performIn(connection, operations, { versionTable, defaultSchema });
    };
    return prove({
      connection,
      without,
      changesRows: [...upgrade, ...downgrade].some(({ verb }) => verb === 'execute'),
      upgrade: perform(upgrade),
      downgrade: perform(downgrade),
      arrived: async () => {
        const found = await readCatalog(connection, without);
        return found === catalog ? [] : differenceOf(catalog, found);
      },
    });
  });
}

/** Works in a scratch database that has what comes before the range, and no more. */
async function inScratch<T>(
  { project, planned, options }: Attempt,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const place = {
    scratch: options.scratch,
    cwd: project.config.root,
    extensions: await extensionsOf(project),
    signal: options.signal,
  };
  return inScratchDatabase(place, async (connection) => {
    await inPlace(connection, async () => {
      for (const { revision: target } of planned.before)
        await runTo({ ...project, events: {} }, connection, { direction: 'upgrade', target });
    });
    return work(connection);
  });
}
