import type { Column } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import { dimensionsOf, elementOf, isJsonText } from '../../model-reader/literals.js';
import { isAlias, mayBeEntity } from '../../model-reader/drizzle.js';
import {
  columnNames,
  sourceOf,
  type ColumnModel,
  type ModelReader,
  type Models,
  type TableModel,
} from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import { cutName } from '../../sql/names.js';
import { literal } from '../../sql/quote.js';
import { enumOf, enumType } from '../enums/model.js';
import { readSequenceOptions } from '../sequences/model.js';
import { unusual } from '../sequences/options.js';

/** PostgreSQL's words for an integer with a sequence of its own. They are no types. */
const serials: { readonly [word: string]: string } = {
  serial: 'integer',
  serial4: 'integer',
  smallserial: 'smallint',
  serial2: 'smallint',
  bigserial: 'bigint',
  serial8: 'bigint',
};

/** Columns of tables. */
export const columnReader: ModelReader = {
  namespaces: ({ schema, table }) => [`columns of ${schema}.${table}`],
  takes: (id, { identity }) =>
    isJsonObject(identity) && typeof identity['sequence'] === 'string'
      ? [{ namespace: namespaces.relations(id), name: identity['sequence'] }]
      : [],
  idOf: (models, entity) => {
    const { root, pgCore } = models.drizzle;
    if (!mayBeEntity(entity) || !root.is(entity, pgCore.PgColumn)) return undefined;
    const owner: unknown = entity.table;
    if (!mayBeEntity(owner) || !root.is(owner, pgCore.PgTable) || isAlias(owner)) return undefined;
    const table = models.tableOf(owner);
    const [name = entity.name] = columnNames(table, [entity]);
    return { schema: table.schema, table: table.name, name };
  },
  read: (models) => ({
    objects: models.tables.flatMap((table) =>
      table.columns.map((column, position) => ({
        kind: 'column',
        id: { schema: table.schema, table: table.name, name: column.name },
        attributes: { ...readColumn(models, table, column), position },
        source: sourceOf(table, column.name),
      })),
    ),
    notes: [],
  }),
};

function readColumn(models: Models, table: TableModel, model: ColumnModel): JsonObject {
  const { column } = model;
  const type = typeOf(models, column);
  const serial = serials[type.trim().toLowerCase()];
  if (serial !== undefined) {
    return { type: serial, notNull: true, default: null, generated: null, identity: null, serial: { sequence: null } };
  }
  const source = sourceOf(table, model.name);
  return {
    type,
    notNull: column.notNull || isInPrimaryKey(table, column),
    default: defaultOf(models, table, column, source),
    generated: generatedOf(models, table, column, source),
    identity: identityOf(column, type, source),
    serial: null,
  };
}

function defaultOf(models: Models, table: TableModel, column: PgColumn, source: string): string | null {
  const value: unknown = column.default;
  if (value === undefined) return null;
  return isJsonText(models.drizzle, column, value) ? literal(value) : models.renderValue(value, source, table, column);
}

/** The type as SQL. An array's sizes are dropped: PostgreSQL ignores them. */
function typeOf(models: Models, column: PgColumn): string {
  const values = enumOf(models.drizzle, column);
  const element = values ? enumType(models, values) : elementOf(column).getSQLType();
  return element + '[]'.repeat(dimensionsOf(models.drizzle, column));
}

/** `primaryKey({ columns })` leaves its columns nullable in the model; PostgreSQL does not. */
function isInPrimaryKey(table: TableModel, column: PgColumn): boolean {
  return table.config.primaryKeys.some(({ columns }) => columns.some(({ name }) => name === column.name));
}

function generatedOf(models: Models, table: TableModel, column: Column, source: string): Json {
  const { generated } = column;
  if (!generated) return null;
  const given: unknown = typeof generated.as === 'function' ? generated.as() : generated.as;
  const { root } = models.drizzle;
  const isSql = root.isSQLWrapper(given);
  const expression = isSql ? models.render(given.getSQL(), source, table) : String(given);
  return { expression, stored: generated.mode !== 'virtual' };
}

function identityOf({ generatedIdentity }: PgColumn, type: string, source: string): Json {
  if (!generatedIdentity) return null;
  const { sequenceName, sequenceOptions } = generatedIdentity;
  return {
    generation: generatedIdentity.type === 'always' ? 'always' : 'by default',
    sequence: sequenceName === undefined ? null : cutName(sequenceName),
    ...unusual(readSequenceOptions(sequenceOptions, type, source)),
  };
}
