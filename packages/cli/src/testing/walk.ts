import { planUpgrade, type Connection, type PlannedRevision, type Row } from '@sluice/core';
import { ownTables, readCatalog, run, type Direction } from '@sluice/database';
import { openProject, type Project, type ProjectOptions } from '../project.js';
import { inPlace } from '../proof/in-place.js';
import { inScratchDatabase } from '../proof/scratch-database.js';
import { loadSteps } from '../run-to.js';
import { headOf } from '../head-of.js';
import { extensionsOf } from '../session.js';

/** A way through all migrations of a project, in a database of its own. */
export interface Walk {
  readonly project: Project;
  readonly connection: Connection;
  /** From base to the heads. */
  readonly steps: readonly WalkStep[];
  /** What the catalog says, without the version table. */
  catalog(): Promise<string>;
}

/** One migration of the way. */
export interface WalkStep {
  readonly revision: string;
  /** Absolute. */
  readonly file: string;
  readonly up: () => Promise<void>;
  readonly down: () => Promise<void>;
}

/** Where to walk. */
export interface WalkOptions extends ProjectOptions {
  /** A server on which the database is made; an embedded PGlite, where it is left out. */
  readonly server?: string | undefined;
  /** Rows that are put in just before a revision is reached, by revision. */
  readonly rows: ReadonlyMap<string, RowsOf>;
}

/** SQL that puts in rows, or code that does. */
export type RowsOf = string | ((query: Query) => unknown);

/** Runs SQL, and gives the rows of the last statement. */
export type Query = (sql: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>;

/** Gives a new database, at base, for the time of some work. */
export async function withWalk<T>(options: WalkOptions, work: (walk: Walk) => Promise<T>): Promise<T> {
  const project = await openProject(options);
  const place = { scratch: options.server, cwd: project.config.root, extensions: await extensionsOf(project) };
  return inScratchDatabase(place, async (connection) => {
    const steps = planUpgrade(project.graph, [], 'heads').map((planned) =>
      stepOf(project, connection, planned, options.rows.get(planned.revision)),
    );
    return work({
      project,
      connection,
      steps,
      catalog: () => readCatalog(connection, ownTables(project.config.versionTable)),
    });
  });
}

function stepOf(
  project: Project,
  connection: Connection,
  planned: PlannedRevision,
  rows: RowsOf | undefined,
): WalkStep {
  const { versionTable, defaultSchema } = project.config;
  const { deletes, inserts, revision } = planned;
  const perform = async (one: PlannedRevision, direction: Direction): Promise<void> => {
    const steps = await loadSteps(project, [one], direction);
    await inPlace(connection, async () => {
      await run(connection, () => steps, { versionTable, defaultSchema });
    });
  };
  return {
    revision,
    file: headOf(project, revision).file,
    up: async () => {
      if (rows !== undefined) await putIn(connection, rows);
      await perform(planned, 'upgrade');
    },
    down: () => perform({ ...planned, deletes: inserts, inserts: deletes }, 'downgrade'),
  };
}

async function putIn(connection: Connection, rows: RowsOf): Promise<void> {
  if (typeof rows === 'string') await connection.query(rows);
  else await rows((sql, parameters) => connection.query(sql, parameters));
}
