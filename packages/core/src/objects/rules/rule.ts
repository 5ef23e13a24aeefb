import type { Firing } from '../firing.js';
import type { Described } from '../rules.js';

/** A rewrite rule of a table. */
export interface RuleAttributes extends Described {
  /** The statement that it rewrites. */
  readonly event: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  /** What it makes of it: `WHERE old.locked DO INSTEAD NOTHING`. */
  readonly action: string;
  /** In which sessions it fires; `never` is a rule that is disabled. */
  readonly fires?: Firing;
}
