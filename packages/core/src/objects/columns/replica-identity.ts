import { RefusedError } from '../../errors.js';
import { isJsonObject, isList } from '../../json.js';
import type { Find } from '../../kind.js';
import { keyOf, type Id } from '../../object.js';
import { replicaIndexOf } from '../index-marks.js';

/**
 * PostgreSQL lets no column of the index that is the replica identity hold NULL:
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY
 *
 * @throws RefusedError where a column is one of those.
 */
export function refuseReplicaIdentity(id: Id, find: Find): void {
  const index = replicaIndexOf({ ...id, name: id.table ?? '' }, find);
  const columns = index?.attributes['columns'];
  if (!index || !isList(columns)) return;
  if (!columns.some((column) => (isJsonObject(column) ? column['column'] : column) === id.name)) return;
  const key = keyOf('column', id);
  throw new RefusedError(
    key,
    'in the replica identity',
    `${key} cannot hold NULL: it is in ${index.id.name}, the replica identity of its table. Give the table another replica identity first, with op.execute, or keep the column NOT NULL.`,
  );
}
