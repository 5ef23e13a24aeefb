import type { Column, SQL, SQLChunk } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { cutName } from '../sql/names.js';
import { ident } from '../sql/quote.js';
import { isAlias, mayBeEntity, type Drizzle } from './drizzle.js';
import { ModelUnreadable, ValueUnsupported } from './errors.js';
import { columnLiteral, literalOf } from './literals.js';
import type { OwnColumns, TableModel } from './models.js';

/** What the text of a model's SQL depends on. */
export interface Rendering {
  readonly drizzle: Drizzle;
  readonly defaultSchema: string;
  /** The table whose object the SQL belongs to: its columns stand alone, those of others with their table. */
  readonly table?: TableModel;
  readonly columns?: OwnColumns;
  readonly tableOf: (column: Column) => TableModel | undefined;
  readonly source: string;
  /** The names of columns that stand in the SQL as text though they are others in the database. */
  readonly named?: ReadonlyMap<string, string>;
}

/**
 * The text of a model's SQL, its parameters written out. The user's object is left as it is: `inlineParams()` would
 * change it for the application too, and knows neither dates nor arrays.
 */
export function render(rendering: Rendering, sql: SQL): string {
  const dialect = new rendering.drizzle.pgCore.PgDialect();
  // As PostgreSQL takes it, so that what is meant is found among names that are cut.
  dialect.escapeName = (name) => ident(cutName(name));
  const query = dialect.sqlToQuery(withoutParameters(rendering, sql));
  if (query.params.length > 0) throw new ValueUnsupported(rendering.source, 'a parameter');
  return query.sql;
}

/** The text of a value of a column, which may be SQL. */
export function renderValue(rendering: Rendering, column: PgColumn, value: unknown): string {
  const { root } = rendering.drizzle;
  if (mayBeEntity(value) && root.is(value, root.SQL)) return render(rendering, value);
  const literal = columnLiteral(rendering.drizzle, column, value, rendering.source);
  return typeof literal === 'string' ? literal : render(rendering, literal);
}

function withoutParameters(rendering: Rendering, sql: SQL): SQL {
  const { root } = rendering.drizzle;
  return root.sql.join(
    sql.queryChunks.map((chunk, i) => {
      const name = nameOf(rendering, chunk);
      return name === undefined || isAfterAs(rendering, sql.queryChunks[i - 1])
        ? rewrite(rendering, chunk)
        : root.sql.identifier(rendering.named?.get(name) ?? name);
    }),
  );
}

const nameOf = ({ drizzle: { root } }: Rendering, chunk: unknown): string | undefined =>
  mayBeEntity(chunk) && root.is(chunk, root.Name) ? chunk.value : undefined;

/** What follows `as` is a name that the query gives. The text of a piece is a list in 0.45. */
const isAfterAs = ({ drizzle: { root } }: Rendering, chunk: unknown): boolean =>
  mayBeEntity(chunk) && root.is(chunk, root.StringChunk) && / as $/i.test([chunk.value].flat().join(''));

/** A piece of SQL with all that is a value, or a name that depends on the table, made text. */
function rewrite(rendering: Rendering, chunk: unknown): SQLChunk {
  const { root, pgCore } = rendering.drizzle;
  if (chunk === undefined) return undefined;
  if (pgCore.isPgEnum(chunk)) return text(rendering, ident(chunk.schema ?? rendering.defaultSchema, chunk.enumName));
  if (Array.isArray(chunk)) return tuple(rendering, chunk);
  if (!mayBeEntity(chunk)) return text(rendering, operand(literalOf(chunk, rendering.source)));
  if (root.is(chunk, root.StringChunk) || root.is(chunk, root.Name) || root.is(chunk, root.View)) return chunk;
  if (root.is(chunk, root.Table)) return chunk;
  if (root.is(chunk, root.SQL)) return withoutParameters(rendering, chunk);
  if (root.is(chunk, root.Column)) return columnChunk(rendering, chunk);
  if (root.is(chunk, root.Param)) return parameter(rendering, chunk.value, chunk.encoder);
  if (root.is(chunk, root.Placeholder)) throw new ValueUnsupported(rendering.source, 'a placeholder');
  if (root.is(chunk, root.SQL.Aliased)) return root.sql.identifier(chunk.fieldAlias);
  if (root.is(chunk, root.Subquery)) return subquery(rendering, chunk._);
  if (root.isSQLWrapper(chunk)) return wrapped(rendering, chunk.getSQL(), chunk.shouldOmitSQLParens?.() === true);
  return text(rendering, literalOf(chunk, rendering.source));
}

