import type { Connection } from '@sluice/core';
import type { VersionTable } from '../own-tables.js';

/** What a step of a migration does to a table that was there before the migration, as it was seen. */
export interface Hazard {
  readonly schema: string;
  readonly name: string;
  /** How many of its partitions it is so with. */
  readonly partitions: number;
  /** The strongest lock that the step took, as PostgreSQL calls it; undefined where an earlier step holds one as strong. */
  readonly lock: TableLock | undefined;
  /** The step had transactions of its own, and of what these locked nothing is known. */
  readonly alone: boolean;
  /** Whether its rows were written anew. */
  readonly rewritten: boolean;
  /** How many of its indexes were built anew, or were built. */
  readonly indexesBuilt: number;
  /** Whether its rows were read, all of them or by an index. */
  readonly read: boolean;
}

/**
 * The locks of tables, the weakest first: each is in the way of more than the one before.
 *
 * Source: PostgreSQL's documentation, "Explicit Locking", Table-Level Locks.
 */
export const TABLE_LOCKS = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;

/** A lock of a table. */
export type TableLock = (typeof TABLE_LOCKS)[number];

/** Sees what statements do to the tables that were there when it was made. */
export interface Meter {
  /** Does a step, and tells what it did that no step before it in the same transaction had done. */
  measure(step: () => Promise<void>): Promise<readonly Hazard[]>;
}

/**
 * Makes a meter of a session. It reads what the session itself holds and has done in its transaction, which PostgreSQL
 * knows at once: locks from `pg_locks`, rewriting from the files of tables, reading from the transaction's statistics.
 */
export async function createMeter(connection: Connection, without: readonly VersionTable[]): Promise<Meter> {
  const known = new Map(
    (await connection.query(KNOWN)).map((row): readonly [number, Known] => [Number(row['oid']), knownOf(row)]),
  );
  for (const [oid, { schema, name }] of known)
    if (without.some((table) => table.schema === schema && table.name === name)) known.delete(oid);
  const files = new Set([NO_FILE, ...[...known.values()].map(({ file }) => file)]);
  const transaction = async (): Promise<unknown> => (await connection.query(TRANSACTION))[0]?.['id'];
  const look = async (): Promise<Sight> =>
    new Map((await connection.query(SEEN)).map((row) => [Number(row['oid']), seenOf(row)]));
  return {
    async measure(step) {
      const [began, before] = [await transaction(), await look()];
      await step();
      const [ended, after] = [await transaction(), await look()];
      const hazards = hazardsOf(known, changesBetween(before, after, files), began !== ended);
      for (const { file } of after.values()) files.add(file);
      // What was made in another transaction is not among what this one has seen.
      if (began !== ended) for (const row of await connection.query(KNOWN)) files.add(knownOf(row).file);
      return hazards;
    },
  };
}

/** Who looks has a lock on what is looked at. */
const TRANSACTION = `SELECT virtualtransaction AS id FROM pg_locks WHERE pid = pg_backend_pid() LIMIT 1`;

/** Of what has only parts that have files. */
const NO_FILE = 0;

/** A table, or an index of one. */
interface Known {
  readonly schema: string;
  readonly name: string;
  /** The table that is named for it: the one it is an index or a partition of. */
  readonly of: number;
  readonly file: number;
}

