import type { SQL } from 'drizzle-orm';
import type { ForeignKey, getTableConfig, PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { JsonObject } from '../json.js';
import type { ModelObject } from '../model-object.js';
import type { Drizzle, ModelExport } from './drizzle.js';

/** The models as the readers of the kinds see them. Everything in an order that does not depend on the exports'. */
export interface Models {
  readonly drizzle: Drizzle;
  readonly defaultSchema: string;
  /** Each exported value once, by file and name. */
  readonly exports: readonly ModelExport[];
  /** Tables that are exported or that a foreign key reaches, by schema and name. */
  readonly tables: readonly TableModel[];
  /** Tables that only foreign keys name, in schemas that are not the models' own: not read. */
  readonly outside: readonly TableModel[];
  tableOf(table: PgTable): TableModel;
  /** The text of SQL that belongs to a table, or to none. The table's own columns stand bare unless asked otherwise. */
  render(sql: SQL, source: string, table?: TableModel, columns?: OwnColumns): string;
  /**
   * The text of a query. The query builder knows no casing: where it reads one table, it writes columns by their names
   * in the models.
   */
  renderQuery(query: SQL, source: string): string;
  /** The text of a column's value. */
  renderValue(value: unknown, source: string, table: TableModel, column: PgColumn): string;
}

/**
 * How SQL names the columns of the table that it belongs to: `"id"`, or `"users"."id"` where a subquery may have a column
 * of the same name.
 */
export type OwnColumns = 'bare' | 'qualified';

/** A table and what `getTableConfig` says of it, asked once: it makes new objects every time. */
export interface TableModel {
  readonly table: PgTable;
  readonly schema: string;
  /** As PostgreSQL keeps it. */
  readonly name: string;
  /** For messages: `users`, `billing.invoices`. */
  readonly label: string;
  /** The export it came by; none when a foreign key reached it. */
  readonly export?: ModelExport;
  readonly config: ReturnType<typeof getTableConfig>;
  readonly columns: readonly ColumnModel[];
  readonly references: readonly ReferenceModel[];
}

/** A column and the name that PostgreSQL keeps. */
export interface ColumnModel {
  readonly column: PgColumn;
  readonly name: string;
}

/** A foreign key, resolved. */
export interface ReferenceModel {
  readonly key: ForeignKey;
  /** The name given, if any. */
  readonly name: string | undefined;
  readonly columns: readonly PgColumn[];
  readonly foreignTable: PgTable;
  readonly foreignColumns: readonly PgColumn[];
}

/** A name where it must be unique. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** How a kind is read from models. */
export interface ModelReader {
  /** Its objects, and what the user should know of how they were found. */
  read(models: Models): ReadModels;
  /** The namespaces in which the name of such an object must be unique. */
  namespaces(id: ModelObject['id'], attributes: JsonObject): readonly string[];
  /** Names besides its own that such an object takes, each in its namespace. */
  takes?(id: ModelObject['id'], attributes: JsonObject): readonly Place[];
  /** The object of this kind that something made with Drizzle is. */
  idOf?(models: Models, entity: object): ModelObject['id'] | undefined;
  /** What is said of an entity that is only a part of that object, as attributes of the object. */
  within?(models: Models, entity: object, attributes: JsonObject): JsonObject | undefined;
}

/** What models say. */
export interface ReadModels {
  readonly objects: readonly ModelObject[];
  readonly notes: readonly string[];
}

/** Where an object of a table stands, for messages: `users.email (src/schema.ts)`. */
export function sourceOf(table: TableModel, name?: string): string {
  const place = name === undefined ? table.label : `${table.label}.${name}`;
  return `${place}${fileOf(table.export)}`;
}

/** The file of an export, for messages: ` (src/schema.ts)`. */
export const fileOf = (found: ModelExport | undefined): string => (found?.file === undefined ? '' : ` (${found.file})`);

/** A name for messages, the schema left out when it is `public`. */
export const labelOf = (schema: string, name: string): string => (schema === 'public' ? name : `${schema}.${name}`);

/** The names that PostgreSQL keeps of columns of a table, which may be stand-ins that know no more than their name. */
export function columnNames(
  table: TableModel,
  columns: readonly { readonly name?: string | undefined }[],
): readonly string[] {
  return columns.map(({ name }) => table.columns.find(({ column }) => column.name === name)?.name ?? String(name));
}

/** Texts in the order of their code points, the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
