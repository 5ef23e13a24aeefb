import { runDirection, runProject, type RunOptions, type RunResult } from './run-direction.js';
import type { TenantOptions, TenantsReport } from './tenants.js';

/** How to downgrade. */
export interface DowngradeOptions extends RunOptions {
  /** How far: a revision or the beginning of one, which stays; `base`; `-1`. */
  readonly target: string;
}

/** How to downgrade many tenants. */
export interface DowngradeTenantsOptions extends Omit<DowngradeOptions, 'backup'>, TenantOptions<RunResult> {}

/** Undoes migrations of each tenant. What fails for one is in the report, and the others go on. */
export async function downgrade(options: DowngradeTenantsOptions): Promise<TenantsReport<RunResult>>;
/**
 * Undoes migrations, the newest first.
 *
 * @example
 * ```ts
 * import { downgrade } from 'sluice';
 *
 * await downgrade({ target: '-1' });
 * ```
 */
export async function downgrade(options: DowngradeOptions): Promise<RunResult>;
export async function downgrade(
  options: DowngradeOptions | DowngradeTenantsOptions,
): Promise<RunResult | TenantsReport<RunResult>> {
  const destination = { direction: 'downgrade', target: options.target } as const;
  if (!('tenants' in options)) return runDirection(options, destination);
  const { overTenants } = await import('./tenants.js');
  const { waitForDatabase } = options;
  return overTenants(options, {
    waitForDatabase,
    work: async (project) => runProject(project, options, destination),
  });
}
