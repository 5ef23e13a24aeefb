import type { Op } from './op.js';

/** A migration, loaded: what its file exports. */
export interface Migration {
  readonly revision: string;
  /** The revision it follows; several for a merge, null for a base. */
  readonly downRevision: string | readonly string[] | null;
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  upgrade(op: Op): Promise<void>;
  downgrade(op: Op): Promise<void>;
}
