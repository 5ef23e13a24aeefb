import type { Column } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { declare, type Declaration } from './declaration.js';
import type { Fragment } from './fragment.js';

/** What an exclusion constraint is. */
export interface ExcludeOptions {
  readonly name: string;
  /** The access method of its index; `gist` by default. */
  readonly using?: string;
  /** Columns or expressions, each with the operator that may not be true of all of two rows: `[bookings.room, '=']`. */
  readonly elements: readonly (readonly [of: Column | Fragment, operator: string])[];
  /** Only rows of which this is true are compared. */
  readonly where?: Fragment;
  readonly deferrable?: boolean;
  readonly initiallyDeferred?: boolean;
}

/** An exclusion constraint, as {@link exclude} declares it. */
export interface ExcludeDeclaration extends Declaration, ExcludeOptions {
  readonly kind: 'exclusion';
  readonly table: PgTable;
}

/**
 * An exclusion constraint of a table: ADD CONSTRAINT … EXCLUDE.
 *
 * @example
 * ```ts
 * import { integer, pgTable } from 'drizzle-orm/pg-core';
 * import { sql } from 'drizzle-orm';
 * import { exclude } from 'sluice/models';
 *
 * export const bookings = pgTable('bookings', { first: integer().notNull(), last: integer().notNull() });
 * export const noOverlap = exclude(bookings, {
 *   name: 'bookings_no_overlap',
 *   elements: [[sql`int4range(${bookings.first}, ${bookings.last})`, '&&']],
 * });
 * ```
 */
export const exclude = (table: PgTable, options: ExcludeOptions): ExcludeDeclaration =>
  declare({ kind: 'exclusion', table, ...options });
