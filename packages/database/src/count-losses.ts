import { ident, literal, type Connection, type Risk } from '@sluice/core';
import { StatementFailed } from './database-errors.js';

/** What an operation would throw away of what is there. */
export interface Loss {
  readonly schema: string;
  readonly table: string;
  /** Whose values; the rows themselves, where it is left out. */
  readonly column?: string;
  /** In words: `rows`, `values`. */
  readonly loses: string;
  /** How many rows are concerned; nothing where the role may not read them. */
  readonly rows: number | undefined;
  /** Whether they were counted, or PostgreSQL's planner was asked for an estimate since the table is large. */
  readonly isExact: boolean;
}

/** Up to how many rows, as the planner sees it, rows are counted. */
const fewRows = 1_000_000;

/** What of a database was there at a moment: what comes later is not in it. */
export interface Standing {
  readonly has: (columnOfTable: string) => boolean;
}

/** Which tables and columns there are now, whatever they will be called. */
export async function readStanding(connection: Connection): Promise<Standing> {
  const rows = await connection.query(
    `select a.attrelid || '.' || a.attnum as address from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relkind in ('r', 'p') and c.oid >= 16384 and a.attnum > 0 and not a.attisdropped`,
  );
  const addresses = new Set(rows.map(({ address }) => String(address)));
  const tables = new Set([...addresses].map((address) => address.split('.')[0]));
  return { has: (address) => (address.includes('.') ? addresses.has(address) : tables.has(address)) };
}

/** What is lost before anything is run, and what can only be told when it is. */
export interface ForeseenLosses {
  readonly losses: readonly Loss[];
  /** Of these nobody can tell yet: the type that the values become is made by the same run. */
  readonly open: readonly Risk[];
}

/**
 * What would be lost of what is there, asked before anything is run. Within the transaction that is open, and leaves no
 * trace in it.
 */
export async function foreseeLosses(connection: Connection, risks: readonly Risk[]): Promise<ForeseenLosses> {
  const losses: Loss[] = [];
  const open: Risk[] = [];
  for (const risk of risks) {
    if ((await addressOf(connection, risk)) === undefined) continue;
    const loss = await countLoss(connection, risk);
    if (loss === 'no such type') open.push(risk);
    else if (loss !== undefined) losses.push(loss);
  }
  return { losses, open };
}

/**
 * What is lost of what is there: nothing where there are no rows, no values, or no such table. Within the transaction that
 * is open, and leaves no trace in it.
 *
 * @param standing - what was there before: what came since is not counted.
 */
export async function countLosses(
  connection: Connection,
  risks: readonly Risk[],
  standing: Standing,
): Promise<readonly Loss[]> {
  const losses: Loss[] = [];
  for (const risk of risks) {
    const address = await addressOf(connection, risk);
    if (address === undefined || !standing.has(address)) continue;
    const loss = await countLoss(connection, risk);
    // The statement itself is about to say so.
    if (loss !== undefined && loss !== 'no such type') losses.push(loss);
  }
  return losses;
}

/** The OID of the table and the number of the column; nothing where there is none, or where it is computed. */
async function addressOf(
  connection: Connection,
  { schema, table, column }: Pick<Risk, 'schema' | 'table' | 'column'>,
): Promise<string | undefined> {
  const [row] = await connection.query(
    `select c.oid || coalesce('.' || a.attnum, '') as address
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     left join pg_attribute a on a.attrelid = c.oid and a.attname = $3 and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p') and ($3::text is null or a.attnum is not null)`,
    [schema, table, column ?? null],
  );
  return row === undefined ? undefined : String(row['address']);
}

