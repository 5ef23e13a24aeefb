import { ident, type Connection } from '@sluice/core';
import { StatementFailed, type Duplicates } from './database-errors.js';

/**
 * What a concurrent build of a unique index has failed of, with some of the values that are there more than once. The index
 * that it has left behind, which is not valid, says which they are.
 */
export async function tellDuplicates(connection: Connection, error: unknown): Promise<unknown> {
  if (!(error instanceof StatementFailed) || error.facts.index === undefined) return error;
  const { schema, name } = error.facts.index;
  const duplicates = await find(connection, ident(schema, name)).catch(() => undefined);
  return duplicates === undefined ? error : error.withDuplicates(duplicates);
}

async function find(connection: Connection, index: string): Promise<Duplicates | undefined> {
  const [row] = await connection.query(
    `select format('SELECT %s AS "values", count(*) AS "rows" FROM %s%s GROUP BY %s HAVING count(*) > 1 ORDER BY 2 DESC, 1::text',
         'json_build_array(' || k.keys || ')::text', i.indrelid::regclass,
         ' WHERE ' || nullif(concat_ws(' AND ',
           case when not coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false) then k.there end,
           '(' || pg_get_expr(i.indpred, i.indrelid) || ')'), ''),
         k.keys) as query
     from pg_index i, lateral (
       select string_agg(d.key, ', ' order by d.n) as keys, string_agg(d.key || ' IS NOT NULL', ' AND ' order by d.n) as there
       from (select n, '(' || pg_get_indexdef(i.indexrelid, n, false) || ')' as key from generate_series(1, i.indnkeyatts) n) d) k
     where i.indexrelid = to_regclass($1) and i.indisunique and not i.indisvalid`,
    [index],
  );
  const query = row?.['query'];
  if (typeof query !== 'string') return undefined;
  const found = await connection.query(`${query} LIMIT 5`);
  return { query, values: found.map(({ values, rows }) => ({ values: String(values), rows: Number(rows) })) };
}
