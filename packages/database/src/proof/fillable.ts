import type { Connection } from '@sluice/core';
import { hintsIn, type SampleType } from './sample-values.js';

/** A table to be filled. */
export interface Fillable {
  readonly oid: number;
  /** Quoted and qualified. */
  readonly name: string;
  readonly columns: readonly FillableColumn[];
  readonly foreignKeys: readonly FillableKey[];
  /** Texts that its constraints and the bounds of its partitions speak of. */
  readonly hints: readonly string[];
}

/** A column that takes a value. */
export interface FillableColumn {
  readonly number: number;
  /** Quoted. */
  readonly name: string;
  readonly type: SampleType;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

/** A foreign key: columns by their numbers, and quoted those of the other table. */
export interface FillableKey {
  readonly columns: readonly number[];
  readonly table: number;
  readonly tableName: string;
  readonly tableColumns: readonly string[];
}

const userSchemas = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

/** What takes rows: no partition, since its parent gives it some, no table of an extension or of Sluice's own. */
const tablesSql = `
  SELECT c.oid::int AS oid, format('%I.%I', n.nspname, c.relname) AS name, c.relname AS bare, n.nspname AS schema,
    (SELECT coalesce(json_agg(t ORDER BY t), '[]') FROM (
      SELECT pg_get_constraintdef(k.oid) AS t FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'
      UNION ALL
      SELECT pg_get_expr(p.relpartbound, p.oid) FROM pg_partition_tree(c.oid) t JOIN pg_class p ON p.oid = t.relid WHERE p.relpartbound IS NOT NULL
    ) texts) AS texts
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND ${userSchemas}
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.oid`;

/** The type of a value: a domain's own is what it is over, however deep. */
const columnsSql = `
  WITH RECURSIVE over(start, type, modifier) AS (
    SELECT oid, oid, -1 FROM pg_type
    UNION ALL
    SELECT over.start, t.typbasetype, t.typtypmod FROM over JOIN pg_type t ON t.oid = over.type WHERE t.typtype = 'd'
  ), base AS (
    SELECT over.start, t.*, over.modifier FROM over JOIN pg_type t ON t.oid = over.type WHERE t.typtype <> 'd'
  )
  SELECT a.attrelid::int AS oid, a.attnum::int AS number, quote_ident(a.attname) AS name, a.attnotnull OR own.typnotnull AS not_null,
    a.atthasdef OR own.typdefault IS NOT NULL OR a.attidentity <> '' AS has_default, greatest(a.atttypmod, b.modifier) AS modifier,
    b.typname::text AS type, b.typtype::text AS sort, e.typname::text AS element, e.typtype::text AS element_sort,
    (SELECT coalesce(json_agg(enumlabel ORDER BY enumsortorder), '[]') FROM pg_enum WHERE enumtypid = b.oid) AS labels,
    (SELECT coalesce(json_agg(enumlabel ORDER BY enumsortorder), '[]') FROM pg_enum WHERE enumtypid = e.oid) AS element_labels,
    (SELECT count(*)::int FROM pg_attribute x WHERE x.attrelid = b.typrelid AND x.attnum > 0 AND NOT x.attisdropped) AS attributes,
    (SELECT coalesce(json_agg(pg_get_constraintdef(k.oid)), '[]') FROM pg_constraint k WHERE k.contypid = own.oid) AS texts
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type own ON own.oid = a.atttypid JOIN base b ON b.start = a.atttypid
  LEFT JOIN base e ON e.start = b.typelem AND b.typcategory = 'A'
  WHERE c.relkind IN ('r', 'p') AND ${userSchemas} AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = '' AND a.attidentity <> 'a'
  ORDER BY a.attrelid, a.attnum`;

const foreignKeysSql = `
  SELECT k.conrelid::int AS oid, to_json(k.conkey::int[]) AS columns, k.confrelid::int AS "table", format('%I.%I', n.nspname, c.relname) AS table_name,
    (SELECT json_agg(quote_ident(a.attname) ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY u(x, o) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.x) AS table_columns
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE k.contype = 'f' AND k.conparentid = 0
  ORDER BY k.oid`;

/** Reads what takes rows, in no order but that in which it was made. */
export async function readFillable(
  connection: Connection,
  without: readonly { readonly schema: string; readonly name: string }[],
): Promise<readonly Fillable[]> {
  const [tables, columns, keys] = [
    await connection.query(tablesSql),
    await connection.query(columnsSql),
    await connection.query(foreignKeysSql),
  ];
  const isOurs = (schema: unknown, name: unknown): boolean =>
    without.some((table) => table.schema === schema && table.name === name);
  return tables
    .filter(({ schema, bare }) => !isOurs(schema, bare))
    .map(({ oid, name, texts }) => {
      const own = columns.filter((column) => column.oid === oid);
      return {
        oid: Number(oid),
        name: String(name),
        columns: own.map(columnOf),
        foreignKeys: keys.filter((key) => key.oid === oid).map(keyOf),
        hints: [texts, ...own.map((column) => column.texts)].flatMap(textsOf).flatMap(hintsIn),
      };
    });
}

type Row = Readonly<Record<string, unknown>>;

const textsOf = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);

function columnOf(row: Row): FillableColumn {
  return {
    number: Number(row['number']),
    name: String(row['name']),
    notNull: row['not_null'] === true,
    hasDefault: row['has_default'] === true,
    type: {
      name: String(row['type']),
      sort: String(row['sort']),
      modifier: Number(row['modifier']),
      labels: textsOf(row['labels']),
      attributes: Number(row['attributes']),
      ...(typeof row['element'] === 'string' ? { element: elementOf(row) } : {}),
    },
  };
}

const elementOf = (row: Row): SampleType => ({
  name: String(row['element']),
  sort: String(row['element_sort']),
  modifier: Number(row['modifier']),
  labels: textsOf(row['element_labels']),
  attributes: 1,
});

const keyOf = (row: Row): FillableKey => ({
  columns: textsOf(row['columns']).map(Number),
  table: Number(row['table']),
  tableName: String(row['table_name']),
  tableColumns: textsOf(row['table_columns']),
});
