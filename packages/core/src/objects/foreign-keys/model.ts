import {
  columnNames,
  sourceOf,
  type ModelReader,
  type Models,
  type ReferenceModel,
  type TableModel,
} from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import type { ModelObject } from '../../model-object.js';
import { cutName } from '../../sql/names.js';

/** Foreign keys: `.references()` of a column, `foreignKey()` of a table. */
export const foreignKeyReader: ModelReader = {
  namespaces: (id) => [namespaces.constraints(id)],
  read: (models) => ({
    objects: models.tables.flatMap((table) =>
      table.references.map((reference) => readForeignKey(models, table, reference)),
    ),
    notes: [],
  }),
};

function readForeignKey(models: Models, table: TableModel, reference: ReferenceModel): ModelObject {
  const foreign = models.tableOf(reference.foreignTable);
  const columns = columnNames(table, reference.columns);
  const foreignColumns = columnNames(foreign, reference.foreignColumns);
  const name = reference.name ?? usualName(table, columns, foreign, foreignColumns);
  return {
    kind: 'foreign_key',
    id: { schema: table.schema, table: table.name, name: cutName(name) },
    attributes: {
      columns,
      references: { schema: foreign.schema, table: foreign.name, columns: foreignColumns },
      onDelete: reference.key.onDelete ?? 'no action',
      onUpdate: reference.key.onUpdate ?? 'no action',
    },
    ...(reference.name === undefined && { implicitName: true }),
    source: sourceOf(table, name),
  };
}

/** The name that drizzle-orm gives: `<table>_<columns>_<foreign table>_<foreign columns>_fk`. */
function usualName(
  table: TableModel,
  columns: readonly string[],
  foreign: TableModel,
  foreignColumns: readonly string[],
): string {
  return `${[table.config.name, ...columns, foreign.config.name, ...foreignColumns].join('_')}_fk`;
}
