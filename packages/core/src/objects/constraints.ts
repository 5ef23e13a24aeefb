import type { JsonObject } from '../json.js';
import type { Scene } from '../kind.js';
import type { DatabaseObject, Id } from '../object.js';
import type { Alter, Create } from '../operation.js';
import { ident } from '../sql/quote.js';
import { inside, type Statement } from '../statement.js';

/** What constraints of all kinds have in common: how they are added, dropped and renamed, and where their name stands. */
export const alterTable = (id: Id, action: string): Statement =>
  inside(`ALTER TABLE ${ident(id.schema, id.table)} ${action}`);

export const addConstraint = (id: Id, clause: string): readonly Statement[] => [alterTable(id, `ADD ${clause}`)];

export const dropConstraint = (id: Id, manner: JsonObject = {}): readonly Statement[] => [
  dropFromTable(id, 'CONSTRAINT', manner),
];

/** ALTER TABLE … DROP of a constraint or a column; leniently, the table need not be there either. */
export function dropFromTable(id: Id, what: 'CONSTRAINT' | 'COLUMN', { ifExists }: JsonObject): Statement {
  const words = ifExists === true ? 'IF EXISTS ' : '';
  return inside(`ALTER TABLE ${words}${ident(id.schema, id.table)} DROP ${what} ${words}${ident(id.name)}`);
}

export const renameConstraint = (id: Id, to: string): string =>
  `ALTER TABLE ${ident(id.schema, id.table)} RENAME CONSTRAINT ${ident(id.name)} TO ${ident(to)}`;

export const constraintAddress = (id: Id): string => `CONSTRAINT ${ident(id.name)} ON ${ident(id.schema, id.table)}`;

/** Constraints that have an index share the names of relations; the others are named within their table. */
export const relationNames = (id: Id): string => `relations of ${id.schema}`;
export const constraintNames = (id: Id): string => `constraints of ${id.schema}.${id.table}`;

/** The constraint that rows which are there must hold from an operation on, if they must: one that was not valid may become so. */
export function heldFrom(operation: Create | Alter, { becomes }: Pick<Scene, 'becomes'>): DatabaseObject | undefined {
  if (operation.verb === 'alter') return operation.changes['notValid']?.to === false ? becomes : undefined;
  const { notValid, notEnforced } = operation.object.attributes;
  return notValid === true || notEnforced === true ? undefined : operation.object;
}

/** When a constraint is checked. */
export interface Deferral {
  readonly deferrable?: boolean;
  readonly initiallyDeferred?: boolean;
}

/** ` DEFERRABLE INITIALLY DEFERRED`, or nothing. */
export function deferralClause({ deferrable, initiallyDeferred }: Deferral): string {
  return `${deferrable ? ' DEFERRABLE' : ''}${initiallyDeferred ? ' INITIALLY DEFERRED' : ''}`;
}

/** An attribute whose change means a new constraint. */
export const replaced = <V>(value: V): { readonly default: V; readonly alter: 'replace' } => ({
  default: value,
  alter: 'replace',
});

/** Such an attribute that PostgreSQL has only since a major version. */
export const replacedSince = <V>(
  since: number,
  value: V,
): { readonly default: V; readonly alter: 'replace'; readonly since: number } => ({ ...replaced(value), since });

/**
 * Reads all rows of a table, in a transaction of its own: in that which added the constraint, its lock would last for as
 * long. Source: PostgreSQL's documentation, ALTER TABLE, Notes.
 */
export const validate = (id: Id): Statement => ({
  ...alterTable(id, `VALIDATE CONSTRAINT ${ident(id.name)}`),
  transaction: 'outside',
  atomic: true,
});
