import type { Find } from '../kind.js';
import type { Id } from '../object.js';
import type { Server } from '../snapshot.js';
import { namesIn } from '../sql/expression.js';

/** By what the table of an object is partitioned, if it is. */
function partitioningOf({ schema, table = '' }: Id, find: Find): string | undefined {
  const [found] = find('table', { ...(schema === undefined ? {} : { schema }), name: table });
  const by = found?.attributes['partitionBy'];
  return typeof by === 'string' ? by : undefined;
}

/**
 * A key of a partitioned table must hold every column by which that is partitioned:
 * https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-LIMITATIONS
 */
export function keyFlaw(id: Id, columns: readonly string[], find: Find): string | undefined {
  const by = partitioningOf(id, find);
  if (by === undefined) return undefined;
  const { schema, table } = id;
  // What stands before the bracket is how, not by what.
  const names = new Set(namesIn(by.slice(by.indexOf('('))));
  const missing = find('column', {
    ...(schema === undefined ? {} : { schema }),
    ...(table === undefined ? {} : { table }),
  })
    .map((column) => column.id.name)
    .filter((name) => names.has(name) && !columns.includes(name));
  return missing.length === 0
    ? undefined
    : `the table is partitioned by ${missing.join(', ')}, which a key of it must hold too`;
}

/** Identity columns of partitioned tables came with 17: https://www.postgresql.org/docs/17/release-17.html */
export function identityFlaw(id: Id, find: Find, { version }: Server): string | undefined {
  return version >= 170_000 || partitioningOf(id, find) === undefined
    ? undefined
    : `an identity column of a partitioned table needs PostgreSQL 17, and the database is ${Math.floor(version / 10_000)}; a default of nextval of a sequence does the same`;
}
