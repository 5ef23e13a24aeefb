import {
  addTo,
  ancestry,
  byKeyOrder,
  compact,
  keyOf,
  kindNames,
  kindOf,
  keyOfObject,
  literal,
  parkingSchema,
  type CatalogRow,
  type Connection,
  type DatabaseObject,
  type Id,
  type Key,
  type KindName,
  type Server,
  type Shared,
  type Snapshot,
  type Uncovered,
} from '@sluice/core';
import { uncoveredSql, readUncovered } from './uncovered.js';

/** What is read, and what is not. */
export interface IntrospectOptions {
  /** The schema whose names PostgreSQL writes unqualified; `public` by default. */
  readonly defaultSchema?: string;
  /** Tables of Sluice's own, which are no part of a snapshot. */
  readonly without?: readonly { readonly schema: string; readonly name: string }[];
  /** The objects of the cluster that are read, where they are there; none by default. */
  readonly shared?: readonly Shared[];
}

/** All schemas but those of PostgreSQL itself and that of what is parked, as a condition on `n`. */
const userSchemas = `n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', ${literal(parkingSchema)})`;

/** What the catalog query gave: a row an object, and what this needs, as PostgreSQL wrote it down. */
export interface CatalogRows {
  readonly rows: readonly { readonly kind: string; readonly row: string }[];
}

/**
 * Reads a snapshot of the live database: one query, whatever the number of objects, in a transaction of its own that
 * sees one moment and changes nothing.
 */
export async function introspect(connection: Connection, options: IntrospectOptions = {}): Promise<Snapshot> {
  return snapshotOf(await readCatalogRows(connection, options.defaultSchema), options);
}

/** The first half of {@link introspect}: all that the database says. What it means, {@link snapshotOf} tells. */
export async function readCatalogRows(connection: Connection, defaultSchema = 'public'): Promise<CatalogRows> {
  try {
    await connection.query([beginReading, searchPathSql(defaultSchema)].join(';\n'));
    return await readRows(connection);
  } finally {
    await connection.query('ROLLBACK');
  }
}

/** Begins a transaction that sees one moment and changes nothing. */
export const beginReading = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** Names in this schema are written unqualified, all others qualified: the same text whoever asks. */
export async function setSearchPath(connection: Connection, schema: string): Promise<void> {
  await connection.query(searchPathSql(schema));
}

/** The same as a statement. */
export const searchPathSql = (schema: string): string =>
  `SELECT set_config('search_path', quote_ident(${literal(schema)}), true)`;

/**
 * The planner knows little of the catalog's sizes: a nested loop over pg_depend takes minutes where a hash takes a
 * moment. Looking for the best order of the joins, and compiling the query, take longer than running it as written.
 */
const planning = [
  ['enable_nestloop', 'off'],
  ['join_collapse_limit', '1'],
  ['from_collapse_limit', '1'],
  ['jit', 'off'],
  ['max_parallel_workers_per_gather', '0'],
] as const;

/** Has the transaction that is open plan its queries as they are written. */
export async function setPlanning(connection: Connection): Promise<void> {
  const settings = planning.map(([name, value]) => `set_config(${literal(name)}, ${literal(value)}, true)`);
  await connection.query(`SELECT ${settings.join(', ')}`);
}

/** Reads a snapshot within the transaction that is open. */
export async function readSnapshot(connection: Connection, options: IntrospectOptions = {}): Promise<Snapshot> {
  return snapshotOf(await readRows(connection), options);
}

/** The rows, within the transaction that is open. */
export async function readRows(connection: Connection): Promise<CatalogRows> {
  await setPlanning(connection);
  const rows = await connection.query(snapshotSql(userSchemas));
  return { rows: rows.map(({ kind, row }) => ({ kind: String(kind), row: String(row) })) };
}

/** The snapshot that a catalog says. */
export function snapshotOf({ rows }: CatalogRows, options: IntrospectOptions = {}): Snapshot {
  const excluded = new Set((options.without ?? []).map((id) => keyOf('table', id)));
  const shared = new Set((options.shared ?? []).map(({ kind, id }) => keyOf(kind, id)));
  const isOurs = (id: Id, kind: KindName): boolean =>
    excluded.has(keyOf(kind, id)) ||
    (id.table !== undefined &&
      excluded.has(keyOf('table', { ...(id.schema === undefined ? {} : { schema: id.schema }), name: id.table })));
  const needs = needsIn(rows);
  const objects: DatabaseObject[] = [];
  const inherited: DatabaseObject[] = [];
  const uncovered: Uncovered[] = [];
  let server: Server = { version: 0, user: '', sessionUser: '' };
  for (const { kind, row: text } of rows) {
    if (kind === 'need') continue;
    const row = readRow(text);
    if (kind === 'server') server = readServer(row);
    else if (kind === 'uncovered') uncovered.push(readUncovered(row));
    else if (isKind(kind)) {
      const object = readObject(kind, row, needs);
      if (kindOf(kind).shared ? !shared.has(keyOfObject(object)) : isOurs(object.id, kind)) continue;
      (row['inherited'] === true ? inherited : objects).push(object);
    }
  }
  return {
    objects: objects.toSorted(byKeyOrder),
    inherited: inherited.toSorted(byKeyOrder),
    uncovered,
    server,
  };
}

