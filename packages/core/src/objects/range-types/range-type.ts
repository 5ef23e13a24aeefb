import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';

/** A range type. Types and names are SQL, as PostgreSQL writes them. */
export interface RangeTypeAttributes extends Owned, Privileged {
  /** The type of its bounds. */
  readonly subtype: string;
  /** The operator class that orders the bounds; null is the type's own. */
  readonly opclass?: string | null;
  /** A collation other than the type's own: `"C"`. */
  readonly collation?: string | null;
  /** The function that gives a range its one form. */
  readonly canonical?: string | null;
  /** The function that says how far two bounds are apart. */
  readonly subtypeDiff?: string | null;
  /** The name of its multirange; null is the one PostgreSQL chooses. */
  readonly multirange?: string | null;
}

/** How a range type is changed. */
export interface RangeTypeManner {
  /** What a type made anew must be given again. */
  readonly keep?: Partial<RangeTypeAttributes>;
}
