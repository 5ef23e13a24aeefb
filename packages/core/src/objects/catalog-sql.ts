import { literal } from '../sql/quote.js';

/** The comment on an object of a catalog, as an expression. A function that asks for it takes longer than all else of a row. */
export const commentOf = (oid: string, catalog: string): string =>
  `(SELECT cm.description FROM pg_description cm WHERE cm.objoid = ${oid} AND cm.classoid = ${literal(catalog)}::regclass AND cm.objsubid = 0)`;

/** The comment on a column of a relation, as an expression. */
export const commentOfColumn = (relation: string, place: string): string =>
  `(SELECT cm.description FROM pg_description cm WHERE cm.objoid = ${relation} AND cm.classoid = 'pg_class'::regclass AND cm.objsubid = ${place})`;

/**
 * The rows of a catalog with columns that older servers do not have, as a sub-select of `key` and these: null there. A
 * name that the catalog does not have means the column of the same name around it.
 *
 * @param types - the columns, each with its type.
 */
export function newerColumns(catalog: string, key: string, types: Readonly<Record<string, string>>): string {
  const absent = Object.entries(types).map(([name, type]) => `NULL::${type} AS ${name}`);
  const names = Object.keys(types).join(', ');
  return `(SELECT v.* FROM (SELECT ${absent.join(', ')}) absent CROSS JOIN LATERAL (SELECT w.${key} AS key, ${names} FROM ${catalog} w) v)`;
}
