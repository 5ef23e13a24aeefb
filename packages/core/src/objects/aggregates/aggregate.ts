import type { Parallel } from '../functions/function.js';
import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';

/** Whether a final function may change the state that it is given. */
export type Modify = 'read_only' | 'shareable' | 'read_write';

/** An aggregate. Its name is its signature: `total(integer)`. Functions and types stand as PostgreSQL writes them. */
export interface AggregateAttributes extends Owned, Privileged {
  /** Names and types, those of an ordered set after ORDER BY; empty is any row: `count(*)`. */
  readonly arguments?: string;
  /** The function that takes a row into the state. */
  readonly sfunc: string;
  /** The type of the state. */
  readonly stype: string;
  /** The size of the state in bytes, about; 0 is PostgreSQL's guess. */
  readonly sspace?: number;
  /** The function that makes the result of the state. */
  readonly finalfunc?: string | null;
  readonly finalfuncExtra?: boolean;
  /** Null is PostgreSQL's default: read_only, and read_write for an ordered set. */
  readonly finalfuncModify?: Modify | null;
  readonly combinefunc?: string | null;
  readonly serialfunc?: string | null;
  readonly deserialfunc?: string | null;
  readonly initcond?: string | null;
  /** The same where the aggregate moves over a window. */
  readonly msfunc?: string | null;
  readonly minvfunc?: string | null;
  readonly mstype?: string | null;
  readonly msspace?: number;
  readonly mfinalfunc?: string | null;
  readonly mfinalfuncExtra?: boolean;
  readonly mfinalfuncModify?: Modify | null;
  readonly minitcond?: string | null;
  /** The operator that sorts as the aggregate picks: `>` for a maximum. */
  readonly sortop?: string | null;
  readonly parallel?: Parallel;
  /** An ordered set whose last arguments are rows that it only thinks of. */
  readonly hypothetical?: boolean;
}
