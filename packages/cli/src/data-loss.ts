import { recordedObjects, risks, risksBefore, type Connection, type Operation, type Risk } from '@sluice/core';
import {
  countLosses,
  foreseeLosses,
  introspect,
  ownTables,
  readStanding,
  type BeforeOperation,
  type PrepareOperation,
  type Step,
} from '@sluice/database';
import type { PlannedLoss } from './describe-loss.js';
import { DataLossRefused } from './errors.js';
import type { Project } from './project.js';
import { recordInto } from './record.js';
import type { LoadedStep } from './run-to.js';

/** Asks whether what would be lost may be lost. */
export type ConfirmLoss = (losses: readonly PlannedLoss[]) => Promise<boolean>;

/**
 * Sees to it that no row and no value is lost that is there when the run begins, unless somebody says that it may be. What
 * the migrations call for is recorded first, so that the question comes before anything is run. What that did not find,
 * since a migration does what a database or a plugin says, is found just before its statement.
 */
export function createLossGuard(
  project: Project,
  confirm: ConfirmLoss | undefined,
  prepare: PrepareOperation,
): (connection: Connection, steps: readonly LoadedStep[]) => Promise<BeforeOperation> {
  return async (connection, steps) => {
    const planned = await plannedRisks(project, connection, steps, prepare);
    const standing = await readStanding(connection);
    const foreseen = await inReading(connection, async () => foreseeAll(connection, planned));
    const losses = foreseen.flatMap((each) => each.losses);
    if (losses.length > 0 && (await confirm?.(losses)) !== true) throw new DataLossRefused(losses, 'Nothing was run');
    const confirmed = new Set(losses.length === 0 ? [] : foreseen.flatMap(({ settled }) => settled));
    return async (operation, { revision, direction }) => {
      const open = risks(operation).filter((risk) => !confirmed.has(keyOf(revision, risk)));
      const late = await countLosses(connection, open, standing);
      if (late.length === 0) return;
      const found = late.map((loss) => ({ ...loss, revision, direction }));
      throw new DataLossRefused(found, `The ${direction} of ${revision} was taken back`);
    };
  };
}

/** What a migration puts at risk, by the names of now and by those it will have then. */
interface PlannedRisk {
  readonly revision: string;
  readonly direction: Step['direction'];
  readonly now: readonly Risk[];
  readonly atRun: readonly Risk[];
}

/** What is lost by a migration, and of which of its risks that has been told. */
interface Foreseen {
  readonly losses: readonly PlannedLoss[];
  readonly settled: readonly string[];
}

async function foreseeAll(connection: Connection, planned: readonly PlannedRisk[]): Promise<readonly Foreseen[]> {
  const all: Foreseen[] = [];
  for (const { revision, direction, now, atRun } of planned) {
    const { losses, open } = await foreseeLosses(connection, now);
    all.push({
      losses: losses.map((loss) => ({ ...loss, revision, direction })),
      settled: atRun.filter((_, i) => !open.some((risk) => risk === now[i])).map((risk) => keyOf(revision, risk)),
    });
  }
  return all;
}

async function plannedRisks(
  project: Project,
  connection: Connection,
  steps: readonly LoadedStep[],
  prepare: PrepareOperation,
): Promise<readonly PlannedRisk[]> {
  const all: Operation[] = [];
  const found: PlannedRisk[] = [];
  const known = createKnown(project, connection, all);
  for (const { migration, direction } of upToLastDanger(steps)) {
    const from = all.length;
    // What a migration makes of an answer that it did not expect comes to light when it is run.
    await recordInto(all, (op) => migration[direction](op), known).catch(() => undefined);
    all.slice(from).forEach((operation, i) => {
      const prepared = prepare(operation, { revision: migration.revision, direction });
      const atRun = risks(prepared);
      const now = risksBefore(all.slice(0, from + i), prepared);
      if (atRun.length > 0) found.push({ revision: migration.revision, direction, now, atRun });
    });
  }
  return found;
}

/** The migrations up to the last that names a directive which may lose something: others are not called twice. */
const upToLastDanger = (steps: readonly LoadedStep[]): readonly LoadedStep[] =>
  steps.slice(0, steps.findLastIndex(({ migration }) => /\b(drop|alter)[A-Z]/.test(migration.source)) + 1);

/** What is there, with what is recorded so far: the database is read where a migration asks, and once. */
function createKnown({ config }: Project, connection: Connection, recorded: readonly Operation[]) {
  const { defaultSchema, versionTable } = config;
  let snapshot: ReturnType<typeof introspect> | undefined;
  return async () => {
    snapshot ??= introspect(connection, { defaultSchema, without: ownTables(versionTable) });
    return recordedObjects(recorded, (await snapshot).objects);
  };
}

async function inReading<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query('begin read only');
  try {
    await connection.query(`set local timezone to 'UTC'; set local lock_timeout to '5s'`);
    return await work();
  } finally {
    await connection.query('rollback').catch(() => undefined);
  }
}

const keyOf = (revision: string, { schema, table, column }: Risk): string =>
  JSON.stringify([revision, schema, table, column]);
