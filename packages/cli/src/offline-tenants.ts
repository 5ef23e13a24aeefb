import { ident } from '@sluice/core';
import type { ResolvedConfig } from './config/config.js';
import { TenantsAsked, TenantsUnknown } from './errors.js';
import { configOfTenant, type Tenants } from './tenants.js';

/** For which tenants a script is written. */
export interface OfflineTenants {
  /** A script for each, one after the other: schemas by name, or those that the config names without a query. */
  readonly tenants?: Tenants | undefined;
  /** Whether the script of a tenant makes its schema, where it is missing. */
  readonly createSchema?: boolean | undefined;
}

/**
 * Writes a script for each tenant under its name, one after the other, or the one where there are no tenants.
 *
 * @throws TenantsAsked where a query names them, since a script is written without a database
 */
export async function scriptFor(
  config: ResolvedConfig,
  { tenants, createSchema = false }: OfflineTenants,
  write: (config: ResolvedConfig) => Promise<string>,
): Promise<string> {
  if (tenants === undefined) return write(config);
  const scripts: string[] = [];
  for (const tenant of namesOf(config, tenants)) {
    const schema = createSchema ? [`CREATE SCHEMA IF NOT EXISTS ${ident(tenant)};`] : [];
    const title = `-- Tenant ${tenant.replaceAll(/\s/g, ' ')}`;
    scripts.push([title, ...schema, await write(configOfTenant(config, tenant))].join('\n'));
  }
  return scripts.join('\n\n');
}

function namesOf(config: ResolvedConfig, tenants: Tenants): readonly string[] {
  const wanted = tenants === 'configured' ? config.tenants : tenants;
  if (wanted === undefined) throw new TenantsUnknown(config.file);
  if ('query' in wanted) throw new TenantsAsked(wanted.query);
  return [...new Set(wanted)];
}
