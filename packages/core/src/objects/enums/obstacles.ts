import type { Obstacle, Scene } from '../../kind.js';
import type { Alter, Create } from '../../operation.js';
import { literal } from '../../sql/quote.js';
import { onTable, rowsWhere } from '../obstacle-questions.js';
import { typeColumns } from '../type-anew.js';
import { goneValues, holdsAny } from './gone-values.js';

/** Rows with a value that goes: PostgreSQL does not cast what the new type has not. */
export function enumObstacles(operation: Create | Alter, { find }: Scene): readonly Obstacle[] {
  if (operation.verb === 'create') return [];
  const gone = goneValues(operation);
  if (gone.length === 0) return [];
  return typeColumns(operation.manner)
    .filter(({ using, type }) => using === undefined && type !== null)
    .map(({ schema = 'public', table, name, type }) => {
      const id = { schema, table, name };
      return {
        ...onTable(id, [name]),
        which: `with ${gone.map(literal).join(' or ')} in ${name}`,
        since: `${operation.id.name} has no such value any more`,
        wayOut: `Give them another value before, with op.batchUpdate in an earlier migration.`,
        question: rowsWhere({ id, find }, holdsAny(name, type?.endsWith('[]') === true, gone)),
      };
    });
}
