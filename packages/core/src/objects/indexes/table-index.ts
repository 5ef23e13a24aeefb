import type { IndexMarks } from '../index-marks.js';
import type { Described, StorageParameters } from '../rules.js';

/** An index that no constraint owns. */
export interface IndexAttributes extends Described, IndexMarks {
  readonly unique?: boolean;
  /** Two nulls are equal (15 and newer). */
  readonly nullsNotDistinct?: boolean;
  /** Access method: btree, hash, gin, gist, … */
  readonly method?: string;
  readonly columns: readonly IndexMember[];
  /** Columns that are carried along, not searched by. */
  readonly include?: readonly string[];
  /** Predicate of a partial index, as SQL. */
  readonly where?: string | null;
  readonly with?: StorageParameters;
  readonly tablespace?: string | null;
  /** Statistics targets of the members that are expressions, by their place from 1: `{ '2': 500 }`. */
  readonly statistics?: Readonly<Record<string, number>>;
  /** The remains of a failed CONCURRENTLY. */
  readonly invalid?: boolean;
  /** Build without blocking writes. How it is made, not what it is: never compared. */
  readonly concurrently?: boolean;
}

/** A column or an expression that an index is searched by. */
export interface IndexMember {
  readonly column?: string;
  /** SQL, in the form in which it stands in CREATE INDEX: in parentheses unless it is a function call. */
  readonly expression?: string;
  /** A collation other than the column's own, as SQL. */
  readonly collation?: string;
  /** An operator class other than the type's own, as SQL. */
  readonly opclass?: string;
  readonly order?: 'desc';
  /** Where nulls stand, when it is not where the order puts them. */
  readonly nulls?: 'first' | 'last';
}
