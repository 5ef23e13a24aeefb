import type { Column } from 'drizzle-orm';
import type { Amendment } from './declare/declaration.js';
import { amended, type Meaning } from './model-reader/amendments.js';
import { settleNames } from './model-reader/collisions.js';
import { nameByConvention } from './model-reader/naming.js';
import { mayBeEntity, type Drizzle, type ModelExport, type ReadOptions } from './model-reader/drizzle.js';
import { byText, type Models, type Place, type ReadModels, type TableModel } from './model-reader/models.js';
import { render, renderValue } from './model-reader/render.js';
import { findTables } from './model-reader/tables.js';
import type { ModelObject } from './model-object.js';
import { keyOf, keyOfObject } from './object.js';
import { kindNames, kindOf } from './objects/kinds.js';
import { modelReaders } from './objects/models.js';

/**
 * Reads models: what the exports of the user's modules say, each object once, sorted by key, whatever the order of the
 * exports. Texts are as written; PostgreSQL is asked later how it writes them.
 *
 * @throws ModelError where the models cannot stand: a table defined twice, two objects of one name.
 */
export function readModels(exports: readonly ModelExport[], drizzle: Drizzle, options: ReadOptions = {}): ReadModels {
  const models = openModels(exports, drizzle, options);
  const kinds = Object.values(modelReaders).map((reader) => reader.read(models));
  const objects = amended(
    models,
    kinds.flatMap((kind) => kind.objects),
    (amendment) => meaningsOf(models, amendment),
  )
    .map(nameByConvention(options.naming ?? {}, models.defaultSchema))
    .map((object) => ({ key: keyOfObject(object), object }))
    .toSorted((a, b) => byText(a.key, b.key))
    .map(({ object }) => object);
  const named = settleNames(objects, placesOf).map(reachedIn(models));
  return {
    objects: named,
    notes: [...kinds.flatMap((kind) => kind.notes), ...outsideNotes(models)].toSorted(byText),
  };
}

function placesOf({ kind, id, attributes }: ModelObject): readonly Place[] {
  const reader = modelReaders[kind];
  const own = reader.namespaces(id, attributes).map((namespace) => ({ namespace, name: id.name }));
  return [...own, ...(reader.takes?.(id, attributes) ?? [])];
}

/** What is said of something made with Drizzle, and the keys that this may have: of all kinds. */
function meaningsOf(models: Models, { of, attributes }: Amendment): readonly Meaning[] {
  return kindNames.flatMap((kind) => {
    const id = modelReaders[kind].idOf?.(models, of);
    const within = modelReaders[kind].within?.(models, of, attributes);
    return id ? [{ key: keyOf(kind, id), attributes: within ?? attributes }] : [];
  });
}

/** Marks what belongs to a table that is not exported: it may be somebody else's. */
function reachedIn(models: Models): (object: ModelObject) => ModelObject {
  const place = (schema: string | undefined, table: string): string => JSON.stringify([schema, table]);
  const reached = new Set(
    models.tables.filter((table) => !table.export).map((table) => place(table.schema, table.name)),
  );
  return (object) => {
    const table = object.id.table ?? object.id.name;
    // What is declared for such a table is not the table's, and is wanted.
    if (object.declaration) return object;
    const stands = object.id.table !== undefined || kindOf(object.kind).container === true;
    return stands && reached.has(place(object.id.schema, table)) ? { ...object, reached: true } : object;
  };
}

const outsideNotes = (models: Models): readonly string[] =>
  models.outside.map(
    ({ label }) => `table ${label} is referenced but not exported, and in a schema of its own: left alone`,
  );

function openModels(exports: readonly ModelExport[], drizzle: Drizzle, options: ReadOptions): Models {
  const once = eachOnce(exports);
  const tables = findTables(once, drizzle, options);
  const { root, pgCore } = drizzle;
  const tableOf = (column: Column): TableModel | undefined =>
    mayBeEntity(column.table) && root.is(column.table, pgCore.PgTable) ? tables.of(column.table) : undefined;
  const defaultSchema = options.defaultSchema ?? 'public';
  const columns = tables.all.flatMap((table) => table.columns);
  const named = new Map(columns.flatMap(({ column, name }) => (column.keyAsName ? [[column.name, name]] : [])));
  return {
    drizzle,
    defaultSchema,
    exports: once,
    tables: tables.all,
    outside: tables.outside,
    tableOf: tables.of,
    render: (sql, source, table, columns = 'bare') =>
      render({ drizzle, defaultSchema, tableOf, source, columns, ...(table && { table }) }, sql),
    renderQuery: (query, source) => render({ drizzle, defaultSchema, tableOf, source, named }, query),
    renderValue: (value, source, table, column) =>
      renderValue({ drizzle, defaultSchema, tableOf, source, table }, column, value),
  };
}

/** The same value by several names, or through several modules, is one. */
function eachOnce(exports: readonly ModelExport[]): readonly ModelExport[] {
  const sorted = exports.toSorted((a, b) => byText(a.file ?? '', b.file ?? '') || byText(a.name, b.name));
  return [...new Map(sorted.toReversed().map((found) => [found.value, found])).values()].toReversed();
}
