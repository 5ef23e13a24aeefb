import { mentioned, type Find } from '../kind.js';
import { keyOf, keyOfObject, type Id, type Key } from '../object.js';

/** The key of the schema that an object stands in. */
export const schemaKey = (id: Id): Key => keyOf('schema', { name: id.schema ?? 'public' });

/** The key of the table that a part or an index stands on. */
export const tableKey = (id: Id): Key =>
  keyOf('table', { ...(id.schema === undefined ? {} : { schema: id.schema }), name: id.table ?? '' });

/** The keys that what a trigger, a rule or an index stands on may have: of several kinds that share their names, one is there. */
export const relationKeys = (id: Id): readonly Key[] => [tableKey(id)];

/** The key of a column of the table that a part or an index stands on. */
export const columnKey = (id: Id, name: string): Key => keyOf('column', { ...id, name });

/** The columns of a part's table that a text speaks of, by their names: where the catalog has not said yet which. */
export function spokenColumns(
  { schema, table }: Id,
  find: Find,
  ...texts: readonly (string | null | undefined)[]
): readonly Key[] {
  const on = { ...(schema === undefined ? {} : { schema }), ...(table === undefined ? {} : { table }) };
  const columns = find('column', on).map((column) => ({ name: column.id.name, type: '', key: keyOfObject(column) }));
  return mentioned(columns, ...texts).flatMap(({ name }) =>
    columns.filter((column) => column.name === name).map(({ key }) => key),
  );
}
