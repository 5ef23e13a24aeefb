import {
  diff as differencesOf,
  uncoveredDifferences,
  type Connection,
  type DatabaseObject,
  type Difference,
  type Snapshot,
  type UncoveredDifference,
} from '@sluice/core';
import { introspect, inventory, lead, ownTables, type InventoryItem } from '@sluice/database';
import { askNobody } from './answers.js';
import { readProjectModels, reported } from './compare-models.js';
import {
  DiffTargetInvalid,
  sideOf,
  TenantSides,
  standAs,
  type DiffTarget,
  type OpenedSide,
  type Side,
} from './diff-side.js';
import { desire } from './draft.js';
import { inPlaces } from './difference-places.js';
import { projectOfTenant, requireTenant } from './of-tenant.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { recordHistory } from './record.js';
import { givenUp } from './session.js';
import { sqlScript } from './sql-script.js';

/** What to compare. */
export interface DiffOptions extends ProjectOptions {
  /** The side from which the differences lead; by default the project's database, or `migrations` where it has none. */
  readonly from?: DiffTarget | undefined;
  /** The side to which they lead; `models` by default. */
  readonly to?: DiffTarget | undefined;
  /** The tenant whose schema is compared with the models, in place of the default one; a side is the models then. */
  readonly tenant?: string | undefined;
  /** Whether to write the SQL that leads from the one to the other; not by default. */
  readonly sql?: boolean | undefined;
}

/** In what two sides differ. */
export interface DiffResult {
  /** Whether they are the same, also in what no kind covers. */
  readonly same: boolean;
  /** The names of the sides, without passwords. */
  readonly from: string;
  readonly to: string;
  /** Those of a table stand together. What comes or goes with its table, such as its columns, goes without saying. */
  readonly differences: readonly Difference[];
  /** Things that no kind covers and that the sides do not both have, the same. No SQL makes them. */
  readonly uncovered: readonly UncoveredDifference[];
  /** Where a side is the models: what the other has besides them and no migration made. They are no difference. */
  readonly leftAlone: readonly DatabaseObject[];
  readonly notes: readonly string[];
  /** The SQL that leads from the one to the other, to be run by psql; undefined where it was not asked for. */
  readonly script: string | undefined;
}

/**
 * Compares two databases, or a database and the models, in all kinds of object. Changes nothing in either.
 *
 * @example
 * ```ts
 * import { diff } from 'sluice';
 *
 * const { same, differences } = await diff({ from: 'migrations', to: './production.sql' });
 * if (!same) console.error(`Production differs from what the migrations make in ${differences.length} places.`);
 * ```
 *
 * @throws DiffTargetInvalid where a side is nothing that can be compared
 * @throws RefusedError where the SQL is asked for and a change cannot be made
 */
export async function diff(options: DiffOptions = {}): Promise<DiffResult> {
  const project = projectOfTenant(await openProject(options), options.tenant);
  const from = sideOf(project, options.from ?? project.config.database ?? 'migrations');
  const to = sideOf(project, options.to ?? 'models');
  if (options.tenant !== undefined) requireModels(options.tenant, from, to);
  const found = await compareSides(project, from, to, options.sql === true);
  const differences = inPlaces(found.differences);
  const same = differences.length === 0 && found.uncovered.length === 0;
  return { ...found, same, differences, from: from.name, to: to.name };
}

/** What the migrations make, and what a dump holds, is for no tenant; two databases are compared as a whole. */
function requireModels(tenant: string, from: Side, to: Side): void {
  const [one, other] = [from.is, to.is].toSorted();
  if (one !== 'database' || other !== 'models') throw new TenantSides(tenant, from.name, to.name);
}

type Found = Omit<DiffResult, 'same' | 'from' | 'to'>;

async function compareSides(project: Project, from: Side, to: Side, sql: boolean): Promise<Found> {
  if (from.is === 'models') {
    if (to.is === 'models') throw new DiffTargetInvalid('Both sides are the models');
    return withSide(project, to, (connection) => compareWithModels(project, connection, { modelsAre: 'from', sql }));
  }
  if (to.is === 'models')
    return withSide(project, from, (connection) => compareWithModels(project, connection, { modelsAre: 'to', sql }));
  return withSide(project, from, (first) =>
    withSide(project, to, async (second) => {
      if (from.is === 'dump') await standAs(first, second);
      if (to.is === 'dump') await standAs(second, first);
      return compareDatabases(project, [from, first], [to, second], sql);
    }),
  );
}

async function withSide<T>(
  { signal }: Project,
  side: OpenedSide,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await side.open();
  try {
    if (side.is === 'dump') await standAs(connection, undefined);
    return await (signal === undefined ? work(connection) : givenUp(signal, connection, () => work(connection)));
  } finally {
    await connection.close();
  }
}

async function compareWithModels(
  project: Project,
  connection: Connection,
  { modelsAre, sql }: { readonly modelsAre: 'from' | 'to'; readonly sql: boolean },
): Promise<Found> {
  const { versionTable, defaultSchema } = project.config;
  if (project.config.writtenFor !== undefined) await requireTenant(connection, defaultSchema);
  const models = await readProjectModels(project);
  const history = await recordHistory(project);
  const answers = { standing: project.config, ask: askNobody };
  const request = { connection, models: models.objects, history, versionTable, defaultSchema, answers };
  const { found, desired, leftAlone } = await desire(request);
  const [before, after] = modelsAre === 'from' ? [desired, found] : [found, desired];
  const ways = sql ? await lead(connection, before, after, { defaultSchema, database: found }) : undefined;
  return {
    differences: differencesOf(before, after),
    uncovered: [],
    leftAlone: reported(leftAlone, project.config),
    notes: models.notes,
    script: ways && sqlScript(ways, [], defaultSchema),
  };
}

type Opened = readonly [side: OpenedSide, connection: Connection];

async function compareDatabases(
  project: Project,
  [from, first]: Opened,
  [to, second]: Opened,
  sql: boolean,
): Promise<Found> {
  const { versionTable, defaultSchema } = project.config;
  const options = { defaultSchema, without: ownTables(versionTable) };
  const [before, after] = [await introspect(first, options), await introspect(second, options)];
  const [was, is] = [await inventory(first, options), await inventory(second, options)];
  // A dump and an embedded database know nothing of the server.
  const isCompared = (item: InventoryItem): boolean =>
    !item.ofServer || (from.is === 'database' && to.is === 'database');
  const uncovered = uncoveredDifferences(was.items.filter(isCompared), is.items.filter(isCompared));
  const ways = sql ? await lead(first, before, after, { defaultSchema }) : undefined;
  return {
    differences: differencesOf(before, after),
    uncovered,
    leftAlone: [],
    notes: notesOf([before, after], [...was.unread, ...is.unread]),
    script: ways && sqlScript(ways, uncovered, defaultSchema),
  };
}

function notesOf(snapshots: readonly Snapshot[], unread: readonly string[]): readonly string[] {
  const majors = [...new Set(snapshots.map(({ server }) => Math.floor(server.version / 10_000)))];
  return [
    ...(majors.length > 1 ? [`PostgreSQL ${majors.join(' and ')} do not write every expression alike.`] : []),
    ...[...new Set(unread)]
      .toSorted()
      .map((catalog) => `${catalog} may not be read by this role, and is not compared.`),
  ];
}
