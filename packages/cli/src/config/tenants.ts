import type { ResolvedConfig } from './config.js';
import {
  countField,
  fieldError,
  isFields,
  objectField,
  refuseUnknown,
  stringField,
  stringsField,
  type Fields,
} from './fields.js';

type TenantSettings = Pick<
  ResolvedConfig,
  'writtenFor' | 'searchPath' | 'tenants' | 'tenantConcurrency' | 'tenantSearchPath'
>;

/** The keys that speak of tenants. */
export const TENANT_KEYS = ['tenants', 'tenantConcurrency', 'tenantSearchPath'] as const;

/** What a config says that speaks of no tenants; it is for none. */
export const noTenants: TenantSettings = {
  writtenFor: undefined,
  searchPath: [],
  tenants: undefined,
  tenantConcurrency: 4,
  tenantSearchPath: ['public'],
};

/** What a config says of tenants. */
export const resolveTenants = (fields: Fields): TenantSettings => ({
  ...noTenants,
  tenants: tenantsOf(fields),
  tenantConcurrency: countField(fields, 'tenantConcurrency', 8) ?? noTenants.tenantConcurrency,
  tenantSearchPath: stringsField(fields, 'tenantSearchPath', 'public') ?? noTenants.tenantSearchPath,
});

function tenantsOf(fields: Fields): ResolvedConfig['tenants'] {
  if (!isFields(fields.values['tenants'])) return stringsField(fields, 'tenants', 'acme');
  const inner = objectField(fields, 'tenants', EXAMPLE);
  refuseUnknown(inner, ['query']);
  const query = stringField(inner, 'query', 'SELECT schema_name FROM tenants');
  if (query !== undefined) return { query };
  throw fieldError(fields, 'tenants', `says no query: write for example tenants: ${EXAMPLE}.`);
}

const EXAMPLE = `{ query: 'SELECT schema_name FROM tenants' }`;
