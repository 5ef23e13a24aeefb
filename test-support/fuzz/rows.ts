import { find, isTypeThing, same, type ColumnData, type ModelsData, type Named, type TableData } from './data.ts';
import { pairsOf, tablePairs } from './rename.ts';
import { typeOf } from './types.ts';

export const ident = (...names: readonly string[]): string =>
  names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
export const literal = (text: string): string => `e'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
export const tableName = ({ schema, name }: Named): string => ident(schema ?? 'public', name);

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
  if ('declared' in type) {
    const { rows } = typeOf(type);
    return rows[n % Math.max(1, rows.length)] ?? 'default';
  }
  const values = find(enums, type.enum)?.values ?? [];
  const chosen = literal(values[n % values.length] ?? '');
  const name = ident(type.enum.schema ?? 'public', type.enum.name);
  return type.array ? `array[${chosen}]::${name}[]` : `${chosen}::${name}`;
}

/** A query for the rows of each table that a change from one of the models to the other must not touch. */
export function keptRows(before: ModelsData, after: ModelsData): Record<'before' | 'after', readonly string[]> {
  const pairs = tablePairs(before, after).flatMap(([table, next]) => {
    // The rows of a partition go with it
    if (partitionsOf(table, before) !== partitionsOf(next, after)) return [];
    const kept = pairsOf(table.columns, next.columns).flatMap(([column, found]) =>
      isKept(column, found, before, after) ? [[column.name, found.name] as const] : [],
    );
    const query = (of: Named, names: readonly string[]): string =>
      `select array[${names.map((name) => `${ident(name)}::text`).join(', ')}]::text[]::text as r from ${tableName(of)} order by 1`;
    return [
      {
        before: query(
          table,
          kept.map(([name]) => name),
        ),
        after: query(
          next,
          kept.map(([, name]) => name),
        ),
      },
    ];
  });
  return { before: pairs.map((pair) => pair.before), after: pairs.map((pair) => pair.after) };
}

const partitionsOf = (table: Named, { things }: ModelsData): string =>
  JSON.stringify(
    things.flatMap(({ sort, on, picks }) => (sort === 'partitioned' && on && same(on, table) ? [picks] : [])),
  );

function isKept(column: ColumnData, next: ColumnData, before: ModelsData, after: ModelsData): boolean {
  if (column.generated || next.generated) return false;
  if (typeOf(column.type).stored !== typeOf(next.type).stored) return false;
  const { type } = column;
  if (typeof type === 'string') return true;
  const said = (models: ModelsData): string =>
    JSON.stringify(
      'enum' in type
        ? find(models.enums, type.enum)?.values
        : models.things.find((thing) => isTypeThing(thing) && same(thing, type.declared))?.picks,
    );
  return said(before) === said(after);
}

/** Empties every table. */
export const deletes = (models: ModelsData): string =>
  models.tables.length === 0 ? 'select 1' : `truncate ${models.tables.map(tableName).join(', ')} cascade`;
