import type { DatabaseObject, Operation } from '@sluice/core';
import { heads } from '@sluice/core';
import type { Pending } from '@sluice/database';
import { findChanges, withModels } from './find-changes.js';
import { findAltered, type AlteredMigration } from './integrity.js';
import { describeRevisions, type MigrationInfo } from './migration-info.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { targetName } from './target-name.js';

/** Where models, migrations and a database stand, all at once. */
export interface StatusResult {
  /** The database, without its password; none where the migrations were replayed for want of one. */
  readonly database: string | undefined;
  /** How many migrations there are. */
  readonly migrations: number;
  /** The revisions that no other follows. */
  readonly heads: readonly MigrationInfo[];
  /** The heads of what the database has. */
  readonly revisions: readonly MigrationInfo[];
  /** What the database lacks, oldest first. */
  readonly pending: readonly MigrationInfo[];
  /** Migrations that were interrupted half-way. */
  readonly interrupted: readonly Pending[];
  /** Migrations that the database has, and whose files are not what they were when they were applied. */
  readonly altered: readonly AlteredMigration[];
  /** What a new migration would do; none where it cannot be known, since migrations are pending. */
  readonly differences: readonly Operation[] | undefined;
  /** Objects in the database that the models do not name and no migration made. */
  readonly leftAlone: readonly DatabaseObject[];
}

/**
 * Tells where models, migrations and a database stand. Changes nothing.
 *
 * @example
 * ```ts
 * import { status } from 'sluice';
 *
 * const { pending, differences } = await status();
 * console.log(pending.length, differences?.length ?? 'unknown');
 * ```
 */
export async function status(options: ProjectOptions = {}): Promise<StatusResult> {
  const project = await openProject(options);
  return withModels(project, async (connection, { graph, applied, missing, interrupted }, models) => {
    const isComplete = missing.length === 0 && interrupted.length === 0;
    if (!isComplete) await models;
    const found = isComplete ? await findChanges(project, connection, models) : undefined;
    return {
      database: nameOf(project),
      migrations: project.graph.revisions.length,
      heads: describeRevisions(project, heads(project.graph)),
      revisions: describeRevisions(project, applied, graph),
      pending: describeRevisions(project, missing, graph),
      interrupted,
      altered: await findAltered(project, connection),
      differences: found?.upgrade,
      leftAlone: found?.leftAlone ?? [],
    };
  });
}

function nameOf({ config: { database } }: Project): string | undefined {
  if (database === undefined) return undefined;
  return targetName(database) ?? 'given by the application';
}
