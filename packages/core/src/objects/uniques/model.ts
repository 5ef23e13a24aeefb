import type { UniqueConstraint } from 'drizzle-orm/pg-core';
import { hiddenField } from '../../model-reader/drizzle.js';
import {
  columnNames,
  sourceOf,
  type ColumnModel,
  type ModelReader,
  type TableModel,
} from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import type { ModelObject } from '../../model-object.js';
import { cutName } from '../../sql/names.js';

/** Unique constraints: `.unique()` of a column, `unique()` of a table. */
export const uniqueReader: ModelReader = {
  namespaces: (id) => [namespaces.constraints(id), namespaces.relations(id)],
  read: ({ tables }) => ({
    objects: tables.flatMap((table) => [
      ...table.columns.filter(({ column }) => column.isUnique).map((column) => readInline(table, column, tables)),
      ...table.config.uniqueConstraints.map((unique) => readUnique(table, unique)),
    ]),
    notes: [],
  }),
};

function readInline(table: TableModel, { column }: ColumnModel, tables: readonly TableModel[]): ModelObject {
  const given = isUsualName(column.uniqueName, column.name, tables) ? undefined : column.uniqueName;
  return uniqueObject(table, [column], given, column.uniqueType === 'not distinct');
}

/**
 * 0.45 gives every column a name for its constraint, and writes it into the builder: one builder used in two tables
 * gives the second the first one's. So the name that any table's column of this name would have was not given.
 */
function isUsualName(name: string | undefined, column: string, tables: readonly TableModel[]): boolean {
  return tables.some(({ config }) => name === `${config.name}_${column}_unique`);
}

function readUnique(table: TableModel, unique: UniqueConstraint): ModelObject {
  const { columns, nullsNotDistinct } = unique;
  const given = isGiven(table, unique) ? unique.getName() : undefined;
  return uniqueObject(table, columns, given, nullsNotDistinct);
}

function isGiven(table: TableModel, unique: UniqueConstraint): boolean {
  const known = hiddenField(unique, 'isNameExplicit');
  if (typeof known === 'boolean') return known;
  return unique.getName() !== `${table.config.name}_${unique.columns.map(({ name }) => name).join('_')}_unique`;
}

function uniqueObject(
  table: TableModel,
  over: readonly { readonly name: string }[],
  given: string | undefined,
  nullsNotDistinct: boolean,
): ModelObject {
  const columns = columnNames(table, over);
  const name = given ?? `${table.config.name}_${columns.join('_')}_unique`;
  return {
    kind: 'unique',
    id: { schema: table.schema, table: table.name, name: cutName(name) },
    attributes: { columns, nullsNotDistinct },
    ...(given === undefined && { implicitName: true }),
    source: sourceOf(table, name),
  };
}
