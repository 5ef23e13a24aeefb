import type { WrittenCall } from '@sluice/core';

/** A directive to write, with what a person should read before it. */
export interface Step extends WrittenCall {
  /** Written above the call, a line each. */
  readonly comments?: readonly string[];
}

/** What is imported of a module: `import type { <name> } from '<from>'`. */
export interface ImportedType {
  readonly name: string;
  readonly from: string;
}

/** A migration as it goes into a file. */
export interface MigrationFile {
  readonly revision: string;
  readonly downRevision: string | readonly string[] | null;
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  /** The revisions that this one stands for, oldest first; none where it is left out. */
  readonly replaces?: readonly string[];
  readonly message: string;
  readonly createDate: Date | string;
  readonly upgrade: readonly Step[];
  readonly downgrade: readonly Step[];
  /** The plugins whose directives it calls: its `op` has these, too. */
  readonly plugins?: readonly ImportedType[];
  /** Why there is no way back: the downgrade throws it, in place of any step. */
  readonly irreversible?: string;
}
