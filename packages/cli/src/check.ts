import type { DatabaseObject, Operation } from '@sluice/core';
import type { Pending } from '@sluice/database';
import path from 'node:path';
import { askNobody } from './answers.js';
import { findChanges, withModels } from './find-changes.js';
import { findAltered, type AlteredMigration } from './integrity.js';
import { checksumOf } from './load/checksum.js';
import { describeRevisions, type MigrationInfo } from './migration-info.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { readProofLine } from './proof/proof-line.js';
import { withDatabase } from './session.js';
import { readSources, type Sources } from './sources.js';
import { readState } from './state.js';
import type { TenantOptions, TenantsReport } from './tenants.js';

/** What to look at. */
export interface CheckOptions extends ProjectOptions {
  /**
   * Whether to ask only if the database has all migrations: the models are not read, and nothing is compared. A
   * database must be configured then.
   */
  readonly pendingOnly?: boolean | undefined;
}

/** What stands between models, migrations and database. */
export interface CheckResult {
  /** Whether there is nothing to do. */
  readonly upToDate: boolean;
  /** What a new migration would do. Not looked for while migrations are pending. */
  readonly differences: readonly Operation[];
  /** Migrations that the database lacks, oldest first. */
  readonly pending: readonly MigrationInfo[];
  /** Migrations that were interrupted half-way. */
  readonly interrupted: readonly Pending[];
  /** Migrations that the database has, and whose files are not what they were when they were applied. */
  readonly altered: readonly AlteredMigration[];
  readonly notes: readonly string[];
  /** Objects in the database that the models do not name and no migration made: they are no difference. */
  readonly leftAlone: readonly DatabaseObject[];
  /** Objects in the database that the filters of the config leave out, without what stands on and in these. */
  readonly filtered: readonly DatabaseObject[];
}

/** Tells the same for each of many tenants: whether the models are what its schema holds. */
export async function check(options: CheckOptions & TenantOptions<CheckResult>): Promise<TenantsReport<CheckResult>>;
/**
 * Tells whether the models are what the migrations make, and the database has them all. Changes nothing; made for CI.
 *
 * @example
 * ```ts
 * import { check } from 'sluice';
 *
 * const { upToDate, differences } = await check();
 * if (!upToDate) console.error(`${differences.length} changes of the models are in no migration`);
 * ```
 */
export async function check(options?: CheckOptions): Promise<CheckResult>;
export async function check(
  options: CheckOptions | (CheckOptions & TenantOptions<CheckResult>) = {},
): Promise<CheckResult | TenantsReport<CheckResult>> {
  const work = options.pendingOnly === true ? checkPending : checkWhole;
  if (!('tenants' in options)) return work(await openProject(options));
  const { overTenants } = await import('./tenants.js');
  return overTenants(options, { work });
}

async function checkWhole(project: Project): Promise<CheckResult> {
  return withModels(project, async (connection, { graph, missing, interrupted }, models) => {
    const sources = await readSources(project);
    const unproved = changedSinceProof(project, sources);
    const altered = await findAltered(project, connection, sources);
    if (missing.length > 0 || interrupted.length > 0)
      return {
        ...NOTHING,
        upToDate: false,
        pending: describeRevisions(project, missing, graph),
        interrupted,
        altered,
        notes: [...(await models).notes, ...unproved],
      };
    const found = await findChanges(project, connection, models, { standing: project.config, ask: askNobody });
    const { upgrade: differences, leftAlone, filtered } = found;
    const notes = [...found.notes, ...unproved];
    const upToDate = differences.length === 0 && altered.length === 0;
    return { upToDate, differences, pending: [], interrupted, altered, notes, leftAlone, filtered };
  });
}

/** Asks the database alone. */
async function checkPending(project: Project): Promise<CheckResult> {
  const state = await withDatabase(project, 10, (connection) => readState(project, connection));
  const { graph, missing, interrupted } = state;
  const upToDate = missing.length === 0 && interrupted.length === 0;
  return { ...NOTHING, upToDate, pending: describeRevisions(project, missing, graph), interrupted };
}

const NOTHING: CheckResult = {
  upToDate: true,
  differences: [],
  pending: [],
  interrupted: [],
  altered: [],
  notes: [],
  leftAlone: [],
  filtered: [],
};

/** Migrations whose files say of their proof what is not so any more. */
function changedSinceProof({ migrations }: Project, sources: Sources): readonly string[] {
  const notes: string[] = [];
  for (const { file, revision } of migrations.values()) {
    const source = sources.get(revision) ?? '';
    const line = readProofLine(source);
    if (line !== undefined && line.checksum !== checksumOf(source))
      notes.push(`${path.basename(file)} was changed since it was proved: run sluice prove ${revision}`);
  }
  return notes;
}
