import type { OwnIndex } from '../index-marks.js';
import type { Described } from '../rules.js';

/** An exclusion constraint of a table. */
export interface ExclusionAttributes extends Described, OwnIndex {
  /** `EXCLUDE USING gist (room WITH =, during WITH &&)`, with its predicate, storage parameters and deferral. */
  readonly definition: string;
}
