import type { Alter } from '../../operation.js';
import { ident, literal } from '../../sql/quote.js';
import { renamed, renamesOf } from './ddl.js';

/** The values of an enum that a change takes away. */
export function goneValues({ changes, manner }: Alter): readonly string[] {
  const { from, to } = changes['values'] ?? { from: [], to: [] };
  const renames = renamesOf(manner);
  const texts = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);
  const kept = new Set(texts(to));
  return texts(from).filter((value) => !kept.has(renamed([value], renames)[0] ?? value));
}

/** Whether a column, or the list in it, holds one of some values, as SQL. */
export function holdsAny(column: string, isList: boolean, values: readonly string[]): string {
  const list = values.map(literal).join(', ');
  return isList ? `${ident(column)}::text[] && ARRAY[${list}]` : `${ident(column)}::text IN (${list})`;
}
