import type { Privileged } from '../privileges.js';
import type { Owned, StorageParameters } from '../rules.js';
import type { OutputColumn, ViewColumn } from '../views/columns.js';

/** A materialized view: a query and its rows, as they were when it was last refreshed. */
export interface MaterializedViewAttributes extends Owned, Privileged {
  /** The query, which names the columns too: `SELECT count(*) AS total FROM users`. */
  readonly query: string;
  /** USING: how its rows are stored. */
  readonly accessMethod?: string | null;
  /** Storage parameters: `{ fillfactor: '70' }`. */
  readonly with?: StorageParameters;
  readonly tablespace?: string | null;
  /** The columns of which something is said besides what the query says. */
  readonly columns?: readonly ViewColumn[];
  /** Made without its rows: nobody can read it before a REFRESH. Never compared. */
  readonly withNoData?: boolean;
  /** All columns as they come out of the query, as far as that is known. Neither compared nor written. */
  readonly shape?: readonly OutputColumn[] | null;
}
