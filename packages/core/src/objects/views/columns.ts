import { isJsonObject, isList, type Json, type JsonObject } from '../../json.js';
import type { Renaming } from '../../kind.js';
import type { Id } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { changePrivileges, followGrants, privilegesColumn, readPrivileges, type Grant } from '../privileges.js';
import { needText, text } from '../read.js';
import { alterParameters, comment, readParameters, type StorageParameters } from '../rules.js';
import { commentOfColumn } from '../catalog-sql.js';

/** What is said of a single column of a view or a materialized view. */
export interface ViewColumn {
  readonly name: string;
  /** What an INSERT into a view gives it. */
  readonly default?: string | null;
  /** How a materialized view stores it: `external`. */
  readonly storage?: string | null;
  readonly compression?: string | null;
  /** How much of it ANALYZE samples. */
  readonly statistics?: number | null;
  /** What the planner is told of it: `{ n_distinct: '-0.5' }`. */
  readonly options?: StorageParameters | null;
  readonly privileges?: readonly Grant[] | null;
  readonly comment?: string | null;
}

/** A column as it comes out of a query. */
export interface OutputColumn {
  readonly name: string;
  readonly type: string;
  /** Where it is not that of the type. */
  readonly collation?: string;
}

/** What is said of columns once a role that has privileges on them has another name. */
export const followColumns = (columns: readonly ViewColumn[] | undefined, renaming: Renaming): readonly ViewColumn[] =>
  (columns ?? []).map((column) =>
    column.privileges ? { ...column, privileges: followGrants(column.privileges, renaming) } : column,
  );

/** The statements that turn what is said of columns into something else. `address` is that of their view. */
export function changeColumns(
  id: Id,
  address: string,
  from: readonly ViewColumn[],
  to: readonly ViewColumn[],
): readonly Statement[] {
  const names = [...new Set([...to, ...from].map(({ name }) => name))];
  const of = (list: readonly ViewColumn[], name: string): ViewColumn =>
    list.find((column) => column.name === name) ?? { name };
  return names.flatMap((name) => changeColumn(id, address, of(from, name), of(to, name)));
}

function changeColumn(id: Id, address: string, from: ViewColumn, to: ViewColumn): readonly Statement[] {
  const column = `${address} ALTER COLUMN ${ident(to.name)}`;
  const alter = (field: keyof ViewColumn, action: string): readonly Statement[] =>
    (from[field] ?? null) === (to[field] ?? null) ? [] : [inside(`ALTER ${column} ${action}`)];
  return [
    ...alter('default', to.default == null ? 'DROP DEFAULT' : `SET DEFAULT ${runnable(to.default)}`),
    ...alter('storage', `SET STORAGE ${(to.storage ?? 'extended').toUpperCase()}`),
    ...alter('compression', `SET COMPRESSION ${to.compression ?? 'default'}`),
    ...alter('statistics', `SET STATISTICS ${to.statistics ?? -1}`),
    ...alterParameters(column, from.options ?? {}, to.options ?? {}),
    ...changePrivileges(
      { on: `TABLE ${ident(id.schema, id.name)}`, column: to.name },
      from.privileges ?? null,
      to.privileges ?? null,
    ),
    ...((from.comment ?? null) === (to.comment ?? null)
      ? []
      : [comment(`COLUMN ${ident(id.schema, id.name, to.name)}`, to.comment ?? null)]),
  ];
}

/**
 * What models say of columns, over what the database has. Of a column that is no longer there, nothing: `shape` are
 * the columns as they will be, where that is known.
 */
export function mergeColumns(
  said: readonly ViewColumn[] = [],
  current: readonly ViewColumn[] = [],
  shape: readonly OutputColumn[] | null = null,
): readonly ViewColumn[] {
  // Of one column several things may be said, each for itself.
  const of = (list: readonly ViewColumn[], name: string): Partial<ViewColumn> =>
    Object.fromEntries(list.filter((column) => column.name === name).flatMap((column) => Object.entries(column)));
  const place = (name: string): number => shape?.findIndex((column) => column.name === name) ?? 0;
  return [...new Set([...current, ...said].map(({ name }) => name))]
    .filter((name) => place(name) >= 0)
    .toSorted((a, b) => place(a) - place(b))
    .flatMap((name) => withoutNothing({ name, ...of(current, name), ...of(said, name) }));
}

/** A column of which something is said, with what is said. */
function withoutNothing({ name, ...said }: ViewColumn): readonly ViewColumn[] {
  const entries = Object.entries(said).filter(([, value]) => value != null);
  return entries.length === 0 ? [] : [{ name, ...Object.fromEntries(entries) }];
}

/**
 * The columns of views as a sub-select of a catalog query: `relation`, the OID, and `columns`, a list. `kind` is the
 * letter of pg_class.
 */
export const viewColumns = (kind: 'v' | 'm', schemas: string): string => `
      SELECT q.relation, jsonb_agg(to_jsonb(q) ORDER BY q.place) AS columns
      FROM (SELECT a.attrelid AS relation, a.attnum AS place, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
          CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
          pg_get_expr(ad.adbin, ad.adrelid) AS default,
          CASE WHEN c.relkind = 'm' AND a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END END AS storage,
          CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
          nullif(a.attstattarget, -1) AS statistics, a.attoptions AS options,
          ${privilegesColumn('a.attacl', 'c', 'c.relowner')}, ${commentOfColumn('c.oid', 'a.attnum')} AS comment
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
        WHERE c.relkind = ${literal(kind)} AND ${schemas}) q
      GROUP BY q.relation`;

/** The columns of {@link viewColumns}: what is said of them, and as they come out of the query. */
export function readColumns(columns: Json | undefined): {
  readonly columns: readonly ViewColumn[];
  readonly shape: readonly OutputColumn[];
} {
  const rows = isList(columns) ? columns.filter(isJsonObject) : [];
  return { columns: rows.flatMap(readColumn), shape: rows.map(readOutput) };
}

function readColumn(row: JsonObject): readonly ViewColumn[] {
  const options = readParameters(row['options']);
  return withoutNothing({
    name: needText(row, 'name'),
    default: text(row, 'default'),
    storage: text(row, 'storage'),
    compression: text(row, 'compression'),
    statistics: row['statistics'] == null ? null : Number(row['statistics']),
    options: Object.keys(options).length === 0 ? null : options,
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  });
}

function readOutput(row: JsonObject): OutputColumn {
  const collation = text(row, 'collation');
  return { name: needText(row, 'name'), type: needText(row, 'type'), ...(collation === null ? {} : { collation }) };
}
