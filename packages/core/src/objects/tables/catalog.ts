import { isJsonObject, isList, type Json } from '../../json.js';
import type { Catalog, CatalogRow } from '../../kind.js';
import { isFree } from '../extension-members.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { ownerColumn, readParameters } from '../rules.js';
import { flag, needText, text } from '../read.js';
import type { NotNullNames, Parent, TableAttributes } from './table.js';
import { commentOf } from '../catalog-sql.js';

/** Which rows of pg_class, `c`, are tables: partitions and children of others too, but not an extension's. */
export const isTable = `c.relkind IN ('r', 'p') AND ${isFree('pg_class', 'c.oid')}`;

/** Which of them are tables, views or materialized views: what triggers and rules stand on. */
export const isRelation = `(${isTable} OR c.relkind IN ('v', 'm') AND ${isFree('pg_class', 'c.oid')})`;

/** The NOT NULL constraints of partitions whose names are not those that their parents have for them. */
const renamedNotNulls = `
      SELECT mine.conrelid AS rel, jsonb_object_agg(theirs.conname, mine.conname) AS names
      FROM pg_constraint mine
      JOIN pg_class part ON part.oid = mine.conrelid AND part.relispartition
      JOIN pg_attribute a ON a.attrelid = mine.conrelid AND a.attnum = mine.conkey[1]
      JOIN pg_inherits h ON h.inhrelid = mine.conrelid
      JOIN pg_attribute p ON p.attrelid = h.inhparent AND p.attname = a.attname
      JOIN pg_constraint theirs ON theirs.conrelid = p.attrelid AND theirs.conkey[1] = p.attnum AND theirs.contype = 'n'
      WHERE mine.contype = 'n' AND mine.coninhcount > 0 AND theirs.conname <> mine.conname
      GROUP BY mine.conrelid`;

/** Tables. */
export const tableCatalog: Catalog<TableAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS name, ${commentOf('c.oid', 'pg_class')} AS comment, ${ownerColumn('c.relowner')}, ${privilegesColumn('c.relacl', 'r', 'c.relowner')},
      c.relpersistence = 'u' AS unlogged,
      (SELECT array_agg(o ORDER BY o) FROM (
        SELECT unnest(c.reloptions) AS o
        UNION ALL SELECT 'toast.' || unnest(x.reloptions) FROM pg_class x WHERE x.oid = c.reltoastrelid) options) AS options,
      CASE c.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' END AS replica_identity,
      c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
      CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by,
      (SELECT am.amname FROM pg_am am WHERE am.oid = c.relam AND am.amname <> 'heap') AS access_method,
      (SELECT quote_ident(ts.spcname) FROM pg_tablespace ts WHERE ts.oid = c.reltablespace) AS tablespace,
      parents.list AS parents, renamed.names AS not_null_names, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN (
      SELECT h.inhrelid, jsonb_agg(jsonb_build_object('schema', pn.nspname, 'table', p.relname) ORDER BY h.inhseqno) AS list
      FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace GROUP BY h.inhrelid) parents
      ON parents.inhrelid = c.oid
    LEFT JOIN (${renamedNotNulls}) renamed ON renamed.rel = c.oid
    WHERE ${isTable} AND ${schemas}`,
  read: (row) => ({
    unlogged: flag(row, 'unlogged'),
    with: readParameters(row['options']),
    rowSecurity: flag(row, 'row_security'),
    forceRowSecurity: flag(row, 'force_row_security'),
    partitionBy: text(row, 'partition_by'),
    ...readParents(row),
    notNullNames: readNames(row['not_null_names']),
    replicaIdentity: readReplicaIdentity(row),
    accessMethod: text(row, 'access_method'),
    tablespace: text(row, 'tablespace'),
    owner: text(row, 'owner'),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT a.classid, a.objid, 0, n.nspname::text, NULL::text, c.relname::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (VALUES ('pg_class'::regclass::oid, c.oid), ('pg_type'::regclass::oid, c.reltype),
      ('pg_type'::regclass::oid, (SELECT t.typarray FROM pg_type t WHERE t.oid = c.reltype))) a(classid, objid)
    WHERE ${isTable} AND ${schemas}`,
};

const readNames = (found: Json | undefined): NotNullNames =>
  isJsonObject(found) ? Object.fromEntries(Object.entries(found).map(([theirs, mine]) => [theirs, String(mine)])) : {};

const identities = ['full', 'nothing'] as const;

const readReplicaIdentity = (row: CatalogRow): (typeof identities)[number] | null =>
  identities.find((identity) => identity === row['replica_identity']) ?? null;

/** A partition has one parent and its bound; any other child has parents. */
function readParents(row: CatalogRow): Pick<TableAttributes, 'partitionOf' | 'inherits'> {
  const list = row['parents'];
  const parents = isList(list) ? list.filter(isJsonObject).map(readParent) : [];
  const bound = text(row, 'bound');
  const [parent] = parents;
  return bound !== null && parent
    ? { partitionOf: { ...parent, bound }, inherits: [] }
    : { partitionOf: null, inherits: parents };
}

function readParent(row: CatalogRow): Parent {
  const schema = needText(row, 'schema');
  return { ...(schema === 'public' ? {} : { schema }), table: needText(row, 'table') };
}
