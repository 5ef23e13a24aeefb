import { declare, type Declaration } from './declaration.js';

/** An extension, as {@link extension} declares it. */
export interface ExtensionDeclaration extends Declaration {
  readonly kind: 'extension';
  readonly name: string;
  readonly schema?: string;
  readonly version?: string;
}

/** What is said of an extension. What is left out stays as the database has it. */
export interface ExtensionOptions {
  /** The schema that its members stand in. */
  readonly schema?: string;
  readonly version?: string;
}

/**
 * An extension of the database: CREATE EXTENSION. It is there before what needs it, and goes after.
 *
 * @example
 * ```ts
 * import { customType, pgTable } from 'drizzle-orm/pg-core';
 * import { extension } from 'sluice/models';
 *
 * export const citextExtension = extension('citext');
 * const citext = customType<{ data: string }>({ dataType: () => 'citext' });
 * export const users = pgTable('users', { email: citext().notNull() });
 * ```
 */
export const extension = (name: string, options: ExtensionOptions = {}): ExtensionDeclaration =>
  declare({ kind: 'extension', name, ...options });
