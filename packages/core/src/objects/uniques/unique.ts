import type { KeyAttributes } from '../keys-catalog.js';

/** A unique constraint: its columns, in order. */
export interface UniqueAttributes extends KeyAttributes {
  /** Two nulls are equal (15 and newer). */
  readonly nullsNotDistinct?: boolean;
}
