import type { Index, IndexedColumn } from 'drizzle-orm/pg-core';
import type { JsonObject } from '../../json.js';
import { mayBeEntity } from '../../model-reader/drizzle.js';
import { ModelUnreadable } from '../../model-reader/errors.js';
import {
  byText,
  columnNames,
  sourceOf,
  type ModelReader,
  type Models,
  type TableModel,
} from '../../model-reader/models.js';
import { namespaces } from '../../model-reader/namespaces.js';
import type { ModelObject } from '../../model-object.js';
import { cutName } from '../../sql/names.js';

type Member = Index['config']['columns'][number];

/** Indexes: `index()` and `uniqueIndex()` of a table. */
export const indexReader: ModelReader = {
  namespaces: (id) => [namespaces.relations(id)],
  read: (models) => ({
    objects: models.tables.flatMap((table) => table.config.indexes.map((index) => readIndex(models, table, index))),
    notes: [],
  }),
};

function readIndex(models: Models, table: TableModel, { config }: Index): ModelObject {
  const name = config.name ?? usualName(models, table, config.columns);
  const source = sourceOf(table, name);
  return {
    kind: 'index',
    id: { schema: table.schema, table: table.name, name: cutName(name) },
    attributes: {
      unique: config.unique,
      method: config.method ?? 'btree',
      columns: config.columns.map((member) => readMember(models, table, member, source)),
      where: config.where ? models.render(config.where, source, table) : null,
      with: parameters(config.with),
      concurrently: config.concurrently ?? false,
    },
    ...(config.name === undefined && { implicitName: true }),
    source,
  };
}

/** The name that drizzle-kit gives; PostgreSQL's `expr` stands for an expression, which drizzle-kit cannot name. */
function usualName(models: Models, table: TableModel, members: readonly Member[]): string {
  const parts = members.map((member) => (isColumn(models, member) ? columnNames(table, [member]).join() : 'expr'));
  return `${table.config.name}_${parts.join('_')}_index`;
}

function readMember(models: Models, table: TableModel, member: Member, source: string): JsonObject {
  if (!isColumn(models, member)) return { expression: readExpression(models, table, member, source) };
  const { opClass, order } = member.indexConfig;
  return {
    column: columnNames(table, [member]).join(),
    ...(opClass !== undefined && { opclass: opClass }),
    ...(order === 'desc' && { order }),
    ...nullsOf(member.indexConfig),
  };
}

/** Where NULLs stand, when not where PostgreSQL puts them: `.desc()` alone is NULLS LAST in drizzle-orm. */
function nullsOf({ order, nulls }: IndexedColumn['indexConfig'] = {}): { readonly nulls?: 'first' | 'last' } {
  const usual = order === 'desc' ? 'first' : 'last';
  return nulls === undefined || nulls === usual ? {} : { nulls };
}

/** An expression may hold its own order and operator class: its text stays whole. */
function readExpression(models: Models, table: TableModel, member: Member, source: string): string {
  const { root } = models.drizzle;
  if (root.is(member, root.SQL)) return models.render(member, source, table);
  throw new ModelUnreadable(source, 'it has a member that is neither a column nor sql`...`');
}

function isColumn({ drizzle }: Models, member: Member): member is IndexedColumn {
  return mayBeEntity(member) && drizzle.root.is(member, drizzle.pgCore.IndexedColumn);
}

function parameters(given: Readonly<Record<string, unknown>> = {}): { readonly [name: string]: string } {
  const entries = Object.entries(given).toSorted(([a], [b]) => byText(a, b));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
