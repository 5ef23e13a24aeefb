import type { Privileged } from '../privileges.js';
import type { Owned, StorageParameters } from '../rules.js';

/** A table, without what stands in it: columns and constraints are its parts. */
export interface TableAttributes extends Owned, Privileged {
  /** UNLOGGED: not crash-safe, not replicated. */
  readonly unlogged?: boolean;
  /** Storage parameters: `{ fillfactor: '70' }`. */
  readonly with?: StorageParameters;
  /** Row-level security is on. */
  readonly rowSecurity?: boolean;
  /** Row-level security holds for the owner too. */
  readonly forceRowSecurity?: boolean;
  /** `RANGE (at)`, for a partitioned table. */
  readonly partitionBy?: string | null;
  readonly accessMethod?: string | null;
  readonly tablespace?: string | null;
}
