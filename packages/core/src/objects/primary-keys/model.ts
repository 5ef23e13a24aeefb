import { SeveralPrimaryKeys } from '../../model-reader/errors.js';
import { columnNames, sourceOf, type ModelReader, type TableModel } from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import type { ModelObject } from '../../model-object.js';
import { cutName, makeObjectName } from '../../sql/names.js';

/** Primary keys: `.primaryKey()` of a column, `primaryKey()` of a table. */
export const primaryKeyReader: ModelReader = {
  namespaces: (id) => [namespaces.constraints(id), namespaces.relations(id)],
  read: ({ tables }) => ({ objects: tables.flatMap(readPrimaryKey), notes: [] }),
};

function readPrimaryKey(table: TableModel): readonly ModelObject[] {
  const inline = table.config.columns.filter(({ primary }) => primary);
  const keys = [
    ...inline.map((column) => ({
      columns: [column],
      given: undefined,
      usual: makeObjectName(table.config.name, null, 'pkey'),
    })),
    ...table.config.primaryKeys.map(({ columns, name }) => ({
      columns,
      given: name,
      usual: usualName(table, columns),
    })),
  ];
  if (keys.length > 1) throw new SeveralPrimaryKeys(sourceOf(table));
  return keys.map(({ columns, given, usual }) => ({
    kind: 'primary_key',
    id: { schema: table.schema, table: table.name, name: cutName(given ?? usual) },
    attributes: { columns: columnNames(table, columns) },
    ...(given === undefined && { implicitName: true }),
    source: sourceOf(table, given ?? 'primary key'),
  }));
}

/** The name that drizzle-orm gives: `<table>_<columns>_pk`. */
const usualName = (table: TableModel, columns: readonly { readonly name: string }[]): string =>
  `${table.config.name}_${columnNames(table, columns).join('_')}_pk`;
