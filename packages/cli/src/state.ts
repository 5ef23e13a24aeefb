import type { Connection, Revision, RevisionGraph } from '@sluice/core';
import { ancestors, standing } from '@sluice/core/ground';
import type { Pending } from '@sluice/database';
import { MigrationInterrupted, readVersions } from '@sluice/database/ground';
import { DatabaseBehind } from './errors.js';
import type { Project } from './project.js';
import { withDatabase } from './session.js';

/** What of a history a database has. */
export interface State {
  /** The history as the database sees it: in the middle of a squash, with what that replaces. */
  readonly graph: RevisionGraph;
  /** The heads of what is applied. */
  readonly applied: readonly Revision[];
  /** The revisions that are not, oldest first. */
  readonly missing: readonly Revision[];
  /** Migrations that were interrupted half-way. */
  readonly interrupted: readonly Pending[];
}

/**
 * Reads what of the history a database has.
 *
 * @throws UnknownRevision where the database has a revision that is not among the migrations
 */
export async function readState({ config, graph: whole }: Project, connection: Connection): Promise<State> {
  const { revisions, pending } = await readVersions(connection, config.versionTable);
  const { graph, applied } = standing(whole, revisions);
  const done = ancestors(graph, applied);
  const missing = graph.revisions.filter(({ revision }) => !done.has(revision));
  return { graph, applied, missing, interrupted: pending };
}

/** Works on the database that the migrations are meant for; where there is none, on one that they make. */
export async function withMigrated<T>(
  project: Project,
  work: (connection: Connection, state: State) => Promise<T>,
): Promise<T> {
  const { database } = project.config;
  const withState = async (connection: Connection): Promise<T> =>
    work(connection, await readState(project, connection));
  if (database !== undefined && database !== 'pglite:') return withDatabase(project, 10, withState);
  const { withReplay } = await import('./replay.js');
  return withReplay(project, withState);
}

/** Refuses a database that has not the whole history. */
export function requireComplete({ missing, interrupted }: State): void {
  const [half] = interrupted;
  if (half !== undefined) throw new MigrationInterrupted(half);
  if (missing.length > 0) throw new DatabaseBehind(missing.map(({ revision }) => revision));
}
