import { find, type ColumnData, type ModelsData, type Named, type TableData } from './data.ts';
import { typeOf } from './types.ts';

const ident = (...names: readonly string[]): string => names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
const literal = (text: string): string => `e'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const tableName = ({ schema, name }: Named): string => ident(schema ?? 'public', name);

/** INSERTs of a few rows into every table, those first that others refer to. Some may not be possible. */
export function inserts(models: ModelsData): readonly string[] {
  return inOrder(models.tables).flatMap((table) => [0, 1, 2].map((n) => insert(table, n, models)));
}

/** Tables after those that they refer to, as far as that goes. */
function inOrder(tables: readonly TableData[]): readonly TableData[] {
  const ordered = new Set<TableData>();
  const visit = (table: TableData, path: readonly TableData[]): void => {
    if (path.includes(table)) return;
    for (const { table: target } of table.foreignKeys) {
      const found = find(tables, target);
      if (found) visit(found, [...path, table]);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table, []);
  return [...ordered];
}

function insert(table: TableData, n: number, models: ModelsData): string {
  const columns = table.columns.filter(({ generated, identity }) => !generated && !identity?.always);
  if (columns.length === 0) return `insert into ${tableName(table)} default values`;
  const values = columns.map((column, i) => value(column, n, i, models));
  return `insert into ${tableName(table)} (${columns.map(({ name }) => ident(name)).join(', ')}) values (${values.join(', ')})`;
}

/** The third row has a default, or NULL, where it can. */
function value(
  { type, identity, default: given, notNull }: ColumnData,
  n: number,
  i: number,
  { enums }: ModelsData,
): string {
  if (identity || (n === 2 && i > 0 && (given || !notNull))) return 'default';
  if (typeof type === 'string') return typeOf(type).rows[n % typeOf(type).rows.length] ?? 'default';
  const values = find(enums, type.enum)?.values ?? [];
  const chosen = literal(values[n % values.length] ?? '');
  const name = ident(type.enum.schema ?? 'public', type.enum.name);
  return type.array ? `array[${chosen}]::${name}[]` : `${chosen}::${name}`;
}

/** A query for the rows of each table that a change from one of the models to the other must not touch. */
export function keptRows(before: ModelsData, after: ModelsData): readonly string[] {
  return before.tables.flatMap((table) => {
    const next = find(after.tables, table);
    if (!next) return [];
    const kept = table.columns.filter((column) =>
      isKept(
        column,
        next.columns.find(({ name }) => name === column.name),
        before,
        after,
      ),
    );
    const list = kept.map(({ name }) => `${ident(name)}::text`).join(', ');
    return [`select array[${list}]::text[]::text as r from ${tableName(table)} order by 1`];
  });
}

function isKept(column: ColumnData, next: ColumnData | undefined, before: ModelsData, after: ModelsData): boolean {
  if (!next || column.generated || next.generated) return false;
  if (typeOf(column.type).stored !== typeOf(next.type).stored) return false;
  if (typeof column.type === 'string') return true;
  const values = (models: ModelsData): string =>
    JSON.stringify(typeof column.type === 'string' ? [] : find(models.enums, column.type.enum)?.values);
  return values(before) === values(after);
}

/** Empties every table. */
export const deletes = (models: ModelsData): string =>
  models.tables.length === 0 ? 'select 1' : `truncate ${models.tables.map(tableName).join(', ')} cascade`;
