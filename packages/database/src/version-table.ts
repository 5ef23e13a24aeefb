import { ident, literal, type Connection } from '@sluice/core';
import { StatementFailed } from './database-errors.js';

/** Where a database records its revisions. */
export interface VersionTable {
  readonly schema: string;
  readonly name: string;
}

/** The version table unless said otherwise. */
export const defaultVersionTable: VersionTable = { schema: 'public', name: 'sluice_version' };

/** Which way a migration is run. */
export type Direction = 'upgrade' | 'downgrade';

/** A migration that was interrupted after some of its statements were committed. */
export interface Pending {
  readonly revision: string;
  readonly direction: Direction;
  /** How many of its statements are done, from the first. */
  readonly statementsDone: number;
  /** Of the texts of these statements: a file changed since can be told. */
  readonly fingerprint: string;
  /** The statement that follows, which runs outside a transaction, may have been tried and left something behind. */
  readonly attempted: boolean;
}

/** What the version table says. */
export interface Versions {
  /** The heads of what is applied, sorted. */
  readonly revisions: readonly string[];
  readonly pending: readonly Pending[];
}

/** How the rows change when a migration has run. */
export interface VersionChange {
  readonly deletes: readonly string[];
  readonly inserts: readonly string[];
}

/**
 * A row is a head of what is applied, when `applied_at` is set; `direction` and what follows it are set while a
 * migration that cannot run in one transaction is under way.
 */
export const createVersionTableSql = (table: VersionTable): string =>
  `CREATE TABLE ${nameOf(table)} (
  revision text PRIMARY KEY,
  applied_at timestamptz DEFAULT now(),
  direction text CHECK (direction IN ('upgrade', 'downgrade')),
  statements_done integer,
  fingerprint text,
  attempted boolean
)`;

/** The SQL that records a change of the revisions. */
export function recordSql(table: VersionTable, { deletes, inserts }: VersionChange): readonly string[] {
  const list = (revisions: readonly string[], around: (text: string) => string) =>
    revisions.map((revision) => around(literal(revision))).join(', ');
  return [
    ...(deletes.length > 0
      ? [`DELETE FROM ${nameOf(table)} WHERE revision IN (${list(deletes, (text) => text)})`]
      : []),
    ...(inserts.length > 0
      ? [`INSERT INTO ${nameOf(table)} (revision) VALUES ${list(inserts, (text) => `(${text})`)}`]
      : []),
  ];
}

/** What the database records. Never creates the table: where there is none, nothing is applied. */
export async function readVersions(
  connection: Connection,
  table: VersionTable = defaultVersionTable,
): Promise<Versions> {
  if (!(await exists(connection, table))) return { revisions: [], pending: [] };
  try {
    return await readRows(connection, table);
  } catch (error) {
    // Another process has just taken the database back to its base.
    if (error instanceof StatementFailed && error.code === '42P01') return { revisions: [], pending: [] };
    throw error;
  }
}

async function readRows(connection: Connection, table: VersionTable): Promise<Versions> {
  const rows = await connection.query(
    `select revision, applied_at is not null as applied, direction, statements_done, fingerprint, attempted
     from ${nameOf(table)} order by revision collate "C"`,
  );
  return {
    revisions: rows.filter(({ applied }) => applied === true).map(({ revision }) => String(revision)),
    pending: rows.flatMap((row) =>
      row.direction === 'upgrade' || row.direction === 'downgrade'
        ? [
            {
              revision: String(row.revision),
              direction: row.direction,
              statementsDone: Number(row.statements_done),
              fingerprint: String(row.fingerprint),
              attempted: row.attempted === true,
            },
          ]
        : [],
    ),
  };
}

/** Creates the version table where it is missing. */
export async function ensureVersionTable(
  connection: Connection,
  table: VersionTable = defaultVersionTable,
): Promise<void> {
  if (!(await exists(connection, table))) await connection.query(createVersionTableSql(table));
}

/** Records that a migration has run to its end, and forgets how far it had come. */
export async function recordStep(
  connection: Connection,
  revision: string,
  change: VersionChange,
  table: VersionTable = defaultVersionTable,
): Promise<void> {
  await forgetProgress(connection, revision, table);
  for (const sql of recordSql(table, change)) await connection.query(sql);
  await dropWhenEmpty(connection, table);
}

/** Records how far a migration has come. */
export async function recordProgress(
  connection: Connection,
  pending: Pending,
  table: VersionTable = defaultVersionTable,
): Promise<void> {
  await connection.query(
    `insert into ${nameOf(table)} (revision, applied_at, direction, statements_done, fingerprint, attempted)
     values ($1, null, $2, $3, $4, $5)
     on conflict (revision) do update set direction = excluded.direction, statements_done = excluded.statements_done,
       fingerprint = excluded.fingerprint, attempted = excluded.attempted`,
    [pending.revision, pending.direction, pending.statementsDone, pending.fingerprint, pending.attempted],
  );
}

/** Forgets how far a migration had come. */
export async function forgetProgress(connection: Connection, revision: string, table: VersionTable): Promise<void> {
  await connection.query(`delete from ${nameOf(table)} where revision = $1 and applied_at is null`, [revision]);
  await connection.query(
    `update ${nameOf(table)} set direction = null, statements_done = null, fingerprint = null, attempted = null
     where revision = $1`,
    [revision],
  );
}

/** A database back at its base is what it was before: without a version table. */
export async function dropWhenEmpty(connection: Connection, table: VersionTable): Promise<void> {
  const [row] = await connection.query(`select not exists (select from ${nameOf(table)}) as empty`);
  if (row?.empty === true) await connection.query(`drop table ${nameOf(table)}`);
}

async function exists(connection: Connection, table: VersionTable): Promise<boolean> {
  const [row] = await connection.query('select to_regclass($1) is not null as found', [nameOf(table)]);
  return row?.found === true;
}

const nameOf = ({ schema, name }: VersionTable): string => ident(schema, name);
