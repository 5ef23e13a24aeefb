import type { Described } from '../rules.js';

/** A row-security policy of a table. */
export interface PolicyAttributes extends Described {
  /** The statements it is for. */
  readonly command?: 'all' | 'select' | 'insert' | 'update' | 'delete';
  /** Any permissive policy lets a row through; every restrictive one must. */
  readonly permissive?: boolean;
  /** The roles it is for; `public` is everyone. */
  readonly roles?: readonly string[];
  /** Which rows there are. */
  readonly using?: string | null;
  /** Which rows may be written; those of `using` when nothing is said. */
  readonly check?: string | null;
}
