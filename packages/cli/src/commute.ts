import { diff, keyOfObject, type Difference, type Revision, type Snapshot } from '@sluice/core';
import { introspect, ownTables, StatementFailed } from '@sluice/database';
import { BranchesConflict, MigrationThrew } from './errors.js';
import type { Project } from './project.js';
import { runTo } from './run-to.js';
import { openEmpty } from './session.js';

/**
 * Runs branches one after the other in an embedded PGlite, and the other way round; what comes out must be the same.
 *
 * @throws BranchesConflict
 */
export async function requireCommuting(project: Project, branches: readonly Revision[]): Promise<void> {
  const names = branches.map(({ revision }) => revision);
  const [forward, backward] = [await outcome(project, names), await outcome(project, names.toReversed())];
  const conflicts =
    typeof forward === 'string' || typeof backward === 'string'
      ? [forward, backward].filter((each) => typeof each === 'string')
      : diff(forward, backward).map((difference) => keyOfObject(objectOf(difference)));
  if (conflicts.length > 0) throw new BranchesConflict(names, conflicts);
}

const objectOf = (difference: Difference) => (difference.verb === 'create' ? difference.after : difference.before);

/** What an order of branches comes to, or why it cannot be run. */
async function outcome(project: Project, order: readonly string[]): Promise<Snapshot | string> {
  const { versionTable, defaultSchema } = project.config;
  const connection = await openEmpty(project);
  try {
    for (const target of order) await runTo({ ...project, events: {} }, connection, { direction: 'upgrade', target });
    return await introspect(connection, { defaultSchema, without: ownTables(versionTable) });
  } catch (error) {
    if (!(error instanceof StatementFailed) && !(error instanceof MigrationThrew)) throw error;
    return `in the order ${order.join(', ')}, ${error.message.split('\n')[0]}`;
  } finally {
    await connection.close();
  }
}
