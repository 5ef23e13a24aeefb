import { lookUp, obstaclesBefore, type Obstacle, type Operation, type Snapshot } from '@sluice/core';
import type { Hazard, MetObstacle, TableSize, Unanswered } from '@sluice/database';
import type { Project } from './project.js';
import type { SizeOf } from './proof/hazard-text.js';
import { givenUp, openTarget } from './session.js';

/** A database that is asked what a migration would meet there. */
export interface AgainstOptions {
  /**
   * The URL of a database like the one in production: of rows there that the migration would fail on, and of how large the
   * tables are, it is told. It is only read, with any role that may `SELECT`.
   */
  readonly against?: string | undefined;
}

/** What the database of `against` says of a migration. Plain data. */
export interface AgainstReport {
  /** Rows on which the upgrade would fail. */
  readonly obstacles: readonly ReportedObstacle[];
  /** What it did not answer: tables or columns that it has not, or that the role may not read. */
  readonly unanswered: readonly Unanswered[];
  /** How large the tables are that the migration locks, reads or writes anew. */
  readonly tables: readonly TableSize[];
}

/** Rows on which the upgrade would fail. */
export interface ReportedObstacle extends MetObstacle {
  /** The migration runs SQL of its own before, which may mend them. */
  readonly afterSql: boolean;
}

/** The database of `against`, while it is open. */
export interface Against {
  /** Asks for rows that are in the way. What was asked before comes before: its tables have the names of then. */
  meet(
    operations: readonly Operation[],
    before: Snapshot,
    after: Snapshot,
  ): Promise<Pick<AgainstReport, 'obstacles' | 'unanswered'>>;
  /** How large the tables of hazards are. */
  sizes(hazards: readonly Hazard[]): Promise<readonly TableSize[]>;
}

/** Opens the database of `against` for some work, where one is named. */
export async function withAgainst<T>(
  project: Project,
  { against }: AgainstOptions,
  work: (against: Against | undefined) => Promise<T>,
): Promise<T> {
  if (against === undefined) return work(undefined);
  const { askObstacles, readTableSizes } = await import('@sluice/database');
  const connection = await openTarget(project, against, 0);
  const { defaultSchema } = project.config;
  const done: Operation[] = [];
  const asking = async (): Promise<T> => {
    const [row] = await connection.query(`select current_setting('server_version_num')::int as version`);
    const version = Number(row?.['version']);
    return work({
      async meet(operations, before, after) {
        const found = obstaclesOf(done, operations, { before, after, version });
        done.push(...operations);
        const plain = await askObstacles(connection, found.plain, defaultSchema);
        const afterSql = await askObstacles(connection, found.afterSql, defaultSchema);
        return {
          obstacles: [
            ...plain.obstacles.map((met) => ({ ...met, afterSql: false })),
            ...afterSql.obstacles.map((met) => ({ ...met, afterSql: true })),
          ],
          unanswered: [...plain.unanswered, ...afterSql.unanswered],
        };
      },
      sizes: (hazards) => readTableSizes(connection, tablesOf(hazards)),
    });
  };
  try {
    return await (project.signal === undefined ? asking() : givenUp(project.signal, connection, asking));
  } finally {
    await connection.close();
  }
}

/** What is asked, by whether SQL of the author's own comes before. */
function obstaclesOf(
  done: readonly Operation[],
  operations: readonly Operation[],
  { before, after, version }: { readonly before: Snapshot; readonly after: Snapshot; readonly version: number },
): Readonly<Record<'plain' | 'afterSql', readonly Obstacle[]>> {
  const ground = { find: lookUp(before).find, after: lookUp(after).find, version };
  const [plain, afterSql]: [Obstacle[], Obstacle[]] = [[], []];
  for (const [i, operation] of operations.entries()) {
    const earlier = [...done, ...operations.slice(0, i)];
    const place = earlier.some(({ verb }) => verb === 'execute') ? afterSql : plain;
    place.push(...obstaclesBefore(earlier, operation, ground));
  }
  return { plain, afterSql };
}

const tablesOf = (hazards: readonly Hazard[]): readonly Pick<Hazard, 'schema' | 'name'>[] => [
  ...new Map(hazards.map(({ schema, name }) => [JSON.stringify([schema, name]), { schema, name }])).values(),
];

/** Finds how large a table is. */
export function sizeOfIn(tables: readonly TableSize[]): SizeOf {
  const sizes = new Map(tables.map((size) => [JSON.stringify([size.schema, size.name]), size]));
  return ({ schema, name }) => sizes.get(JSON.stringify([schema, name]));
}
