import type { FunctionProperties, Routine } from '../objects/functions/function.js';
import { declare, type Declaration } from './declaration.js';
import type { Fragment } from './fragment.js';

/** What is said of a function. Texts are SQL, or Drizzle's `sql`. */
export interface FunctionDefinition extends FunctionProperties {
  /** The bare name: what PostgreSQL makes of name and arguments is the function's identity. */
  readonly name: string;
  /** Left out when it is the models' default, `public`. */
  readonly schema?: string;
  /** `function` when it is left out. */
  readonly routine?: Routine;
  /** Names, modes, types and defaults: `a integer, b integer default 1`. None when it is left out. */
  readonly arguments?: Fragment;
  /** `integer`, `setof users`, `table (id integer)`, `trigger`. Nothing for a procedure, or with OUT arguments. */
  readonly returns?: Fragment;
  /** `sql` when it is left out. */
  readonly language?: string;
  /** Types whose values the language gets in a form of its own. */
  readonly transforms?: readonly string[];
  /** The text that the language reads. */
  readonly body?: Fragment;
  /** Instead of `body`, what PostgreSQL itself reads and follows: `return a + b`, `begin atomic … end`. */
  readonly standardBody?: Fragment;
  /** The file of a function in C. */
  readonly library?: string;
}

/** A function that is declared beside the models. */
export interface SqlFunction extends Declaration, FunctionDefinition {
  readonly kind: 'function';
}

/**
 * A function, a procedure or a window function: CREATE FUNCTION. Two of one name and other arguments are two functions.
 *
 * @example
 * ```ts
 * import { sqlFunction } from 'sluice/models';
 *
 * export const touch = sqlFunction({
 *   name: 'touch',
 *   returns: 'trigger',
 *   language: 'plpgsql',
 *   body: 'begin new.updated_at := now(); return new; end',
 * });
 * ```
 */
export const sqlFunction = (definition: FunctionDefinition): SqlFunction =>
  declare({ ...definition, kind: 'function' });
