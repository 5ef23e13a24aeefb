import type { Described } from '../rules.js';

/** A check constraint of a table. */
export interface CheckAttributes extends Described {
  readonly expression: string;
  /** Rows that exist were not checked. */
  readonly notValid?: boolean;
  /** Children that inherit do not inherit it. */
  readonly noInherit?: boolean;
  /** Kept as documentation only (18 and newer). */
  readonly notEnforced?: boolean;
}
