import { kindOf, literal, type Connection, type Id, type KindName } from '@sluice/core';

/** Whether the database has an object of one of the kinds, as the kind's own query has it. */
export async function hasObject(connection: Connection, kinds: readonly KindName[], id: Id): Promise<boolean> {
  const queries = kinds.map((kind) => {
    const schemas = id.schema === undefined ? 'true' : `n.nspname = ${literal(id.schema)}`;
    const wanted = [...kindOf(kind).scope, 'name' as const].map((field) => `q.${field} = ${literal(id[field] ?? '')}`);
    return `SELECT FROM (${kindOf(kind).catalog.sql(schemas)}) q WHERE ${wanted.join(' AND ')}`;
  });
  const [row] = await connection.query(`SELECT EXISTS (${queries.join(' UNION ALL ')}) AS found`);
  return row?.['found'] === true;
}