const text = ({ drizzle }: Rendering, sql: string): SQL => drizzle.root.sql.raw(sql);

/** `a -${-5}` must not become a comment. */
const operand = (sql: string): string => (sql.startsWith('-') ? `(${sql})` : sql);

/** A list is a list of values, as drizzle-orm has it: `${column} in ${['a', 'b']}`. An array is a parameter of a column. */
function tuple(rendering: Rendering, items: readonly unknown[]): SQL {
  const { sql } = rendering.drizzle.root;
  const parts = items.map((item) => rewrite(rendering, item));
  return sql.join([sql.raw('('), sql.join(parts, sql.raw(', ')), sql.raw(')')]);
}

function columnChunk(rendering: Rendering, column: Column): SQLChunk {
  const owner = rendering.tableOf(column);
  if (!owner) return column;
  const name = nameIn(owner, column, rendering.source);
  if (isAlias(column.table)) return text(rendering, ident(rendering.drizzle.root.getTableName(column.table), name));
  if (owner === rendering.table)
    return text(rendering, rendering.columns === 'qualified' ? ident(owner.name, name) : ident(name));
  return text(rendering, ident(owner.config.schema, owner.name, name));
}

function parameter(rendering: Rendering, value: unknown, encoder: object): SQLChunk {
  const { root } = rendering.drizzle;
  if (mayBeEntity(value) && root.is(value, root.SQL)) return withoutParameters(rendering, value);
  if (mayBeEntity(value) && root.is(value, root.Placeholder)) return rewrite(rendering, value);
  if (value === null) return text(rendering, 'null');
  const column = root.is(encoder, root.Column) ? realColumn(rendering, encoder) : undefined;
  if (column) return text(rendering, operand(renderValue(rendering, column, value)));
  const encoded: unknown = root.isDriverValueEncoder(encoder) ? encoder.mapToDriverValue(value) : value;
  if (mayBeEntity(encoded) && root.is(encoded, root.SQL)) return withoutParameters(rendering, encoded);
  return text(rendering, operand(literalOf(encoded, rendering.source)));
}

/** The column itself of what may be its stand-in within a table's extra configuration, which encodes nothing. */
function realColumn({ tableOf }: Rendering, column: Column): PgColumn | undefined {
  return tableOf(column)?.columns.find((other) => other.column.name === column.name)?.column;
}

function nameIn(table: TableModel, column: Column, source: string): string {
  const found = table.columns.find((other) => other.column.name === column.name);
  if (!found) throw new ModelUnreadable(source, `${table.label} has no column ${column.name}`);
  return found.name;
}

function subquery(rendering: Rendering, query: { sql: SQL; alias: string; isWith: boolean }): SQL {
  const { sql } = rendering.drizzle.root;
  const alias = sql.identifier(query.alias);
  if (query.isWith) return sql.join([alias]);
  return sql.join([wrapped(rendering, query.sql, false), sql.raw(' '), alias]);
}

function wrapped(rendering: Rendering, query: SQL, bare: boolean): SQL {
  const { sql } = rendering.drizzle.root;
  const inner = withoutParameters(rendering, query);
  return bare ? inner : sql.join([sql.raw('('), inner, sql.raw(')')]);
}
