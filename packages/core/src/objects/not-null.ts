import { isJsonObject, type JsonObject } from '../json.js';
import type { Alteration, CatalogRow } from '../kind.js';
import type { Id } from '../object.js';
import type { Server } from '../snapshot.js';
import { makeObjectName } from '../sql/names.js';
import { ident } from '../sql/quote.js';
import { inside, type Statement } from '../statement.js';
import { alterTable, constraintAddress, dropConstraint, renameConstraint } from './constraints.js';
import { flag, needText, text } from './read.js';
import { comment } from './rules.js';
import { commentOf } from './catalog-sql.js';

/** What is said of the constraint that is NOT NULL. */
export interface NotNullConstraint {
  /** Left out where it is PostgreSQL's choice: `<table>_<column>_not_null`, or the name that a parent has for it. */
  readonly name?: string;
  /** Rows that exist were not checked. */
  readonly notValid?: boolean;
  /** Children that inherit do not inherit it. */
  readonly noInherit?: boolean;
  /** It is a parent's alone: with the parent's it comes and goes. */
  readonly inherited?: boolean;
  readonly comment?: string;
}

/** What of a column is NOT NULL, and by which constraint. */
interface NotNull {
  readonly notNull?: boolean;
  readonly notNullConstraint?: NotNullConstraint | null;
  readonly notNullName?: string | null;
}

/** The constraint, by the name that must be said where PostgreSQL would choose another. */
const named = ({ notNullConstraint, notNullName }: NotNull): NotNullConstraint | null | undefined =>
  notNullName == null ? notNullConstraint : { name: notNullName, ...notNullConstraint };

/** The name that PostgreSQL chooses for the constraint that is NOT NULL. */
const usualName = (id: Id): string => makeObjectName(id.table ?? '', id.name, 'not_null');

const constraintId = (id: Id, { name }: NotNullConstraint): Id => ({ ...id, name: name ?? usualName(id) });

/** Whether the constraint that is NOT NULL has a name: https://www.postgresql.org/docs/18/release-18.html */
export const hasNotNullNames = (server: Server | undefined): boolean => (server?.version ?? 0) >= 180_000;

/** Once the column or its table has another name, the constraint still bears the old one. One that is a parent's bears the parent's. */
export function keepNotNullName(id: Id, constraint: NotNullConstraint | null | undefined): NotNullConstraint | null {
  if (constraint?.inherited || constraint?.name !== undefined) return constraint;
  return { ...constraint, name: usualName(id) };
}

/** What stands in a column's clause. One that is NOT VALID has no place there, one that is inherited comes by itself. */
export function notNullClause(column: NotNull): string {
  const constraint = named(column);
  if (!column.notNull || constraint?.notValid || constraint?.inherited) return '';
  const { name, noInherit } = constraint ?? {};
  return `${name == null ? '' : `CONSTRAINT ${ident(name)} `}NOT NULL${noInherit ? ' NO INHERIT' : ''}`;
}

/** What runs after the column is made. */
export function afterNotNull(id: Id, { notNull, notNullConstraint }: NotNull): readonly Statement[] {
  if (!notNull || !notNullConstraint) return [];
  return [...(notNullConstraint.notValid ? [add(id, notNullConstraint)] : []), ...describe(id, notNullConstraint)];
}

/** NOT NULL of a column that stands. */
export function setNotNull(id: Id, column: NotNull): readonly Statement[] {
  const constraint = named(column);
  if (!constraint) return [alterTable(id, `ALTER COLUMN ${ident(id.name)} SET NOT NULL`)];
  return [...(constraint.inherited ? [] : [add(id, constraint)]), ...describe(id, constraint)];
}

/** The end of NOT NULL. One that is inherited goes with the parent's. */
export function dropNotNull(id: Id, constraint: NotNullConstraint | null | undefined): readonly Statement[] {
  return constraint?.inherited ? [] : [alterTable(id, `ALTER COLUMN ${ident(id.name)} DROP NOT NULL`)];
}

function keptName({ keep }: JsonObject): Pick<NotNull, 'notNullName'> {
  const name = isJsonObject(keep) ? keep['notNullName'] : undefined;
  return typeof name === 'string' ? { notNullName: name } : {};
}

