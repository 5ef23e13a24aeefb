import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';

/** An enum type: its values, in their order. */
export interface EnumAttributes extends Owned, Privileged {
  readonly values: readonly string[];
}

/** A column that an enum's values are changed under, as `alterEnum` carries it. */
export interface EnumColumn {
  readonly schema?: string;
  readonly table: string;
  readonly name: string;
  /** `[]` for a column that is a list of the enum. */
  readonly array?: boolean;
  /** For a column that had a default, the one after, or none: PostgreSQL cannot cast it along. */
  readonly default?: string | null;
}
