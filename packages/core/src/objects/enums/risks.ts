import type { Risk } from '../../kind.js';
import type { Alter, Drop } from '../../operation.js';
import { typeColumns } from '../type-anew.js';
import { goneValues, holdsAny } from './gone-values.js';

/**
 * The values of columns that stand for a value which goes. Without a `using` there is nothing to lose: PostgreSQL does not
 * cast a value that the new type has not.
 */
export function enumRisks(operation: Drop | Alter): readonly Risk[] {
  if (operation.verb === 'drop') return [];
  const gone = goneValues(operation);
  if (gone.length === 0) return [];
  return typeColumns(operation.manner)
    .filter(({ using }) => using !== undefined)
    .map(({ schema = 'public', table, name, type }) => ({
      schema,
      table,
      column: name,
      loses: `values ${gone.join(', ')}`,
      where: [holdsAny(name, type?.endsWith('[]') === true, gone)],
    }));
}
