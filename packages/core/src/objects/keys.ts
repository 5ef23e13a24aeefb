import { mentioned, type Find } from '../kind.js';
import { namesIn } from '../sql/expression.js';
import { keyOf, keyOfObject, type Id, type Key } from '../object.js';

const relations = ['table', 'view', 'materialized_view'] as const;

/** The key of the schema that an object stands in. */
export const schemaKey = (id: Id): Key => keyOf('schema', { name: id.schema ?? 'public' });

/** The key of the table that a part or an index stands on. */
export const tableKey = (id: Id): Key =>
  keyOf('table', { ...(id.schema === undefined ? {} : { schema: id.schema }), name: id.table ?? '' });

/** The keys that what a trigger, a rule or an index stands on may have: of several kinds that share their names, one is there. */
export const relationKeys = (id: Id): readonly Key[] =>
  relations.map((kind) =>
    keyOf(kind, { ...(id.schema === undefined ? {} : { schema: id.schema }), name: id.table ?? '' }),
  );

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

/**
 * What a text may speak of, by the names in it: tables and views with their columns, and what stands beside tables. For objects
 * of which the catalog has not said yet what they need.
 */
export function spokenOf(find: Find, ...texts: readonly (string | null | undefined)[]): readonly Key[] {
  const names = new Set(texts.flatMap((text) => namesIn(text ?? '')));
  const tables = relations.flatMap((kind) => find(kind)).filter(({ id }) => names.has(id.name));
  const columns = tables.flatMap(({ id: { schema, name } }) =>
    find('column', { ...(schema === undefined ? {} : { schema }), table: name }),
  );
  const others = (['enum', 'sequence'] as const).flatMap((kind) => find(kind));
  return [...tables, ...[...columns, ...others].filter(({ id }) => names.has(id.name))].map(keyOfObject);
}
