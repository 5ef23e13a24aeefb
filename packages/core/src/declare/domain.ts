import { declare, type Declaration } from './declaration.js';
import type { Fragment } from './fragment.js';

/** What a domain is. */
export interface DomainOptions {
  /** `public` when it is left out. */
  readonly schema?: string;
  /** The type that it is of, as SQL: `text`, `numeric(10,2)`. */
  readonly type: string;
  /** A collation other than the type's own, as SQL: `"C"`. */
  readonly collation?: string;
  readonly notNull?: boolean;
  readonly default?: Fragment;
  /** By name, each over `VALUE`. */
  readonly checks?: Readonly<Record<string, Fragment>>;
}

/** A domain, as {@link domain} declares it. */
export interface DomainDeclaration extends Declaration, DomainOptions {
  readonly kind: 'domain';
  readonly name: string;
}

/**
 * A type with rules of its own: CREATE DOMAIN. A column has it by its name.
 *
 * @example
 * ```ts
 * import { sql } from 'drizzle-orm';
 * import { customType, pgTable } from 'drizzle-orm/pg-core';
 * import { domain } from 'sluice/models';
 *
 * export const emailDomain = domain('email', { type: 'text', checks: { email_at: sql`VALUE ~ '@'` } });
 * const email = customType<{ data: string }>({ dataType: () => 'email' });
 * export const users = pgTable('users', { email: email().notNull() });
 * ```
 */
export const domain = (name: string, options: DomainOptions): DomainDeclaration =>
  declare({ kind: 'domain', name, ...options });