const readServer = (row: CatalogRow): Server => ({
  version: Number(row['version']),
  user: String(row['user']),
  sessionUser: String(row['session_user']),
});

const isKind = (name: string): name is KindName => known.has(name);
const known: ReadonlySet<string> = new Set(kindNames);

/** The rows of one kind, of the schemas that a condition on `n` names. */
export async function readKind(
  connection: Connection,
  kind: KindName,
  schemas: string,
): Promise<readonly DatabaseObject[]> {
  const rows = await connection.query(kindSql(kind, schemas));
  return rows.map(({ row }) => readObject(kind, readRow(String(row))));
}

/** OFFSET 0 keeps the planner from pulling so many queries up into one, which takes it longer than running them. */
const kindSql = (kind: KindName, schemas: string): string =>
  `SELECT ${literal(kind)} AS kind, to_json(q)::text AS row FROM (${kindOf(kind).catalog.sql(schemas)} OFFSET 0) q`;

/** The common table expression `address`: which rows of pg_depend speak of which object of the kinds. */
export function addressSql(schemas: string = userSchemas): string {
  const all = kindNames.map(
    (kind) => `SELECT ${literal(kind)} AS kind, a.* FROM (${kindOf(kind).catalog.addresses(schemas)} OFFSET 0) a`,
  );
  return `address(kind, classid, objid, objsubid, schema, "table", name) AS MATERIALIZED (${all.join(' UNION ALL ')})`;
}

function snapshotSql(schemas: string): string {
  return [
    `WITH ${addressSql(schemas)}`,
    `SELECT 'server' AS kind, json_build_object('version', current_setting('server_version_num'), 'user', current_user, 'session_user', session_user)::text AS row`,
    ...kindNames.map((kind) => `UNION ALL ${kindSql(kind, schemas)}`),
    `UNION ALL SELECT 'need', to_json(q)::text FROM (${needsSql}) q`,
    `UNION ALL SELECT 'uncovered', to_json(q)::text FROM (${uncoveredSql}) q`,
  ].join('\n');
}

/** Every child under each of its ancestors, by name. */
const familySql = `
    SELECT an.nspname AS schema, ac.relname AS "table", cn.nspname AS child_schema, cc.relname AS child
    FROM ${ancestry} up JOIN pg_class ac ON ac.oid = up.ancestor JOIN pg_namespace an ON an.oid = ac.relnamespace
    JOIN pg_class cc ON cc.oid = up.child JOIN pg_namespace cn ON cn.oid = cc.relnamespace`;

/**
 * Which object needs which, as pg_depend has it. What a child inherits is one object with its ancestor's, which does
 * not need the child.
 */
const needsSql = `
    SELECT DISTINCT a.kind, a.schema, a.table, a.name, b.kind AS need_kind, b.schema AS need_schema, b.table AS need_table, b.name AS need_name
    FROM pg_depend d
    JOIN address a ON a.classid = d.classid AND a.objid = d.objid AND a.objsubid = d.objsubid
    JOIN address b ON b.classid = d.refclassid AND b.objid = d.refobjid AND b.objsubid = d.refobjsubid
    WHERE (a.kind, a.schema, a.table, a.name) IS DISTINCT FROM (b.kind, b.schema, b.table, b.name)
      AND NOT (b.kind = 'table' AND a.table IS NOT DISTINCT FROM b.name) AND b.kind <> 'schema'
      AND NOT EXISTS (SELECT FROM (${familySql}) f WHERE f.schema = a.schema AND f.table = coalesce(a.table, a.name)
        AND f.child_schema = b.schema AND f.child = coalesce(b.table, b.name))`;

function needsIn(rows: CatalogRows['rows']): ReadonlyMap<Key, readonly Key[]> {
  const needs = new Map<Key, Key[]>();
  for (const { kind, row: text } of rows) {
    if (kind !== 'need') continue;
    const row = readRow(text);
    addTo(needs, readKey(row, ''), readKey(row, 'need_'));
  }
  return needs;
}

function readKey(row: CatalogRow, prefix: string): Key {
  const kind = String(row[`${prefix}kind`]);
  if (!isKind(kind)) throw new TypeError(`The catalog query gave an unknown kind, ${kind}`);
  return keyOf(kind, readId(row, prefix));
}

function readId(row: CatalogRow, prefix = ''): Id {
  const [schema, table] = [row[`${prefix}schema`], row[`${prefix}table`]];
  return {
    ...(typeof schema === 'string' ? { schema } : {}),
    ...(typeof table === 'string' ? { table } : {}),
    name: String(row[`${prefix}name`]),
  };
}

function readObject(name: KindName, row: CatalogRow, needs?: ReadonlyMap<Key, readonly Key[]>): DatabaseObject {
  const kind = kindOf(name);
  const id = readId(row);
  const needed = needs?.get(keyOf(name, id))?.toSorted();
  return { kind: name, id, attributes: compact(kind, kind.catalog.read(row)), ...(needed && { dependsOn: needed }) };
}

function readRow(text: string): CatalogRow {
  const value: unknown = JSON.parse(text);
  return isRow(value) ? value : {};
}

/** What JSON.parse gives is JSON. */
const isRow = (value: unknown): value is CatalogRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
