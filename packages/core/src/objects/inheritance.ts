/**
 * Every table and index with each of those that it inherits from, however far up, as a sub-select of `child` and
 * `ancestor`. An index of a partition inherits from the index of the partitioned table.
 */
export const ancestry = `(WITH RECURSIVE up(child, ancestor) AS (
      SELECT inhrelid, inhparent FROM pg_inherits
      UNION SELECT up.child, h.inhparent FROM up JOIN pg_inherits h ON h.inhrelid = up.ancestor)
    SELECT child, ancestor FROM up)`;
