import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';

/** The options of a sequence. Numbers are decimal texts, since they reach beyond what a JavaScript number holds. */
export interface SequenceOptions {
  /** First value; null is PostgreSQL's default. */
  readonly start?: string | null;
  readonly increment?: string;
  readonly min?: string | null;
  readonly max?: string | null;
  readonly cache?: string;
  readonly cycle?: boolean;
}

/** A sequence that stands alone; one made by serial or identity belongs to its column. */
export interface SequenceAttributes extends SequenceOptions, Owned, Privileged {
  readonly type?: string;
  /** The column whose drop takes the sequence along. */
  readonly ownedBy?: { readonly schema: string; readonly table: string; readonly column: string } | null;
}
