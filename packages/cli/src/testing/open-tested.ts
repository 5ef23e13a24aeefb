import { requireMigrations } from '../migrations-missing.js';
import { openProject, type Project, type ProjectOptions } from '../project.js';

/** Opens a project that has migrations: of none, all would be well. */
export async function openTested(options: ProjectOptions): Promise<Project> {
  const project = await openProject(options);
  await requireMigrations(project.config);
  return project;
}
