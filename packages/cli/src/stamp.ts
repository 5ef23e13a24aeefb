import { ancestors, resolve, standing, type Revision, type RevisionGraph } from '@sluice/core';
import { stamp as record, type LockManner, type MigrationText, type RunnerWait } from '@sluice/database';
import { textOf } from './migration-text.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { headOf } from './head-of.js';
import { withDatabase } from './session.js';
import type { TenantOptions, TenantsReport } from './tenants.js';

/** What to record. */
export interface StampOptions extends ProjectOptions {
  /** The revisions that the database is at: `head`, `heads`, `base`, an id, several of different branches. */
  readonly revisions: readonly string[];
  /** Forgets what is recorded first, also what is not among the migrations. */
  readonly purge?: boolean | undefined;
  /** How long to wait for another process that runs migrations, in seconds; 60 where it is left out. */
  readonly waitSeconds?: number | undefined;
  /** How to take turns with those who run migrations; what the config says, or else `advisory`, where it is left out. */
  readonly lock?: LockManner | undefined;
}

/** What to record of many tenants. */
export interface StampTenantsOptions extends StampOptions, TenantOptions<StampResult> {}

/** What was recorded, and what is now. */
export interface StampResult {
  /** The heads of what was applied before. */
  readonly before: readonly string[];
  /** The heads of what is applied now. */
  readonly revisions: readonly string[];
}

/** Records where each tenant is, without running anything. */
export async function stamp(options: StampTenantsOptions): Promise<TenantsReport<StampResult>>;
/**
 * Records that a database is at a revision, without running anything: for a database that was brought there otherwise.
 * A branch that is not named stays where it is.
 *
 * @example
 * ```ts
 * import { stamp } from 'sluice';
 *
 * await stamp({ revisions: ['head'] });
 * ```
 *
 * @throws UnknownRevision where the database has a revision that is not among the migrations, and is not purged
 */
export async function stamp(options: StampOptions): Promise<StampResult>;
export async function stamp(
  options: StampOptions | StampTenantsOptions,
): Promise<StampResult | TenantsReport<StampResult>> {
  if (!('tenants' in options)) return stampOne(await openProject(options), options);
  const { overTenants } = await import('./tenants.js');
  return overTenants(options, { work: async (project) => stampOne(project, options) });
}

async function stampOne(
  project: Project,
  options: Pick<StampOptions, 'revisions' | 'purge' | 'waitSeconds' | 'lock'>,
): Promise<StampResult> {
  const { versionTable } = project.config;
  const { onRetry, onVersionApply } = project.events;
  const onRunnerWait = (wait: RunnerWait): void => onRetry?.({ of: 'runner', ...wait });
  const { purge = false, waitSeconds = 60, lock = project.config.lock } = options;
  return withDatabase(project, waitSeconds, async (connection) => {
    let before: readonly string[] = [];
    const revisions = await record(
      connection,
      (recorded) => {
        before = recorded;
        return stamped(project.graph, purge ? [] : recorded, options.revisions);
      },
      {
        versionTable,
        lock,
        waitSeconds,
        onRunnerWait,
        onVersionApply,
        textsOf: async (heads) => textsOf(project, heads),
      },
    );
    return { before, revisions };
  });
}

/** What the files say of all that is applied at some heads. */
export async function textsOf(project: Project, applied: readonly string[]): Promise<readonly MigrationText[]> {
  const { graph, applied: ends } = standing(project.graph, applied);
  const done = ancestors(graph, ends);
  const texts = graph.revisions.filter(({ revision }) => done.has(revision) && project.migrations.has(revision));
  return Promise.all(texts.map(({ revision }) => textOf(headOf(project, revision))));
}

/** The heads of what is applied once these are: they take the place of what lies on their own line. */
export function stamped(
  whole: RevisionGraph,
  recorded: readonly string[],
  targets: readonly string[],
): readonly string[] {
  if (targets.includes('base')) return [];
  const { graph, applied } = standing(whole, recorded);
  const named = [...new Set(targets.flatMap((target) => resolve(graph, target, recorded)))];
  const kept = applied.filter((revision) => !named.some((each) => onOneLine(graph, revision, each)));
  const all = [...named, ...kept];
  return all
    .filter((each) => !all.some((other) => other !== each && ancestors(graph, [other]).has(each.revision)))
    .map(({ revision }) => revision)
    .toSorted();
}

const onOneLine = (graph: RevisionGraph, a: Revision, b: Revision): boolean =>
  ancestors(graph, [a]).has(b.revision) || ancestors(graph, [b]).has(a.revision);
