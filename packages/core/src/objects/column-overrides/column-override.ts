import type { NotNullConstraint } from '../not-null.js';
import type { Privileged } from '../privileges.js';
import type { Described, StorageParameters } from '../rules.js';

/** What a partition or a child says otherwise of a column that it inherits. */
export interface ColumnOverrideAttributes extends Described, Privileged {
  /** Its own default, as SQL: `NULL` where the parent has one and it has none. Null is the parent's. */
  readonly default?: string | null;
  /** NOT NULL of its own: where the parent's is not, or (18 and newer) whether or not the parent's is. */
  readonly notNull?: boolean;
  /** The constraint that is NOT NULL, where it is not as PostgreSQL makes it (18 and newer). */
  readonly notNullConstraint?: NotNullConstraint | null;
  /** Storage other than the parent's: plain, external, extended, main. */
  readonly storage?: string | null;
  /** Its own compression; `default` where the parent has one and it has none. */
  readonly compression?: string | null;
  /** Statistics target; null is the server's default. */
  readonly statistics?: number | null;
  /** Attribute options: `{ n_distinct: '500' }`. */
  readonly options?: StorageParameters;
}
