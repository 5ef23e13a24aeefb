import type { Alteration } from '../../kind.js';
import type { Id } from '../../object.js';
import { makeObjectName } from '../../sql/names.js';
import { ident } from '../../sql/quote.js';
import type { Statement } from '../../statement.js';
import { alterTable, constraintAddress, dropConstraint, renameConstraint } from '../constraints.js';
import { comment } from '../rules.js';
import { inside } from '../../statement.js';
import type { ColumnAttributes, NotNullConstraint } from './column.js';

/** The name that PostgreSQL chooses for the constraint that is NOT NULL. */
const usualName = (id: Id): string => makeObjectName(id.table ?? '', id.name, 'not_null');

const constraintId = (id: Id, { name }: NotNullConstraint): Id => ({ ...id, name: name ?? usualName(id) });

/** What stands in a column's clause. One that is NOT VALID has no place there. */
export function notNullClause({ notNull, notNullConstraint }: Partial<ColumnAttributes>): string {
  if (!notNull || notNullConstraint?.notValid) return '';
  const { name, noInherit } = notNullConstraint ?? {};
  return `${name == null ? '' : `CONSTRAINT ${ident(name)} `}NOT NULL${noInherit ? ' NO INHERIT' : ''}`;
}

/** What runs after the column is made. */
export function afterNotNull(id: Id, { notNull, notNullConstraint }: Partial<ColumnAttributes>): readonly Statement[] {
  if (!notNull || !notNullConstraint) return [];
  return [
    ...(notNullConstraint.notValid ? [add(id, notNullConstraint)] : []),
    ...(notNullConstraint.comment == null ? [] : [describe(id, notNullConstraint)]),
  ];
}

/** NOT NULL of a column that stands. */
export function setNotNull(id: Id, constraint: NotNullConstraint | null | undefined): readonly Statement[] {
  if (!constraint) return [alterTable(id, `ALTER COLUMN ${ident(id.name)} SET NOT NULL`)];
  return [add(id, constraint), ...(constraint.comment == null ? [] : [describe(id, constraint)])];
}

/** The changes of the constraint of a column that is NOT NULL before and after, or becomes so. */
export function changeNotNull({ id, from, to }: Alteration<ColumnAttributes>): readonly Statement[] {
  if (to.notNull === true) return setNotNull(id, to.notNullConstraint);
  if (to.notNull === false || to.notNullConstraint === undefined) return [];
  const [before, after] = [from.notNullConstraint ?? {}, to.notNullConstraint ?? {}];
  if (after.notValid && !before.notValid)
    return [...dropConstraint(constraintId(id, before)), ...setNotNull(id, after)];
  const [old, now] = [constraintId(id, before), constraintId(id, after)];
  return [
    ...(old.name === now.name ? [] : [inside(renameConstraint(old, now.name))]),
    ...((before.noInherit ?? false) === (after.noInherit ?? false)
      ? []
      : [alterTable(id, `ALTER CONSTRAINT ${ident(now.name)} ${after.noInherit ? 'NO INHERIT' : 'INHERIT'}`)]),
    ...(before.notValid && !after.notValid ? [alterTable(id, `VALIDATE CONSTRAINT ${ident(now.name)}`)] : []),
    ...((before.comment ?? null) === (after.comment ?? null) ? [] : [describe(id, after)]),
  ];
}

function add(id: Id, constraint: NotNullConstraint): Statement {
  const details = `${constraint.noInherit ? ' NO INHERIT' : ''}${constraint.notValid ? ' NOT VALID' : ''}`;
  const { name } = constraintId(id, constraint);
  return alterTable(id, `ADD CONSTRAINT ${ident(name)} NOT NULL ${ident(id.name)}${details}`);
}

const describe = (id: Id, constraint: NotNullConstraint): Statement =>
  comment(constraintAddress(constraintId(id, constraint)), constraint.comment ?? null);
