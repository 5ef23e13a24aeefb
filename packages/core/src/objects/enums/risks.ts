import type { Risk } from '../../kind.js';
import type { Alter, Drop } from '../../operation.js';
import { ident, literal } from '../../sql/quote.js';
import { typeColumns } from '../type-anew.js';
import { renamed, renamesOf } from './ddl.js';

/**
 * The values of columns that stand for a value which goes. Without a `using` there is nothing to lose: PostgreSQL does not
 * cast a value that the new type has not.
 */
export function enumRisks(operation: Drop | Alter): readonly Risk[] {
  if (operation.verb === 'drop') return [];
  const { from, to } = operation.changes['values'] ?? { from: [], to: [] };
  const renames = renamesOf(operation.manner);
  const texts = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);
  const kept = new Set(texts(to));
  const gone = texts(from).filter((value) => !kept.has(renamed([value], renames)[0] ?? value));
  if (gone.length === 0) return [];
  return typeColumns(operation.manner)
    .filter(({ using }) => using !== undefined)
    .map(({ schema = 'public', table, name, type }) => ({
      schema,
      table,
      column: name,
      loses: `values ${gone.join(', ')}`,
      where: [holds(ident(name), type?.endsWith('[]') === true, gone.map(literal).join(', '))],
    }));
}

const holds = (column: string, isList: boolean, values: string): string =>
  isList ? `${column}::text[] && ARRAY[${values}]` : `${column}::text IN (${values})`;
