import type { Column, SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { declare, type Declaration } from './declaration.js';
import type { Fragment } from './fragment.js';

/** A value in the bounds of a partition: a value as it stands, or SQL, such as sql`MINVALUE`. */
export type PartitionValue = string | number | bigint | boolean | null | SQL;

/**
 * The rows that a partition holds: from the first values up to, and without, the second; those with a value of a list;
 * those whose hash leaves a remainder; or all that no other partition holds.
 */
export type PartitionBound =
  | { readonly from: readonly PartitionValue[]; readonly to: readonly PartitionValue[] }
  | { readonly in: readonly PartitionValue[] }
  | { readonly modulus: number; readonly remainder: number }
  | 'default';

/** How a table is partitioned. */
export interface PartitionedOptions {
  readonly by: 'range' | 'list' | 'hash';
  /** Columns or expressions, which say to which partition a row belongs. */
  readonly key: readonly (Column | Fragment)[];
  /**
   * Partitions by their names, in the schema of the table. Others that the database has are left alone, and so is what
   * stands on any of them: an index of its own.
   */
  readonly partitions?: Readonly<Record<string, PartitionBound>>;
}

/** A partitioned table, as {@link partitioned} declares it. */
export interface PartitionedDeclaration extends Declaration, PartitionedOptions {
  readonly kind: 'table';
  readonly table: PgTable;
}

/**
 * Makes a table of the models a partitioned one: CREATE TABLE … PARTITION BY. A table that is there already cannot
 * become one, nor be partitioned in another way: PostgreSQL has no statement for that. Without such a declaration a table
 * stays what it is in the database.
 * Rules: https://www.postgresql.org/docs/current/ddl-partitioning.html
 *
 * @example
 * ```ts
 * import { bigint, date, pgTable } from 'drizzle-orm/pg-core';
 * import { partitioned } from 'sluice/models';
 *
 * export const events = pgTable('events', { id: bigint({ mode: 'number' }), day: date().notNull() });
 * export const eventsPartitions = partitioned(events, {
 *   by: 'range',
 *   key: [events.day],
 *   partitions: {
 *     events_2026: { from: ['2026-01-01'], to: ['2027-01-01'] },
 *     events_rest: 'default',
 *   },
 * });
 * ```
 */
export const partitioned = (table: PgTable, options: PartitionedOptions): PartitionedDeclaration =>
  declare({ kind: 'table', table, ...options });
