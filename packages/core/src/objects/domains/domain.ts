import { isJsonObject, isList, type Json } from '../../json.js';
import type { Changes } from '../../operation.js';
import type { Privileged } from '../privileges.js';
import type { Owned } from '../rules.js';

/** A domain: a type with rules of its own. Types and expressions are SQL, as PostgreSQL writes them. */
export interface DomainAttributes extends Owned, Privileged {
  /** The type that it is of. */
  readonly type: string;
  /** A collation other than the type's own, as SQL: `"C"`. */
  readonly collation?: string | null;
  readonly default?: string | null;
  readonly notNull?: boolean;
  /** The name of its NOT NULL, where it has one (17 and newer); null is the one PostgreSQL chooses. */
  readonly notNullName?: string | null;
  /** The comment of its NOT NULL, which then has a name. */
  readonly notNullComment?: string | null;
  /** By name. */
  readonly checks?: readonly DomainCheck[];
}

/** A check of a domain. */
export interface DomainCheck {
  readonly name: string;
  /** Over `VALUE`. */
  readonly expression: string;
  /** Values that exist were not checked. */
  readonly notValid?: boolean;
  readonly comment?: string;
}

/** How the values of a domain come to another type. */
export interface DomainManner {
  /** SQL over `VALUE`: `length(VALUE)`. */
  readonly using?: string;
  /** What a type made anew must be given again. */
  readonly keep?: Partial<DomainAttributes>;
}

/** Checks as they stand in an attribute. */
export const readChecks = (checks: Json | undefined): readonly DomainCheck[] =>
  isList(checks) ? checks.filter(isJsonObject).map(readCheck) : [];

function readCheck({ name, expression, notValid, comment }: { readonly [field: string]: Json }): DomainCheck {
  return {
    name: String(name),
    expression: String(expression),
    ...(notValid === true ? { notValid } : {}),
    ...(typeof comment === 'string' ? { comment } : {}),
  };
}

/** One side of the changes of a domain, as far as values that exist may break them. */
export function readRules(changes: Changes, side: 'from' | 'to'): Partial<DomainAttributes> {
  const { notNull, checks } = changes;
  return {
    ...(notNull ? { notNull: notNull[side] === true } : {}),
    ...(checks ? { checks: readChecks(checks[side]) } : {}),
  };
}
