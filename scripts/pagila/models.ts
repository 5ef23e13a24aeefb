import { sql, type SQL } from 'drizzle-orm';
import {
  check,
  customType,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  unique,
  uniqueIndex,
  type AnyPgColumn,
  type PgTableExtraConfigValue,
} from 'drizzle-orm/pg-core';

import type { Query } from '../../packages/database/src/proof/catalog-text.ts';

/** A table of a database, as far as a model says it. */
export interface TableFacts {
  readonly name: string;
  readonly columns: readonly ColumnFacts[];
  readonly constraints: readonly ConstraintFacts[];
  readonly indexes: readonly IndexFacts[];
}

interface ColumnFacts {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly generated: boolean;
  readonly expression: string | null;
}

interface ConstraintFacts {
  readonly name: string;
  readonly type: 'p' | 'u' | 'c' | 'f';
  readonly columns: readonly string[];
  readonly expression: string;
  readonly target: string | null;
  readonly targetColumns: readonly string[];
  readonly onUpdate: string;
  readonly onDelete: string;
}

interface IndexFacts {
  readonly name: string;
  readonly method: string;
  readonly isUnique: boolean;
  readonly columns: readonly string[];
  readonly predicate: string | null;
}

/** Reads the tables of a schema; not those that inherit from another, nor what an extension brings. */
export async function readTables(query: Query): Promise<readonly TableFacts[]> {
  const rows = await query(`
    SELECT jsonb_build_object('name', c.relname,
      'columns', (SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
          'generated', a.attgenerated <> '', 'expression', pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attnum)
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
      'constraints', coalesce((SELECT jsonb_agg(jsonb_build_object('name', k.conname, 'type', k.contype, 'expression', pg_get_expr(k.conbin, k.conrelid),
          'columns', (SELECT jsonb_agg(a.attname ORDER BY o.n) FROM unnest(k.conkey) WITH ORDINALITY o(num, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.num),
          'target', (SELECT t.relname FROM pg_class t WHERE t.oid = k.confrelid), 'onUpdate', k.confupdtype, 'onDelete', k.confdeltype,
          'targetColumns', (SELECT jsonb_agg(a.attname ORDER BY o.n) FROM unnest(k.confkey) WITH ORDINALITY o(num, n) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.num)) ORDER BY k.conname)
        FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'c', 'f')), '[]'),
      'indexes', coalesce((SELECT jsonb_agg(jsonb_build_object('name', ic.relname, 'method', am.amname, 'isUnique', i.indisunique,
          'predicate', pg_get_expr(i.indpred, i.indrelid),
          'columns', (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid, n, false) || CASE WHEN o.opcdefault THEN '' ELSE ' ' || quote_ident(o.opcname) END ORDER BY n)
            FROM generate_series(1, i.indnkeyatts) n JOIN pg_opclass o ON o.oid = i.indclass[n - 1])) ORDER BY ic.relname)
        FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_am am ON am.oid = ic.relam
        WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))), '[]')) AS facts
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid)
    ORDER BY c.relname`);
  return rows.map((row) => {
    const facts: TableFacts = JSON.parse(JSON.stringify(row['facts']));
    return facts;
  });
}

type Columns = Readonly<Record<string, AnyPgColumn>>;

/** Makes models of tables; a foreign key to one that is not among them is left out. */
export function modelsOf(tables: readonly TableFacts[]): Readonly<Record<string, unknown>> {
  const made = new Map<string, Columns>();
  const models = tables.map((table) => {
    const columns = Object.fromEntries(table.columns.map((column) => [column.name, columnOf(column)]));
    const model = pgTable(table.name, columns, (own) => extrasOf(table, own, (name) => made.get(name)));
    made.set(table.name, Object.fromEntries(Object.entries(model).filter(([name]) => name in columns)));
    return [table.name, model] as const;
  });
  return Object.fromEntries(models);
}

function columnOf({ name, type, notNull, generated, expression }: ColumnFacts) {
  const builder = customType<{ data: unknown }>({ dataType: () => type })(name);
  const constrained = notNull ? builder.notNull() : builder;
  if (expression === null) return constrained;
  return generated ? constrained.generatedAlwaysAs(sql.raw(expression)) : constrained.default(sql.raw(expression));
}

function extrasOf(
  { constraints, indexes }: TableFacts,
  own: Columns,
  find: (table: string) => Columns | undefined,
): PgTableExtraConfigValue[] {
  const some = (columns: Columns, names: readonly string[]): [AnyPgColumn, ...AnyPgColumn[]] => {
    const [first, ...rest] = names.flatMap((name) => columns[name] ?? []);
    if (first === undefined) throw new Error(`No column among ${names.join(', ')}`);
    return [first, ...rest];
  };
  return [
    ...constraints.flatMap((one): PgTableExtraConfigValue[] => {
      if (one.type === 'p') return [primaryKey({ name: one.name, columns: some(own, one.columns) })];
      if (one.type === 'u') return [unique(one.name).on(...some(own, one.columns))];
      if (one.type === 'c') return [check(one.name, sql.raw(one.expression))];
      const target = one.target === null ? undefined : find(one.target);
      if (!target) return [];
      const columns = { columns: some(own, one.columns), foreignColumns: some(target, one.targetColumns) };
      const key = foreignKey({ name: one.name, ...columns });
      return [key.onUpdate(actionOf(one.onUpdate)).onDelete(actionOf(one.onDelete))];
    }),
    ...indexes.map(({ name, method, isUnique, columns, predicate }) => {
      const [first = sql``, ...rest]: readonly SQL[] = columns.map((column) => sql.raw(column));
      const built = (isUnique ? uniqueIndex(name) : index(name)).using(method, first, ...rest);
      return predicate === null ? built : built.where(sql.raw(predicate));
    }),
  ];
}

const actions = { a: 'no action', r: 'restrict', c: 'cascade', n: 'set null', d: 'set default' } as const;

function actionOf(letter: string): (typeof actions)[keyof typeof actions] {
  const found = Object.entries(actions).find(([key]) => key === letter);
  if (!found) throw new Error(`No action is called ${letter}`);
  return found[1];
}
