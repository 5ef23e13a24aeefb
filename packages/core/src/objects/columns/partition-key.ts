import { RefusedError } from '../../errors.js';
import type { Find } from '../../kind.js';
import { keyOf, type Id } from '../../object.js';
import { namesIn } from '../../sql/expression.js';
import { heirsOf } from '../tables/ancestors.js';

/**
 * PostgreSQL neither drops nor changes the type of a column by which rows are put into partitions, of its own table or
 * of partitions below: https://www.postgresql.org/docs/current/ddl-partitioning.html
 *
 * @throws RefusedError where a column is one of those.
 */
export function refusePartitionKey(id: Id, find: Find, change: string): void {
  const divided = [id, ...heirsOf(id, find)].find((each) => isPartitionKey(each, find));
  if (!divided) return;
  const [key, table] = [keyOf('column', id), divided.table ?? ''];
  throw new RefusedError(
    key,
    'a partition key',
    `${key} cannot ${change}: it is in the partition key of ${table}, and PostgreSQL keeps that as it is. Make a new partitioned table beside it, move the rows with op.execute, drop the old one and rename the new one.`,
  );
}

function isPartitionKey({ schema, table, name }: Id, find: Find): boolean {
  const on = { ...(schema === undefined ? {} : { schema }), name: table ?? '' };
  return find('table', on).some(({ attributes: { partitionBy } }) => {
    // What stands before the bracket is how, not by what: RANGE (at).
    const by = typeof partitionBy === 'string' ? partitionBy.slice(partitionBy.indexOf('(')) : '';
    return namesIn(by).includes(name);
  });
}
