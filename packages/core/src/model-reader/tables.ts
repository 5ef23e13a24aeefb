import type { ForeignKey, getTableConfig, PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { cutName } from '../sql/names.js';
import { hiddenField, isAlias, mayBeEntity, type Drizzle, type ModelExport, type ReadOptions } from './drizzle.js';
import { DuplicateModel, ModelUnreadable, ReferenceUnresolved } from './errors.js';
import { byText, fileOf, labelOf, sourceOf, type ReferenceModel, type TableModel } from './models.js';

/** The tables of the models, each read once, with all that foreign keys reach. */
export interface Tables {
  readonly all: readonly TableModel[];
  /** Tables that only foreign keys name, in schemas that are not the models' own. */
  readonly outside: readonly TableModel[];
  /** A table's model, also of one that is not among the models. */
  readonly of: (table: PgTable) => TableModel;
}

/** Reads the exported tables, and those that foreign keys reach from them. */
export function findTables(exports: readonly ModelExport[], drizzle: Drizzle, options: ReadOptions): Tables {
  const { root, pgCore } = drizzle;
  const known = new Map<PgTable, TableModel>();
  const byName = new Map<string, PgTable>();
  const exported = new Map<PgTable, ModelExport>();
  for (const found of exports) {
    const { value } = found;
    if (mayBeEntity(value) && root.is(value, pgCore.PgTable) && !isAlias(value)) exported.set(value, found);
  }
  for (const table of exported.keys()) byName.set(originalName(table), table);
  const of = (table: PgTable): TableModel => {
    const original = isAlias(table) ? (byName.get(originalName(table)) ?? table) : table;
    const model = known.get(original) ?? readTable(original, exported.get(original), drizzle, options);
    known.set(original, model);
    return model;
  };
  const reached = new Set([...exported.keys()].map(of));
  for (const model of reached) for (const { foreignTable } of model.references) reached.add(of(foreignTable));
  // A table that only a foreign key names may well be somebody else's, as auth.users is Supabase's.
  const own = new Set([options.defaultSchema ?? 'public', ...[...exported.keys()].map((table) => of(table).schema)]);
  const sorted = [...reached].toSorted((a, b) => byText(a.schema, b.schema) || byText(a.config.name, b.config.name));
  const all = sorted.filter(({ schema, export: found }) => found !== undefined || own.has(schema));
  refuseDuplicates(all);
  return { all, outside: sorted.filter((table) => !all.includes(table)), of };
}

/** Schema and name of a table, or of the table behind an alias. */
function originalName(table: PgTable): string {
  const part = (name: string): unknown => hiddenField(table, Symbol.for(`drizzle:${name}`));
  return JSON.stringify([part('Schema') ?? null, part('OriginalName')]);
}

function readTable(table: PgTable, found: ModelExport | undefined, drizzle: Drizzle, options: ReadOptions): TableModel {
  const config = readConfig(table, found, drizzle);
  const schema = cutName(config.schema ?? options.defaultSchema ?? 'public');
  const label = labelOf(schema, config.name);
  const columns = config.columns.map((column) => ({ column, name: cutName(columnName(column, drizzle, options)) }));
  const references = config.foreignKeys.map((key) => resolve(key, `${label}${fileOf(found)}`));
  return {
    table,
    schema,
    name: cutName(config.name),
    label,
    ...(found && { export: found }),
    config,
    columns,
    references,
  };
}

function readConfig(
  table: PgTable,
  found: ModelExport | undefined,
  { root, pgCore }: Drizzle,
): ReturnType<typeof getTableConfig> {
  try {
    return pgCore.getTableConfig(table);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = reason.includes('is not valid JSON')
      ? "an index is built on the table's own columns; build it on those that the callback is given: (t) => [index().on(t.column)]"
      : reason;
    throw new ModelUnreadable(`${root.getTableName(table)}${fileOf(found)}`, hint, { cause });
  }
}

/** The name in the database; `casing` names only what was given no name. */
function columnName(column: PgColumn, { root, pgCore }: Drizzle, { casing }: ReadOptions): string {
  if (!column.keyAsName || !casing) return column.name;
  const quoted = new pgCore.PgDialect({ casing }).sqlToQuery(root.sql.join([column]), 'indexes').sql;
  return quoted.slice(1, -1).replaceAll('""', '"');
}

function resolve(key: ForeignKey, source: string): ReferenceModel {
  try {
    const { name, columns, foreignTable, foreignColumns } = key.reference();
    return { key, name, columns, foreignTable, foreignColumns };
  } catch (cause) {
    throw new ReferenceUnresolved(source, { cause });
  }
}

/** Two definitions of one table; of two that differ where PostgreSQL cuts, the collision of names speaks. */
function refuseDuplicates(tables: readonly TableModel[]): void {
  for (const [i, table] of tables.entries()) {
    const next = tables[i + 1];
    if (next && next.schema === table.schema && next.config.name === table.config.name) {
      throw new DuplicateModel(`Table ${table.schema}.${table.config.name}`, definition(table), definition(next));
    }
  }
}

const definition = (table: TableModel): string =>
  table.export ? `${table.export.name}${fileOf(table.export)}` : `${sourceOf(table)}, which is not exported`;
