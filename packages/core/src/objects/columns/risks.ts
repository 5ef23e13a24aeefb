import { isJsonObject } from '../../json.js';
import type { Risk } from '../../kind.js';
import type { Id } from '../../object.js';
import type { Alter, Drop } from '../../operation.js';
import { ident } from '../../sql/quote.js';
import { isNull, isThere } from '../in-step.js';
import { parkingRevision } from '../parking.js';

/** The values of a column that is dropped, and those that a change of its type does not leave as they were. */
export function columnRisks(operation: Drop | Alter): readonly Risk[] {
  if (operation.verb === 'drop') {
    const { id } = operation.object;
    if (parkingRevision(operation.manner ?? {}, 'park') !== undefined) return [];
    const { keptIn } = operation.manner ?? {};
    const where =
      typeof keptIn === 'string'
        ? `${isThere(ident(id.name))} AND ${isNull(ident(keptIn))}`
        : `${ident(id.name)} IS NOT NULL`;
    return [{ ...placeOf(id), loses: 'values', where: [where] }];
  }
  const { id, changes, manner } = operation;
  const [from, to] = [changes['type']?.from, changes['type']?.to];
  if (isJsonObject(changes['generated']?.to)) return [];
  if (typeof from !== 'string' || typeof to !== 'string') return [];
  const using = manner?.['using'];
  const value = ident(id.name);
  const cast = typeof using === 'string' ? using : value;
  // Of json the blanks mean nothing, and json has no equality.
  const text = from === 'json' ? 'jsonb' : 'text';
  const where = waysBack(from, to).map(
    (back) =>
      `${value} IS NOT NULL AND (${back(`((${cast})::${to})`)})::${text} IS DISTINCT FROM (${value}::${from})::${text}`,
  );
  // Where there is no way back, no value is known to come through.
  return [{ ...placeOf(id), loses: `values as ${from}`, where: [...where, `${value} IS NOT NULL`] }];
}

const placeOf = ({ schema = '', table = '', name }: Id): Pick<Risk, 'schema' | 'table' | 'column'> => ({
  schema,
  table,
  column: name,
});

/** How a value of the new type becomes one of the old again, in the order in which it is tried. */
function waysBack(from: string, to: string): readonly ((value: string) => string)[] {
  const isWrapped = to.endsWith('[]') && !from.endsWith('[]');
  return [
    ...(isWrapped ? [(value: string) => `(${value})[1]::${from}`] : []),
    (value) => `${value}::${from}`,
    (value) => `${value}::text::${from}`,
  ];
}
