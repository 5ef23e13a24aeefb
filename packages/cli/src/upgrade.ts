import { runDirection, runProject, type RunOptions, type RunResult } from './run-direction.js';
import type { TenantOptions, TenantsReport } from './tenants.js';

/** How to upgrade. */
export interface UpgradeOptions extends RunOptions {
  /** How far: a revision or the beginning of one, `head`, `heads`, `+1`, a branch label; `head` where it is left out. */
  readonly target?: string | undefined;
  /** Whether to go on where files of migrations that the database has were changed since: refused where it is left out. */
  readonly allowEdited?: boolean | undefined;
}

/** How to upgrade many tenants. */
export interface UpgradeTenantsOptions extends Omit<UpgradeOptions, 'backup'>, TenantOptions<RunResult> {
  /** Makes the schema of a tenant that has none. */
  readonly createSchema?: boolean | undefined;
}

/**
 * Runs for each tenant the migrations that its schema lacks. What fails for one is in the report, and the others go on.
 *
 * @example
 * ```ts
 * import { upgrade } from 'sluice';
 *
 * const { tenants, failed } = await upgrade({ tenants: { query: 'SELECT schema_name FROM tenants' } });
 * ```
 */
export async function upgrade(options: UpgradeTenantsOptions): Promise<TenantsReport<RunResult>>;
/**
 * Runs the migrations that a database lacks. Each is a transaction of its own that records it too, and one process at
 * a time does this. Several may call it at once, as when copies of an application start.
 *
 * @example
 * ```ts
 * import { upgrade } from 'sluice';
 *
 * const { migrations } = await upgrade({ database: process.env.DATABASE_URL });
 * for (const { revision, message } of migrations) console.log(revision, message);
 * ```
 */
export async function upgrade(options?: UpgradeOptions): Promise<RunResult>;
export async function upgrade(
  options: UpgradeOptions | UpgradeTenantsOptions = {},
): Promise<RunResult | TenantsReport<RunResult>> {
  const { target = 'head', allowEdited } = options;
  const destination = { direction: 'upgrade', target, allowEdited } as const;
  if (!('tenants' in options)) return runDirection(options, destination);
  const { overTenants } = await import('./tenants.js');
  const { waitForDatabase, createSchema } = options;
  return overTenants(options, {
    waitForDatabase,
    createSchema,
    work: async (project) => runProject(project, options, destination),
  });
}
