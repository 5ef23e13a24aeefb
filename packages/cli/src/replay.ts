import type { Connection } from '@sluice/core';
import type { Project } from './project.js';
import { runTo } from './run-to.js';
import { openEmpty } from './session.js';

/** Opens an empty embedded PGlite and runs all migrations in it. */
export async function replay(project: Project): Promise<Connection> {
  const connection = await openEmpty(project);
  try {
    // An embedded database cannot be stopped within a statement.
    const events = { onStatement: () => project.signal?.throwIfAborted() };
    await runTo({ ...project, events }, connection, { direction: 'upgrade', target: 'heads' });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Works on what all migrations make, where no database is configured. */
export async function withReplay<T>(project: Project, work: (connection: Connection) => Promise<T>): Promise<T> {
  const count = project.graph.revisions.length;
  const state =
    count === 0 ? 'an empty database' : `what the ${count === 1 ? 'migration makes' : `${count} migrations make`}`;
  project.events.onNote?.(`No database is configured: in its place is ${state}, in an embedded PGlite.`);
  const connection = await replay(project);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
