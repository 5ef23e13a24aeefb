import { declare, type Declaration } from './declaration.js';

/** An attribute of a composite type. */
export interface CompositeAttribute {
  /** As SQL: `text`, `numeric(10,2)`. */
  readonly type: string;
  /** A collation other than the type's own, as SQL: `"C"`. */
  readonly collation?: string;
  /** What is left out keeps the comment that it has in the database. */
  readonly comment?: string;
}

/** What a composite type is. */
export interface CompositeTypeOptions {
  /** `public` when it is left out. */
  readonly schema?: string;
  /** By name, in their order; a text is a type. */
  readonly attributes: Readonly<Record<string, string | CompositeAttribute>>;
}

/** A composite type, as {@link compositeType} declares it. */
export interface CompositeTypeDeclaration extends Declaration, CompositeTypeOptions {
  readonly kind: 'composite_type';
  readonly name: string;
}

/**
 * A type of several attributes: CREATE TYPE … AS. A column has it by its name.
 *
 * @example
 * ```ts
 * import { customType, pgTable } from 'drizzle-orm/pg-core';
 * import { compositeType } from 'sluice/models';
 *
 * export const addressType = compositeType('address', { attributes: { street: 'text', zip: 'varchar(10)' } });
 * const address = customType<{ data: string }>({ dataType: () => 'address' });
 * export const users = pgTable('users', { home: address() });
 * ```
 */
export const compositeType = (name: string, options: CompositeTypeOptions): CompositeTypeDeclaration =>
  declare({ kind: 'composite_type', name, ...options });
