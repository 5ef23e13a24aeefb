import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';

/** An enum type: its values, in their order. */
export interface EnumAttributes extends Owned, Privileged {
  readonly values: readonly string[];
}
