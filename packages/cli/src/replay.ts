import type { Connection } from '@sluice/core';
import type { Project } from './project.js';
import { runTo } from './run-to.js';
import { openEmpty } from './session.js';

/** Runs all migrations in an empty embedded PGlite, and closes that when the work on it is done. */
export async function withReplay<T>(project: Project, work: (connection: Connection) => Promise<T>): Promise<T> {
  const count = project.graph.revisions.length;
  const state =
    count === 0 ? 'an empty database' : `what the ${count === 1 ? 'migration makes' : `${count} migrations make`}`;
  project.events.onNote?.(`No database is configured: the models are compared with ${state}, in an embedded PGlite.`);
  const connection = await openEmpty(project);
  try {
    await runTo({ ...project, events: {} }, connection, { direction: 'upgrade', target: 'heads' });
    return await work(connection);
  } finally {
    await connection.close();
  }
}
