import type { Find, Obstacle, RowsQuestion } from '../kind.js';
import { isList } from '../json.js';
import type { Id } from '../object.js';
import { ident } from '../sql/quote.js';
import { columnKey, relationKeys } from './keys.js';

/** The rows of a table that a question is about. */
interface Asked {
  /** Of what stands on the table, or the column. */
  readonly id: Id;
  readonly find: Find;
  /** What it says is so of the table alone, and not of those that inherit it. Partitions are the table itself. */
  readonly alone?: boolean;
}

/** How many rows are shown. */
const few = 3;

/** What an obstacle says of its table. */
export const onTable = (
  { schema = 'public', table = '', name }: Id,
  columns: readonly string[],
): Pick<Obstacle, 'schema' | 'table' | 'needs'> => ({
  schema,
  table,
  needs: [
    ...relationKeys({ schema, table, name }),
    ...columns.map((column) => columnKey({ schema, table, name }, column)),
  ],
});

/** The rows for which a condition holds. */
export function rowsWhere(asked: Asked, condition?: string, as = ''): RowsQuestion {
  const from = `FROM ${tableOf(asked)}${as === '' ? '' : ` AS ${as}`}${condition === undefined ? '' : ` WHERE ${condition}`}`;
  const key = keyOf(asked).map((name) => `${as === '' ? '' : `${as}.`}${ident(name)}`);
  const [columns, order] =
    key.length === 0 ? [`${as === '' ? '' : `${as}.`}ctid`, ''] : [key.join(', '), ` ORDER BY ${key.join(', ')}`];
  return { count: `SELECT count(*) AS rows ${from}`, samples: asJson(`SELECT ${columns} ${from}${order}`) };
}

/** A part of a key: what it is called, and what it is, as SQL. */
export interface KeyPart {
  readonly name: string;
  readonly sql: string;
}

/**
 * The rows that have a key which another has too.
 *
 * @param where - which rows take part, as SQL
 * @param nulls - whether nothing is the same as nothing
 */
export function rowsAlike(
  asked: Asked,
  key: readonly KeyPart[],
  where: string | undefined,
  nulls: boolean,
): RowsQuestion {
  // A constant in GROUP BY would be taken for a place.
  const parts = [...new Map(key.map((part) => [part.name, part])).values()];
  const conditions = [
    ...(where === undefined ? [] : [`(${where})`]),
    ...(nulls ? [] : parts.map(({ sql }) => `${sql} IS NOT NULL`)),
  ];
  const rows = `SELECT ${parts.map(({ name, sql }) => `${sql} AS ${ident(name)}`).join(', ')} FROM ${tableOf(asked)}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`;
  const names = parts.map(({ name }) => `alike.${ident(name)}`).join(', ');
  const groups = `FROM (${rows}) AS alike GROUP BY ${names} HAVING count(*) > 1`;
  return {
    count: `SELECT coalesce(sum(n), 0) AS rows FROM (SELECT count(*) AS n ${groups}) AS each`,
    samples: asJson(`SELECT ${names}, count(*) AS rows ${groups} ORDER BY count(*) DESC, ${names}`),
  };
}

/** The rows of which another has the same key, and a span that overlaps. */
export function rowsOverlapping(asked: Asked, columns: readonly string[]): RowsQuestion {
  const [span = '', ...same] = columns.toReversed().map((name) => ident(name));
  const meets = [...same.map((name) => `other.${name} = one.${name}`), `other.${span} && one.${span}`];
  const isAnother = '(other.tableoid, other.ctid) <> (one.tableoid, one.ctid)';
  return rowsWhere(
    asked,
    `EXISTS (SELECT FROM ${tableOf(asked)} AS other WHERE ${[isAnother, ...meets].join(' AND ')})`,
    'one',
  );
}

/** A table in FROM. */
export function tableOf({ id: { schema = 'public', table = '' }, find, alone = false }: Asked): string {
  const isWhole = find('table', { schema, name: table })[0]?.attributes['partitionBy'] != null;
  return `${alone && !isWhole ? 'ONLY ' : ''}${ident(schema, table)}`;
}

/** The columns that tell one row from another; none where there is no such thing. */
function keyOf({ id: { schema = 'public', table = '' }, find }: Asked): readonly string[] {
  const columns = find('primary_key', { schema, table })[0]?.attributes['columns'];
  return isList(columns) ? columns.map(String) : [];
}

const asJson = (query: string): string =>
  `SELECT row_to_json(found)::text AS sample FROM (${query} LIMIT ${few}) AS found`;
