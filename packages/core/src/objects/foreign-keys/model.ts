import type { PgColumn } from 'drizzle-orm/pg-core';
import { equal } from '../../json.js';
import { hiddenField, mayBeEntity } from '../../model-reader/drizzle.js';
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
  idOf: (models, entity) => {
    const table = models.tables.find((each) => each.table === hiddenField(entity, 'foreignKeyOf'));
    const columns = hiddenField(entity, 'columns');
    const reference = table?.references.find((each) => isOver(each.columns, columns));
    return table && reference && readForeignKey(models, table, reference).id;
  },
  read: (models) => ({
    objects: models.tables.flatMap((table) =>
      table.references.map((reference) => readForeignKey(models, table, reference)),
    ),
    notes: [],
  }),
};

/** The columns that a table's callback is given are others than the table's own: their names tell. */
function isOver(columns: readonly PgColumn[], given: unknown): boolean {
  const names = Array.isArray(given) ? given.filter(mayBeEntity).map((column) => hiddenField(column, 'name')) : [];
  return equal(
    columns.map(({ name }) => name),
    names.map(String),
  );
}

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