/** The changes of the constraint of a column that is NOT NULL before and after, or becomes so. */
export function changeNotNull({ id, from, to, manner }: Alteration<NotNull>): readonly Statement[] {
  if (to.notNull === true) return setNotNull(id, { ...to, ...keptName(manner) });
  if (to.notNull === false || to.notNullConstraint === undefined) return [];
  const [before, after] = [from.notNullConstraint ?? {}, to.notNullConstraint ?? {}];
  if (after.inherited) return describe(id, after, before);
  if (before.inherited) return setNotNull(id, to);
  if (after.notValid && !before.notValid)
    return [...dropConstraint(constraintId(id, before)), ...setNotNull(id, { notNullConstraint: after })];
  const [old, now] = [constraintId(id, before), constraintId(id, after)];
  return [
    ...(old.name === now.name ? [] : [inside(renameConstraint(old, now.name))]),
    ...((before.noInherit ?? false) === (after.noInherit ?? false)
      ? []
      : [alterTable(id, `ALTER CONSTRAINT ${ident(now.name)} ${after.noInherit ? 'NO INHERIT' : 'INHERIT'}`)]),
    ...(before.notValid && !after.notValid ? [alterTable(id, `VALIDATE CONSTRAINT ${ident(now.name)}`)] : []),
    ...describe(id, after, before),
  ];
}

function add(id: Id, constraint: NotNullConstraint): Statement {
  const details = `${constraint.noInherit ? ' NO INHERIT' : ''}${constraint.notValid ? ' NOT VALID' : ''}`;
  const { name } = constraintId(id, constraint);
  return alterTable(id, `ADD CONSTRAINT ${ident(name)} NOT NULL ${ident(id.name)}${details}`);
}

/** Its comment, where that is not what it was. */
export const describe = (id: Id, to: NotNullConstraint, from: NotNullConstraint = {}): readonly Statement[] =>
  (from.comment ?? null) === (to.comment ?? null)
    ? []
    : [comment(constraintAddress(constraintId(id, to)), to.comment ?? null)];

/**
 * The columns of a catalog query that {@link readNotNull} reads, of `nn`, the row of pg_constraint: whether the
 * constraint is a parent's, and whether its name then is no choice of its table's.
 */
export const notNullColumns = (inherited: string, chosen = inherited): string => `
      nn.conname AS not_null_name, NOT nn.convalidated AS not_null_invalid, nn.connoinherit AS not_null_no_inherit,
      CASE WHEN EXISTS (SELECT FROM pg_constraint sn WHERE sn.conname = nn.conname AND sn.connamespace = nn.connamespace AND sn.oid <> nn.oid AND sn.conislocal) THEN nn.conname END AS not_null_shared,
      ${inherited} AS not_null_inherited, ${chosen} AS not_null_chosen, ${commentOf('nn.oid', 'pg_constraint')} AS not_null_comment`;

/** The name of the constraint that is NOT NULL, where it must be said although it is the one that PostgreSQL makes. */
export function readNotNullName(row: CatalogRow): string | null {
  const name = text(row, 'not_null_shared');
  return name === usualName({ table: needText(row, 'table'), name: needText(row, 'name') }) ? name : null;
}

/** Of the constraint that is NOT NULL, what is not as PostgreSQL makes it. */
export function readNotNull(row: CatalogRow): NotNullConstraint | null {
  const [name, comment] = [text(row, 'not_null_name'), text(row, 'not_null_comment')];
  if (name === null) return null;
  const usual = usualName({ table: needText(row, 'table'), name: needText(row, 'name') });
  const isChosen = flag(row, 'not_null_chosen') && comment === null;
  const found: NotNullConstraint = {
    ...(name === usual || isChosen ? {} : { name }),
    ...(flag(row, 'not_null_invalid') ? { notValid: true } : {}),
    ...(flag(row, 'not_null_no_inherit') ? { noInherit: true } : {}),
    ...(flag(row, 'not_null_inherited') ? { inherited: true } : {}),
    ...(comment === null ? {} : { comment }),
  };
  return Object.keys(found).length === 0 ? null : found;
}
