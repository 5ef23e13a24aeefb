import { ident, type Connection } from '@sluice/core';
import { isGiven, type Target } from '@sluice/database';
import type { ResolvedConfig } from './config/config.js';
import { TenantMissing, TenantsUnknown } from './errors.js';
import { loggedEvents, loggerNamed } from './logger.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { withDatabase } from './session.js';

/** Which tenants: schemas by name, what the first column of a query gives, or those that the config names. */
export type Tenants = readonly string[] | TenantQuery | 'configured';

/** A query that gives the schema of a tenant in the first column of each row. */
export interface TenantQuery {
  readonly query: string;
}

/** For which tenants something is done, and how. */
export interface TenantOptions<R> {
  readonly tenants: Tenants;
  /** For how many at once; what the config says, or else 4, where it is left out. One session works for one after another. */
  readonly tenantConcurrency?: number | undefined;
  /** Begins with no other tenant once one has failed; the others go on where it is left out. */
  readonly stopOnError?: boolean | undefined;
  /** Called when a tenant has been done with, or is passed over. */
  readonly onTenantEnd?: ((outcome: TenantOutcome<R>) => void) | undefined;
}

/** What came of one tenant. */
export type TenantOutcome<R> =
  | { readonly tenant: string; readonly status: 'done'; readonly result: R; readonly milliseconds: number }
  | { readonly tenant: string; readonly status: 'failed'; readonly error: unknown; readonly milliseconds: number }
  /** Not begun, since another failed. */
  | { readonly tenant: string; readonly status: 'skipped' };

/** What came of all, in the order in which they were named. */
export interface TenantsReport<R> {
  readonly tenants: readonly TenantOutcome<R>[];
  /** How many were not done to the end. */
  readonly failed: number;
}

/** What there is to do for each. */
export interface TenantWork<R> {
  /** How long to wait for a server that does not answer yet, in seconds. */
  readonly waitForDatabase?: number | undefined;
  /** Makes a schema that is missing. */
  readonly createSchema?: boolean | undefined;
  /** Works on a project whose config is for one tenant. */
  readonly work: (project: Project) => Promise<R>;
}

/**
 * Does the same for each of many tenants, of which each has a schema and in it all that the default schema has elsewhere:
 * tables and version table. What fails for one is reported, and the others go on.
 *
 * @throws TenantsUnknown where the config names no tenants, and is asked for them
 */
export async function overTenants<R>(
  options: ProjectOptions & TenantOptions<R>,
  { waitForDatabase, createSchema = false, work }: TenantWork<R>,
): Promise<TenantsReport<R>> {
  const whole = await openProject(options);
  const database = await resolved(whole.config.database);
  const project: Project = { ...whole, config: { ...whole.config, database } };
  const wanted = tenantsOf(project.config, options.tenants);
  const found = await withDatabase(
    project,
    10,
    async (connection) => {
      const names = await namesOf(connection, wanted);
      if (createSchema) await createSchemas(connection, names);
      return { names, schemas: await schemasAmong(connection, names), engine: connection.engine };
    },
    { waitForDatabase },
  );
  const alone = found.engine === 'pglite' || isOneSession(database);
  const limit = alone ? 1 : (options.tenantConcurrency ?? project.config.tenantConcurrency);
  const tenants = await inParallel(found.names, limit, project.signal, options, async (tenant) => {
    if (!found.schemas.has(tenant)) throw new TenantMissing(tenant);
    const logger = loggerNamed(project.logger, tenant);
    const events = loggedEvents(logger, options.events ?? {});
    return work({ ...project, logger, events, config: configOfTenant(project.config, tenant) });
  });
  return { tenants, failed: tenants.filter(({ status }) => status !== 'done').length };
}

/** The config as it is for a tenant: its schema is the default one, and holds its version table. */
export const configOfTenant = (config: ResolvedConfig, tenant: string): ResolvedConfig => ({
  ...config,
  defaultSchema: tenant,
  writtenFor: config.defaultSchema,
  searchPath: config.tenantSearchPath,
  versionTable: { schema: tenant, name: config.versionTable.name },
});

/** Runs the work for each, some at a time, and tells of each when it has ended. */
async function inParallel<R>(
  names: readonly string[],
  limit: number,
  signal: AbortSignal | undefined,
  { stopOnError = false, onTenantEnd }: Pick<TenantOptions<R>, 'stopOnError' | 'onTenantEnd'>,
  work: (tenant: string) => Promise<R>,
): Promise<readonly TenantOutcome<R>[]> {
  const outcomes = new Map<string, TenantOutcome<R>>();
  const waiting = [...names];
  let isStopped = false;
  const one = async (tenant: string): Promise<TenantOutcome<R>> => {
    if (isStopped) return { tenant, status: 'skipped' };
    const start = performance.now();
    const took = (): number => performance.now() - start;
    try {
      return { tenant, status: 'done', result: await work(tenant), milliseconds: took() };
    } catch (error) {
      // Who interrupts wants nothing more done, and is told how far it came.
      if (signal?.aborted === true) throw error;
      isStopped = stopOnError;
      return { tenant, status: 'failed', error, milliseconds: took() };
    }
  };
  const worker = async (): Promise<void> => {
    for (let tenant = waiting.shift(); tenant !== undefined; tenant = waiting.shift()) {
      signal?.throwIfAborted();
      const outcome = await one(tenant);
      outcomes.set(tenant, outcome);
      onTenantEnd?.(outcome);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, names.length) }, worker));
  const broken = ended.find((each) => each.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return names.flatMap((name) => outcomes.get(name) ?? []);
}

function tenantsOf(config: ResolvedConfig, tenants: Tenants): readonly string[] | TenantQuery {
  if (tenants !== 'configured') return tenants;
  if (config.tenants === undefined) throw new TenantsUnknown(config.file);
  return config.tenants;
}

async function namesOf(connection: Connection, tenants: readonly string[] | TenantQuery): Promise<readonly string[]> {
  if (!('query' in tenants)) return [...new Set(tenants)];
  const rows = await connection.queryLists(tenants.query, []);
  return [...new Set(rows.flatMap(([name]) => (name == null ? [] : [String(name)])))];
}

async function createSchemas(connection: Connection, names: readonly string[]): Promise<void> {
  for (const name of names) await connection.query(`create schema if not exists ${ident(name)}`);
}

/** Those of some schemas that are there. */
export async function schemasAmong(connection: Connection, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await connection.query('select nspname from pg_namespace where nspname = any($1::text[])', [names]);
  return new Set(rows.map(({ nspname }) => String(nspname)));
}

/** A function is asked once, and not for each tenant. */
const resolved = async (target: Target | undefined): Promise<Target | undefined> =>
  typeof target === 'function' ? target() : target;

/** Whether an application has given one session and no pool of them. */
function isOneSession(target: Target | undefined): boolean {
  if (!isGiven(target)) return false;
  const client: unknown = '$client' in target ? target.$client : target;
  return !(typeof client === 'object' && client !== null && 'totalCount' in client);
}
