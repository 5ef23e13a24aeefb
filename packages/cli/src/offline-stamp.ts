import { resolve, type RevisionGraph } from '@sluice/core';
import { ensureVersionScript, stampScript } from '@sluice/database';
import { scriptFor, type OfflineTenants } from './offline-tenants.js';
import { openProject, type ProjectOptions } from './project.js';
import { stamped, textsOf, type StampOptions } from './stamp.js';

/** What to write instead of recording it. */
export interface OfflineStampOptions extends ProjectOptions, Pick<StampOptions, 'purge'>, OfflineTenants {
  /**
   * The revisions that the database is at afterwards, as `stamp` takes them; or one range, `a:b`, of where it is and where
   * it shall be. It is at its base where nothing says where it is.
   */
  readonly revisions: readonly string[];
}

/** A script that records, and what. */
export interface OfflineStampResult {
  readonly sql: string;
  /** The heads of what is applied afterwards. */
  readonly revisions: readonly string[];
}

/**
 * Writes the SQL of a stamp as a script for psql. Asks no database. The script refuses one that is not where it begins;
 * with `purge` it takes any, and forgets what that records. For tenants it is a script for each, one after the other.
 *
 * @example
 * ```ts
 * import { offlineStamp } from 'sluice';
 *
 * const { sql } = await offlineStamp({ revisions: ['8f1a:9c2b'] });
 * ```
 */
export async function offlineStamp(options: OfflineStampOptions): Promise<OfflineStampResult> {
  const project = await openProject(options);
  const { graph, config } = project;
  const { from, targets } = endsOf(graph, options.revisions);
  const before = options.purge === true ? undefined : from;
  const revisions = stamped(graph, before ?? [], targets);
  const texts = await textsOf(project, revisions);
  const sql = await scriptFor(config, options, async ({ versionTable }) =>
    stampScript(before, revisions, { versionTable, texts }),
  );
  return { sql, revisions };
}

/**
 * Writes the SQL that creates the version table where it is missing as a script for psql. Asks no database.
 *
 * @example
 * ```ts
 * import { offlineEnsureVersion } from 'sluice';
 *
 * const { sql } = await offlineEnsureVersion();
 * ```
 */
export async function offlineEnsureVersion(options: ProjectOptions = {}): Promise<{ readonly sql: string }> {
  const { config } = await openProject(options);
  return { sql: ensureVersionScript({ versionTable: config.versionTable }) };
}

function endsOf(
  graph: RevisionGraph,
  revisions: readonly string[],
): { readonly from: readonly string[]; readonly targets: readonly string[] } {
  const [left = '', right, ...more] = revisions.length === 1 ? (revisions[0] ?? '').split(':') : [];
  if (right === undefined || more.length > 0) return { from: [], targets: revisions };
  const from = startOf(graph, left || 'base');
  return { from, targets: [right || 'heads'] };
}

/** Where a script begins: what a database records may be one of those that a squash replaces, and is just that then. */
export const startOf = (graph: RevisionGraph, name: string): readonly string[] =>
  graph.replacements.has(name) ? [name] : resolve(graph, name, []).map(({ revision }) => revision);
