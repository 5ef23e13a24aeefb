import type { Risk } from '../../kind.js';
import type { Alter, Drop } from '../../operation.js';
import { ident, readName } from '../../sql/quote.js';
import { columnsIn, type TypeColumn } from '../type-anew.js';
import { bracketsOf, elementType } from '../types.js';
import { goneAttributes } from './gone-attributes.js';

/** The values of an attribute that goes, in each of the columns that hold any: a type without columns has none. */
export function compositeTypeRisks(operation: Drop | Alter): readonly Risk[] {
  if (operation.verb === 'drop') return [];
  const gone = goneAttributes(operation);
  if (gone.length === 0) return [];
  return columnsIn(operation.manner?.['heldBy']).map((column) => ({
    schema: column.schema ?? 'public',
    table: column.table,
    column: column.name,
    loses: `values of ${gone.join(', ')}`,
    where: [holdsAny(column, operation.id.name, gone)],
  }));
}

/** Whether a row holds a value of one of some attributes, as SQL; where the type is within another, whether it holds any. */
function holdsAny({ name, type }: TypeColumn, own: string, attributes: readonly string[]): string {
  const any = (value: string): string =>
    attributes.map((attribute) => `(${value}).${ident(attribute)} IS NOT NULL`).join(' OR ');
  if (type == null) return any(ident(name));
  return bracketsOf(type) !== '' && readName(elementType(type))?.name === own
    ? `EXISTS (SELECT FROM unnest(${ident(name)}) AS e WHERE ${any('e')})`
    : `${ident(name)} IS DISTINCT FROM NULL`;
}
