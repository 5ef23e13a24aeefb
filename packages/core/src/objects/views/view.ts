import type { Privileged } from '../privileges.js';
import type { Owned, StorageParameters } from '../rules.js';
import type { OutputColumn, ViewColumn } from './columns.js';

/** A view: a stored query. */
export interface ViewAttributes extends Owned, Privileged {
  /** The query, which names the columns too: `SELECT id, lower(name) AS name FROM users`. */
  readonly query: string;
  /** Its options: `{ check_option: 'local', security_barrier: 'true', security_invoker: 'true' }`. */
  readonly with?: StorageParameters;
  /** The columns of which something is said besides what the query says. */
  readonly columns?: readonly ViewColumn[];
  /** All columns as they come out of the query, as far as that is known. Neither compared nor written. */
  readonly shape?: readonly OutputColumn[] | null;
}
