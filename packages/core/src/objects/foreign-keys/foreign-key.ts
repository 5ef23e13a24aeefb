import type { Deferral } from '../constraints.js';
import type { Described } from '../rules.js';

/** A foreign key. */
export interface ForeignKeyAttributes extends Deferral, Described {
  readonly columns: readonly string[];
  readonly references: References;
  readonly onDelete?: Action;
  readonly onUpdate?: Action;
  /** Which columns SET NULL and SET DEFAULT touch on a delete; none is all (15 and newer). */
  readonly onDeleteColumns?: readonly string[];
  /** The last column is a range, whose whole span must be found (18 and newer). */
  readonly period?: boolean;
  readonly match?: 'simple' | 'full';
  /** Rows that exist were not checked. */
  readonly notValid?: boolean;
  /** Kept as documentation only (18 and newer). */
  readonly notEnforced?: boolean;
}

/** What a foreign key points to. */
export interface References {
  /** Left out when it is `public`. */
  readonly schema?: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** What happens to the referencing rows. */
export type Action = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';
