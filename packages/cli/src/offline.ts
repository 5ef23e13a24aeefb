import { planDowngrade, planUpgrade } from '@sluice/core';
import { script, type Direction } from '@sluice/database';
import { RangeMissing } from './errors.js';
import { startOf } from './offline-stamp.js';
import { scriptFor, type OfflineTenants } from './offline-tenants.js';
import { createOfflineParking } from './parking.js';
import { openProject, type ProjectOptions } from './project.js';
import { loadSteps } from './run-to.js';

/** What to write instead of running it. */
export interface OfflineOptions extends ProjectOptions, OfflineTenants {
  /** `upgrade` or `downgrade`. */
  readonly direction: Direction;
  /**
   * From where to where, `a:b`; of an upgrade also only to where, from the base.
   *
   * @example 'base:head', '9c2b:head', '8f1a:9c2b'
   */
  readonly target: string;
  /** How long a statement may wait for a lock on a table: `5s` where it is left out, `0` for ever. */
  readonly lockTimeout?: string | undefined;
  /** Whether drops put rows and values aside, as `--park` of a run has it. */
  readonly park?: boolean | undefined;
  /** How long a statement in a transaction may run, `5min`; for ever where it is left out. */
  readonly statementTimeout?: string | undefined;
}

/** A script, and what it runs. */
export interface OfflineResult {
  readonly sql: string;
  /** The revisions that it runs, in that order. */
  readonly revisions: readonly string[];
}

/**
 * Writes the SQL of migrations as a script for psql: for a database that only its operator may change. Asks no
 * database. The script refuses a database that is not where it begins. For tenants it is a script for each, one after
 * the other.
 *
 * @example
 * ```ts
 * import { offline } from 'sluice';
 *
 * const { sql } = await offline({ direction: 'upgrade', target: '9c2b:head' });
 * ```
 *
 * @throws RangeMissing where a downgrade does not say from where
 * @throws TenantsAsked where the tenants are what a query gives
 */
export async function offline(options: OfflineOptions): Promise<OfflineResult> {
  const { direction, target, lockTimeout, statementTimeout } = options;
  const project = await openProject(options);
  const { graph, config } = project;
  const [left, right] = endsOf(direction, target);
  const applied = startOf(graph, left);
  const planned = direction === 'upgrade' ? planUpgrade(graph, applied, right) : planDowngrade(graph, applied, right);
  const steps = await loadSteps(project, planned, direction);
  const prepareOperation = await createOfflineParking(steps, options.park ?? config.park);
  const sql = await scriptFor(config, options, async ({ versionTable, defaultSchema, searchPath, writtenFor }) =>
    script(applied, steps, {
      prepareOperation,
      versionTable,
      defaultSchema,
      searchPath,
      ...(writtenFor === undefined ? {} : { writtenFor }),
      ...(lockTimeout === undefined ? {} : { lockTimeout }),
      ...(statementTimeout === undefined ? {} : { statementTimeout }),
    }),
  );
  return { sql, revisions: planned.map(({ revision }) => revision) };
}

function endsOf(direction: Direction, target: string): readonly [left: string, right: string] {
  const [left = '', right, ...more] = target.split(':');
  if (right === undefined && direction === 'upgrade') return ['base', left];
  if (right === undefined || more.length > 0) throw new RangeMissing(direction, target);
  return [left || 'base', right || 'heads'];
}