async function countLoss(connection: Connection, { where, ...risk }: Risk): Promise<Loss | 'no such type' | undefined> {
  const from = `from ${ident(risk.schema, risk.table)}`;
  const loss = (rows: number | undefined, isExact: boolean): Loss | undefined =>
    rows === 0 ? undefined : { ...picked(risk), rows, isExact };
  const size = await answer(connection, () => estimate(connection, from));
  if (typeof size !== 'number') return loss(await recorded(connection, risk), false);
  for (const condition of where.length === 0 ? ['true'] : where) {
    const counted = await answer(connection, () => countWhere(connection, `${from} where ${condition}`, size));
    if (counted === 'no such type') return counted;
    if (counted === 'unanswerable') continue;
    if (counted === 'unreadable') return loss(await recorded(connection, risk), false);
    // The values themselves stop the change then, which loses nothing.
    return counted === 'refused' ? undefined : loss(counted, size <= fewRows);
  }
  return undefined;
}

const picked = ({ schema, table, column, loses }: Omit<Risk, 'where'>): Omit<Loss, 'rows' | 'isExact'> => ({
  schema,
  table,
  ...(column === undefined ? {} : { column }),
  loses,
});

const countQuery = (from: string): string => `select count(*) as rows\n${from}`;

/** The queries of which the first that PostgreSQL can answer counts the rows that a risk is about. */
export const countQueries = ({ schema, table, where }: Risk): readonly string[] =>
  where.length === 0
    ? [countQuery(`from ${ident(schema, table)}`)]
    : where.map((condition) => countQuery(`from ${ident(schema, table)}\nwhere ${condition}`));

/** Whether PostgreSQL understands a query. Within the transaction that is open, and leaves no trace in it. */
export const isAnswerable = async (connection: Connection, query: string): Promise<boolean> =>
  typeof (await answer(connection, async () => (await connection.query(`explain ${query}`)).length)) === 'number';

async function countWhere(connection: Connection, query: string, size: number): Promise<number> {
  if (size <= fewRows) return Number((await connection.query(countQuery(query)))[0]?.['rows']);
  // The planner never says none.
  const [found] = await connection.query(`select exists (select ${query}) as found`);
  return found?.['found'] === true ? estimate(connection, query) : 0;
}

/** How many rows the planner expects. */
async function estimate(connection: Connection, query: string): Promise<number> {
  const [row] = await connection.query(`explain (format json) select ${query}`);
  const found = /"Plan Rows": *(\d+)/.exec(JSON.stringify(row?.['QUERY PLAN']));
  return Number(found?.[1] ?? 0);
}

/** What the catalog says of a table that the role may not read; nothing where that is unknown. */
async function recorded(
  connection: Connection,
  { schema, table }: Pick<Risk, 'schema' | 'table'>,
): Promise<number | undefined> {
  const [row] = await connection.query(
    `select reltuples::float8 as rows from pg_class where oid = to_regclass(${literal(ident(schema, table))})`,
  );
  const rows = Number(row?.['rows'] ?? -1);
  return rows > 0 ? rows : undefined;
}

/** A question that PostgreSQL may not understand, or not answer to this role. */
async function answer(
  connection: Connection,
  question: () => Promise<number>,
): Promise<number | 'unanswerable' | 'no such type' | 'unreadable' | 'refused'> {
  await connection.query('savepoint sluice_loss');
  try {
    // Rows that a policy hides are there all the same: PostgreSQL is to say so, and not to count without them.
    await connection.query(`set local row_security to off`);
    return await question();
  } catch (error) {
    if (!(error instanceof StatementFailed) || error.code === undefined) throw error;
    if (unreadable.has(error.code)) return 'unreadable';
    if (error.code === undefinedObject) return 'no such type';
    return error.code.startsWith('42') ? 'unanswerable' : 'refused';
  } finally {
    await connection.query('rollback to savepoint sluice_loss; release savepoint sluice_loss').catch(() => undefined);
  }
}

/** As which PostgreSQL reports a type that is not there. */
const undefinedObject = '42704';

/** Not permitted; locked by somebody; cancelled for the time that it takes. */
const unreadable: ReadonlySet<string> = new Set(['42501', '55P03', '57014']);
