import { pathOf, risksBefore, type Connection, type Operation } from '@sluice/core';
import { countQueries, isAnswerable, type Direction } from '@sluice/database';
import type { ReviewedLoss } from './reviewed.js';

/**
 * Rows and values that operations throw away, each with what counts it: where there are several ways to ask, the first that
 * the database understands, and where there is no database, the last, which any would.
 *
 * @param connection - a database in the state in which the operations begin
 */
export async function reviewLosses(
  direction: Direction,
  operations: readonly Operation[],
  connection?: Connection,
): Promise<readonly ReviewedLoss[]> {
  const losses: ReviewedLoss[] = [];
  for (const [i, operation] of operations.entries()) {
    for (const risk of risksBefore(operations.slice(0, i), operation)) {
      const queries = countQueries(risk);
      const query = (connection && (await firstAnswerable(connection, queries))) ?? queries.at(-1) ?? '';
      const { schema, table, column, loses } = risk;
      const object = pathOf(column === undefined ? { schema, name: table } : { schema, table, name: column });
      losses.push({ direction, object, loses, by: operation.verb === 'drop' ? 'drop' : 'change', query });
    }
  }
  return losses;
}

async function firstAnswerable(connection: Connection, queries: readonly string[]): Promise<string | undefined> {
  if (queries.length < 2) return undefined;
  await connection.query('begin read only');
  try {
    for (const query of queries) if (await isAnswerable(connection, query)) return query;
    return undefined;
  } finally {
    await connection.query('rollback');
  }
}
