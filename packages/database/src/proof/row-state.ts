import { literal, type Connection } from '@sluice/core';

/** The rows of a table at one moment, told by what a rename does not change. */
export interface TableRows {
  readonly name: string;
  readonly rows: number;
  /** By the number of the column, which PostgreSQL never gives twice. */
  readonly columns: ReadonlyMap<number, ColumnValues>;
}

/** The values of a column. */
export interface ColumnValues {
  readonly name: string;
  readonly type: string;
  /** As text and sorted, without nulls. */
  readonly values: readonly string[];
}

/** The rows of all tables, by the OID of the table, which is another when a table is made anew. */
export type RowState = ReadonlyMap<number, TableRows>;

/** Reads all rows: for a database that holds a few. */
export async function readRowState(
  connection: Connection,
  without: readonly { readonly schema: string; readonly name: string }[],
): Promise<RowState> {
  const excluded = without.map(({ schema, name }) => `(${literal(schema)}, ${literal(name)})`);
  const columns = await connection.query(`
    SELECT c.oid::int AS oid, format('%I.%I', n.nspname, c.relname) AS "table", a.attnum::int AS number, a.attname::text AS name,
      quote_ident(a.attname) AS quoted, format_type(a.atttypid, a.atttypmod) || ' ' || a.attgenerated::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
        || coalesce((SELECT string_agg(quote_literal(enumlabel), ' ' ORDER BY enumsortorder) FROM pg_enum e WHERE e.enumtypid IN (t.oid, t.typelem)), '')
        || coalesce((SELECT string_agg(x.attnum || ' ' || format_type(x.atttypid, x.atttypmod), ',' ORDER BY x.attnum) FROM pg_attribute x JOIN pg_type r ON r.typrelid = x.attrelid WHERE r.oid IN (t.oid, t.typelem) AND r.typtype = 'c' AND x.attnum > 0 AND NOT x.attisdropped), '') AS type
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum AND a.attgenerated <> ''
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
      ${excluded.length === 0 ? '' : `AND (n.nspname, c.relname) NOT IN (${excluded.join(', ')})`}
    ORDER BY c.oid, a.attnum`);
  const state = new Map<number, TableRows>();
  for (const [oid, own] of grouped(columns)) {
    const table = String(own[0]?.['table']);
    const lists = own.map(
      ({ quoted, number }) =>
        `(SELECT coalesce(json_agg(v ORDER BY v), '[]') FROM (SELECT ${String(quoted)}::text AS v FROM ONLY ${table}) q WHERE v IS NOT NULL) AS c${Number(number)}`,
    );
    const [row] = await connection.query(
      `SELECT ${[`(SELECT count(*)::int FROM ONLY ${table}) AS rows`, ...lists].join(', ')}`,
    );
    state.set(oid, {
      name: table,
      rows: Number(row?.['rows']),
      columns: new Map(
        own.map(({ number, name, type }) => [
          Number(number),
          { name: String(name), type: String(type), values: textsOf(row?.[`c${Number(number)}`]) },
        ]),
      ),
    });
  }
  return state;
}

type Row = Readonly<Record<string, unknown>>;

function grouped(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const oid = Number(row['oid']);
    groups.set(oid, [...(groups.get(oid) ?? []), row]);
  }
  return groups;
}

const textsOf = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);

/**
 * What rows and values are not there any more, of the tables and columns that are: a sentence each.
 *
 * @param through - a state between the two: what was of another type then is another value since
 */
export function lostBetween(before: RowState, after: RowState, through: RowState = after): readonly string[] {
  return [...before].flatMap(([oid, was]) => {
    const [between, is] = [through.get(oid), after.get(oid)];
    if (between === undefined || is === undefined) return [];
    if (is.rows < was.rows) return [`${is.name} had ${was.rows} rows and has ${is.rows}`];
    return [...was.columns].flatMap(([number, column]) => {
      const now = is.columns.get(number);
      const types = [between.columns.get(number)?.type, now?.type];
      if (now === undefined || types.some((type) => type !== column.type)) return [];
      return isWithin(column.values, now.values) ? [] : [`${is.name}.${now.name} has not the values that it had`];
    });
  });
}

/** Whether the one list is in the other, each as often. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  const left = [...all];
  return some.every((value) => {
    const at = left.indexOf(value);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