const KNOWN = `
  SELECT c.oid, n.nspname AS schema, c.relname AS name,
    coalesce(pg_partition_root(coalesce(i.indrelid, c.oid))::oid, i.indrelid, c.oid) AS of,
    coalesce(pg_relation_filenode(c.oid), ${NO_FILE}) AS file
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
  WHERE c.relkind = ANY ('{r,p,m,i,I}') AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

const knownOf = (row: Readonly<Record<string, unknown>>): Known => ({
  schema: String(row['schema']),
  name: String(row['name']),
  of: Number(row['of']),
  file: Number(row['file']),
});

/** What the session holds of a relation, and has done with it in its transaction. */
interface Seen {
  /** Where it stands among the locks; -1 where there is none. */
  readonly lock: number;
  readonly file: number;
  readonly scans: number;
  /** The table of an index. */
  readonly table: number | undefined;
}

/** Statistics are of more than a transaction: PostgreSQL hands them on when it finds the time. */
const SEEN = `
  SELECT c.oid, coalesce(l.modes, '{}') AS modes, coalesce(pg_relation_filenode(c.oid), ${NO_FILE}) AS file, i.indrelid AS "table", s.scans
  FROM pg_class c
  LEFT JOIN (
    SELECT relation, array_agg(mode)::text AS modes FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted GROUP BY relation
  ) l ON l.relation = c.oid
  LEFT JOIN pg_index i ON i.indexrelid = c.oid
  CROSS JOIN pg_stat_get_xact_numscans(c.oid) AS s (scans)
  WHERE c.relkind = ANY ('{r,p,m,i,I}') AND c.relnamespace <> 'pg_catalog'::regnamespace AND (l.modes IS NOT NULL OR s.scans > 0)`;

const seenOf = (row: Readonly<Record<string, unknown>>): Seen => {
  const modes = String(row['modes']).split(/[{},]/);
  return {
    lock: TABLE_LOCKS.findLastIndex((lock) => modes.includes(modeOf(lock))),
    file: Number(row['file']),
    scans: Number(row['scans']),
    table: row['table'] === null ? undefined : Number(row['table']),
  };
};

/** A lock as `pg_locks` calls it: `AccessExclusiveLock`. */
const modeOf = (lock: TableLock): string => {
  const words = lock.split(' ').map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`);
  return `${words.join('')}Lock`;
};

type Sight = ReadonlyMap<number, Seen>;

/** What is new of a relation after a step. */
interface Changed {
  readonly oid: number;
  readonly table: number | undefined;
  readonly lock: TableLock | undefined;
  readonly rewritten: boolean;
  readonly read: boolean;
}

function changesBetween(before: Sight, after: Sight, files: ReadonlySet<number>): readonly Changed[] {
  return [...after].map(([oid, { lock, file, scans, table }]) => {
    const was = before.get(oid);
    return {
      oid,
      table,
      lock: lock > (was?.lock ?? -1) ? TABLE_LOCKS[lock] : undefined,
      // An index that is made anew may take over the file of the one before.
      rewritten: !files.has(file),
      read: scans > 0 && scans !== was?.scans,
    };
  });
}

/** What is new of tables, their partitions and indexes as one. A new index is built over the table that it is of. */
function hazardsOf(known: ReadonlyMap<number, Known>, changes: readonly Changed[], alone: boolean): readonly Hazard[] {
  const roots = new Map<number, Changed[]>();
  for (const change of changes) {
    const root = known.get(change.table ?? change.oid)?.of;
    if (root !== undefined) roots.set(root, [...(roots.get(root) ?? []), change]);
  }
  return [...roots].flatMap(([root, of]) => {
    const { schema, name } = known.get(root) ?? { schema: '', name: '' };
    const tables = of.filter(({ table }) => table === undefined);
    const indexes = of.filter(({ table }) => table !== undefined);
    const hazard: Hazard = {
      schema,
      name,
      alone,
      lock: strongest(tables),
      partitions: tables.filter(({ oid, lock }) => oid !== root && lock !== undefined).length,
      rewritten: tables.some(({ rewritten }) => rewritten),
      indexesBuilt: indexes.filter(({ rewritten }) => rewritten).length,
      read: of.some(({ read }) => read),
    };
    const { lock, rewritten, indexesBuilt, read } = hazard;
    return lock === undefined && !rewritten && indexesBuilt === 0 && !read ? [] : [hazard];
  });
}

const strongest = (tables: readonly Changed[]): TableLock | undefined =>
  TABLE_LOCKS.findLast((lock) => tables.some((table) => table.lock === lock));
