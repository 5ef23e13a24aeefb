import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';

/** Whether it changes anything, and whether it may give another result at another time. */
export type Volatility = 'volatile' | 'stable' | 'immutable';

/** Whether it may run in a parallel worker: never, in the leader alone, anywhere. */
export type Parallel = 'unsafe' | 'restricted' | 'safe';

/** What sort of function it is. */
export type Routine = 'function' | 'procedure' | 'window';

/** What may be said of a function beside what it takes, gives and does. */
export interface FunctionProperties {
  readonly volatility?: Volatility;
  /** Null where an argument is null, without a call: RETURNS NULL ON NULL INPUT. */
  readonly strict?: boolean;
  /** It runs with the rights of its owner. */
  readonly securityDefiner?: boolean;
  readonly leakproof?: boolean;
  readonly parallel?: Parallel;
  /** What a call costs, in units of cpu_operator_cost; null is PostgreSQL's default, 100, and 1 in C. */
  readonly cost?: number | null;
  /** How many rows it gives; null is PostgreSQL's default, 1000 for a set. */
  readonly rows?: number | null;
  /** The planner's support function, as PostgreSQL writes its name. */
  readonly support?: string | null;
  /** Settings while it runs, by name: `{ search_path: 'app, public' }`. */
  readonly set?: { readonly [name: string]: string };
}

/** A function, a procedure or a window function. Its name is its signature: `add(integer, integer)`. */
export interface FunctionAttributes extends FunctionProperties, Owned, Privileged {
  readonly routine?: Routine;
  /** Names, modes, types and defaults, without the brackets: `a integer, b integer DEFAULT 1`. */
  readonly arguments?: string;
  /** `integer`, `SETOF users`, `TABLE(id integer)`; null is a procedure. */
  readonly returns?: string | null;
  readonly language: string;
  /** Types whose values the language gets in a form of its own. */
  readonly transforms?: readonly string[];
  /** The file of a function in C: `$libdir/postgis-3`. */
  readonly library?: string | null;
  /** The text that the language reads; of a function in C the name of its symbol. */
  readonly body?: string | null;
  /** A body that PostgreSQL itself reads, and follows what it names: `RETURN a + b`, `BEGIN ATOMIC … END`. */
  readonly standardBody?: string | null;
}
