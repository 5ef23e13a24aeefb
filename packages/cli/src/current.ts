import type { Pending } from '@sluice/database';
import { describeRevisions, type MigrationInfo } from './migration-info.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { withDatabase } from './session.js';
import { readState } from './state.js';
import type { TenantOptions, TenantsReport } from './tenants.js';

/** Where a database stands. */
export interface CurrentResult {
  /** The heads of what is applied; none where the database is at its base. */
  readonly revisions: readonly MigrationInfo[];
  /** What is not applied, oldest first. */
  readonly pending: readonly MigrationInfo[];
  /** Migrations that were interrupted half-way. */
  readonly interrupted: readonly Pending[];
}

/** Tells which revision each tenant is at. */
export async function current(
  options: ProjectOptions & TenantOptions<CurrentResult>,
): Promise<TenantsReport<CurrentResult>>;
/**
 * Tells which revision a database is at.
 *
 * @example
 * ```ts
 * import { current } from 'sluice';
 *
 * const { revisions, pending } = await current();
 * if (pending.length > 0) console.warn(`${pending.length} migrations are not applied`);
 * ```
 */
export async function current(options?: ProjectOptions): Promise<CurrentResult>;
export async function current(
  options: ProjectOptions | (ProjectOptions & TenantOptions<CurrentResult>) = {},
): Promise<CurrentResult | TenantsReport<CurrentResult>> {
  if (!('tenants' in options)) return currentOf(await openProject(options));
  const { overTenants } = await import('./tenants.js');
  return overTenants(options, { work: currentOf });
}

async function currentOf(project: Project): Promise<CurrentResult> {
  return withDatabase(project, 10, async (connection) => {
    const { graph, applied, missing, interrupted } = await readState(project, connection);
    return {
      revisions: describeRevisions(project, applied, graph),
      pending: describeRevisions(project, missing, graph),
      interrupted,
    };
  });
}
