import { heads, type Revision } from '@sluice/core';
import type { MigrationHead } from './load/migration-head.js';
import type { Project } from './project.js';
import { headOf } from './run-to.js';

/** A migration, as its file describes it. */
export interface MigrationInfo extends MigrationHead {
  /** Whether no other follows it. */
  readonly isHead: boolean;
}

/** What the files say of some revisions. */
export function describeRevisions(project: Project, revisions: readonly Revision[]): readonly MigrationInfo[] {
  const ends = new Set(heads(project.graph));
  return revisions.map((one) => ({ ...headOf(project, one.revision), isHead: ends.has(one) }));
}
