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
  /** The partitioned table of which it is a partition. What it inherits is not said again. */
  readonly partitionOf?: PartitionOf | null;
  /** The tables whose columns and checks it inherits, in order. What it inherits is not said again. */
  readonly inherits?: readonly Parent[];
  /**
   * The NOT NULL constraints that a partition brought along under names of its own when it was attached: its name for
   * each, by the parent's (18 and newer).
   */
  readonly notNullNames?: NotNullNames;
  /** What tells rows apart in logical replication, unless a key or an index does: the whole row, or nothing. */
  readonly replicaIdentity?: 'full' | 'nothing' | null;
  readonly accessMethod?: string | null;
  readonly tablespace?: string | null;
}

/** A partition's names of constraints by the parent's. */
export type NotNullNames = { readonly [parents: string]: string };

/** A table from which another inherits. */
export interface Parent {
  /** Left out when it is `public`. */
  readonly schema?: string;
  readonly table: string;
}

/** What a partition is part of, and the rows that it holds. */
export interface PartitionOf extends Parent {
  /** `FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')`, `DEFAULT`. */
  readonly bound: string;
  /** By what its table is partitioned, as a model says it: what is read of a database has it there. */
  readonly by?: string;
}
