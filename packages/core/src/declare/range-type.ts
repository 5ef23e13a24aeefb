import { declare, type Declaration } from './declaration.js';

/** What a range type is. Names are SQL: quoted where they must be. */
export interface RangeTypeOptions {
  /** `public` when it is left out. */
  readonly schema?: string;
  /** The type of its bounds: `double precision`. */
  readonly subtype: string;
  /** The operator class that orders the bounds; the type's own when it is left out. */
  readonly opclass?: string;
  readonly collation?: string;
  /** The function that gives a range its one form. */
  readonly canonical?: string;
  /** The function that says how far two bounds are apart: `float8mi`. */
  readonly subtypeDiff?: string;
  /** The name of its multirange; PostgreSQL's own choice when it is left out. */
  readonly multirange?: string;
}

/** A range type, as {@link rangeType} declares it. */
export interface RangeTypeDeclaration extends Declaration, RangeTypeOptions {
  readonly kind: 'range_type';
  readonly name: string;
}

/**
 * A type of ranges: CREATE TYPE … AS RANGE. A column has it, or its multirange, by name.
 *
 * @example
 * ```ts
 * import { customType, pgTable } from 'drizzle-orm/pg-core';
 * import { rangeType } from 'sluice/models';
 *
 * export const floatRangeType = rangeType('floatrange', { subtype: 'double precision', subtypeDiff: 'float8mi' });
 * const floatRange = customType<{ data: string }>({ dataType: () => 'floatrange' });
 * export const sensors = pgTable('sensors', { limits: floatRange() });
 * ```
 */
export const rangeType = (name: string, options: RangeTypeOptions): RangeTypeDeclaration =>
  declare({ kind: 'range_type', name, ...options });
