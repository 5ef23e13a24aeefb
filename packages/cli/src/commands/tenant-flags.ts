import { InvalidArgumentError, Option, type Command } from 'commander';
import type { TenantOptions } from '../tenants.js';

/** The tenants that a command is for, as the library takes them. */
export type ChosenTenants = Pick<TenantOptions<never>, 'tenants' | 'tenantConcurrency' | 'stopOnError'>;

/** For which tenants a command is meant. */
export interface TenantFlags {
  readonly tenant?: readonly string[];
  readonly tenants?: true;
  readonly tenantsFrom?: string;
  readonly tenantConcurrency?: number;
  readonly stopOnError?: true;
}

/** What names tenants: no backup is of many. */
export const MANY: string[] = ['tenant', 'tenants', 'tenantsFrom'];

/** Adds what says for which tenants a command is meant. */
export const addTenantFlags = (command: Command): Command =>
  command
    .option('--tenant <schemas>', 'for these tenants, each a schema: a,b (repeatable)', schemas)
    .addOption(new Option('--tenants', 'for the tenants that the config names').conflicts(['tenant', 'tenantsFrom']))
    .addOption(new Option('--tenants-from <query>', 'for the tenants whose schemas a query gives').conflicts('tenant'))
    .option('--tenant-concurrency <count>', 'for how many tenants at once (default: 4)', atLeastOne)
    .option('--stop-on-error', 'begin with no other tenant once one has failed');

/** The tenants that flags name; none where the command is for the default schema. */
export function tenantsOf(flags: TenantFlags): ChosenTenants | undefined {
  const { tenant, tenants, tenantsFrom, tenantConcurrency, stopOnError } = flags;
  const chosen = tenant ?? (tenantsFrom === undefined ? undefined : { query: tenantsFrom });
  if (chosen === undefined && tenants !== true) return undefined;
  return { tenants: chosen ?? 'configured', tenantConcurrency, stopOnError };
}

function schemas(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Give the names of schemas, separated by commas.');
  return [...before, ...names];
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number of 1 or more.');
  return value;
}
