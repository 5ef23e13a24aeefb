import { ident, parkingList, parkingSchema, type Connection, type Id } from '@sluice/core';

/** Rows or values that a migration has put aside. */
export interface Parked {
  /** The table in the parking schema that holds them. */
  readonly name: string;
  /** The revision whose drop they were in the way of. */
  readonly revision: string;
  readonly schema: string;
  readonly table: string;
  /** The column whose values they are; nothing where they are rows. */
  readonly column: string | undefined;
  readonly parkedAt: Date;
  readonly bytes: number;
}

/** All that is parked, the oldest first. */
export async function readParked(connection: Connection): Promise<readonly Parked[]> {
  const list = ident(parkingList.schema, parkingList.name);
  const [found] = await connection.query('select to_regclass($1) is not null as found', [list]);
  if (found?.['found'] !== true) return [];
  const rows = await connection.query(
    `select p.*, extract(epoch from p.parked_at) * 1000 as at, pg_total_relation_size(c.oid) as bytes
     from ${list} p join pg_class c on c.relname = p.name and c.relnamespace = to_regnamespace($1)
     order by p.parked_at, p.name collate "C"`,
    [ident(parkingSchema)],
  );
  return rows.map((row) => ({
    name: String(row['name']),
    revision: String(row['revision']),
    schema: String(row['schema']),
    table: String(row['table']),
    column: row['column'] === null ? undefined : String(row['column']),
    parkedAt: new Date(Number(row['at'])),
    bytes: Number(row['bytes']),
  }));
}

/** Whether these are the rows, or the values, of an object that a revision dropped. */
export function isParkedOf({ revision, ...parked }: Parked, id: Id, wanted: string): boolean {
  const [of, column] = id.table === undefined ? [id.name, undefined] : [id.table, id.name];
  return revision === wanted && parked.schema === id.schema && parked.table === of && parked.column === column;
}

/** How many rows, or values, are in it. */
export async function countParked(connection: Connection, { name }: Parked): Promise<number> {
  const [row] = await connection.query(`select count(*) as rows from ${ident(parkingSchema, name)}`);
  return Number(row?.['rows']);
}

/** Lets what is parked go for good; with the last of it the parking schema goes. */
export async function purgeParked(connection: Connection, names: readonly string[]): Promise<void> {
  const list = ident(parkingList.schema, parkingList.name);
  await connection.query('begin');
  try {
    for (const name of names) {
      await connection.query(`drop table ${ident(parkingSchema, name)}`);
      await connection.query(`delete from ${list} where name = $1`, [name]);
    }
    const [left] = await connection.query(`select exists (select from ${list}) as some`);
    if (left?.['some'] !== true) await connection.query(`drop table ${list}; drop schema ${ident(parkingSchema)}`);
    await connection.query('commit');
  } catch (error) {
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}
