import type { Row } from '@sluice/core';

/** A lock of a table that was there before, which held up who wrote to it, or read it. */
export interface HeldLock {
  readonly schema: string;
  readonly table: string;
  /** As pg_locks calls it: `AccessExclusiveLock`, `ShareLock`. */
  readonly mode: string;
}

/**
 * SQL of a value: the locks that the open transaction holds, of tables that it has not made itself, and that stand in the
 * way of others. The row of a system column is written when a table is made, and never again.
 */
export const HELD_LOCKS = `(select json_agg(json_build_object('schema', n.nspname, 'table', c.relname, 'mode', l.mode))
  from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
  where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted and c.relkind in ('r', 'p', 'm') and c.oid >= 16384
    and l.database = (select oid from pg_database where datname = current_database())
    and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum = -6
      and a.xmin::text::bigint = txid_current() & 4294967295))`;

/** The value as locks. */
export const heldLocksOf = (value: unknown): readonly HeldLock[] =>
  Array.isArray(value)
    ? value
        .filter(isRow)
        .map(({ schema, table, mode }) => ({ schema: String(schema), table: String(table), mode: String(mode) }))
    : [];

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;
