import { ident, kindNames, kindOf, literal, type Connection, type Row, type Uncovered } from '@sluice/core';
import { definitionOf, readCatalogs, type CatalogTable } from './catalogs.js';
import { addressSql, readSnapshot, setSearchPath, type IntrospectOptions } from './introspect.js';
import { knownDefinition } from './uncovered.js';

/** An object of a database that no kind covers. */
export interface InventoryItem {
  /** What sort of thing it is, in PostgreSQL's words: `operator`, `foreign-data wrapper`, `setting`. */
  readonly type: string;
  /** As PostgreSQL describes it: `operator ===(integer,integer)`. */
  readonly description: string;
  /** The objects on which it hangs, as PostgreSQL describes them; a change that would lose it is refused. */
  readonly on: readonly string[];
  /** It is of the server or of the database as a whole, and no dump of the database has it: a role, a setting. */
  readonly ofServer: boolean;
  /** All that the catalog holds of it, to tell one from another of the same name. No password is in it. */
  readonly definition: string;
}

/** What a database holds besides the objects of the kinds. */
export interface Inventory {
  /** Sorted by description. */
  readonly items: readonly InventoryItem[];
  /** Catalogs that the role may not read: what they hold is not known. */
  readonly unread: readonly string[];
}

/**
 * Names every object of a database that no kind covers. Which catalogs there are is read from PostgreSQL itself, so that
 * one which a later version brings is looked at too. Objects of extensions and of PostgreSQL itself are left out, and so
 * is what is a part of another object. Changes nothing.
 */
export async function inventory(connection: Connection, options: IntrospectOptions = {}): Promise<Inventory> {
  await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await setSearchPath(connection, options.defaultSchema ?? 'public');
    const catalogs = await readCatalogs(connection);
    const { uncovered } = await readSnapshot(connection, options);
    const rows = await connection.query(inventorySql(catalogs, options));
    const items = [
      ...rows.map(readItem).filter(isOfNoKind),
      ...uncovered.filter(({ stops }) => stops === 'drop').map(optionItem),
    ];
    return {
      items: items.toSorted((a, b) => (a.description < b.description ? -1 : 1)),
      unread: catalogs.filter(({ readable, isWhole, of }) => !readable && (isWhole || of)).map(({ name }) => name),
    };
  } finally {
    await connection.query('ROLLBACK');
  }
}

/** A kind that the databases of a server share covers also what this database does not hold itself. */
const isOfNoKind = ({ type }: InventoryItem): boolean =>
  !kindNames.some((kind) => kindOf(kind).shared === true && kind === type.replaceAll(' ', '_'));

/** What stands in the row of an object, and no attribute of its kind says: pg_depend knows nothing of it. */
const optionItem = ({ description, definition }: Uncovered): InventoryItem => ({
  type: 'option',
  description,
  on: [],
  ofServer: false,
  definition,
});

function readItem(row: Row): InventoryItem {
  const on = row['hangs_on'];
  return {
    type: String(row['type']),
    description: String(row['description']),
    on: Array.isArray(on) ? on.map(String) : [],
    ofServer: row['of_server'] === true,
    definition: String(row['definition'] ?? ''),
  };
}

/** Of what belongs to the whole server, that on which something in this database depends. */
const isUsedHere = (catalog: string): string => `EXISTS (
  SELECT FROM pg_shdepend s JOIN pg_database b ON b.oid = s.dbid AND b.datname = current_database()
  WHERE s.refclassid = ${literal(catalog)}::regclass AND s.refobjid = x.oid)`;

/** The rows of one catalog that are no part of PostgreSQL itself. */
function rowsOf({ name, source, shared, ofDatabase, classOf, firstOid }: CatalogTable): string {
  const here =
    ofDatabase === undefined
      ? isUsedHere(name)
      : `x.${ident(ofDatabase)} = (SELECT b.oid FROM pg_database b WHERE b.datname = current_database())`;
  return `SELECT ${literal(classOf)}::regclass::oid AS classid, x.oid AS objid FROM ${source} x WHERE x.oid >= ${firstOid}${shared ? ` AND ${here}` : ''}`;
}

function inventorySql(catalogs: readonly CatalogTable[], { without = [] }: IntrospectOptions): string {
  const listed = catalogs.filter(({ readable, isWhole }) => readable && isWhole);
  const own = without.map(({ schema, name }) => `to_regclass(format('%I.%I', ${literal(schema)}, ${literal(name)}))`);
  const definitions = listed.map(
    (catalog) => `WHEN ${literal(catalog.classOf)}::regclass THEN ${definitionOf(catalog, catalogs)}`,
  );
  const definition = `coalesce(${knownDefinition}, (CASE x.classid ${definitions.join('\n')} END)::text)`;
  return `
    WITH RECURSIVE ${addressSql()},
    every(classid, objid) AS MATERIALIZED (${listed.map(rowsOf).join(' UNION ALL ')}),
    hidden(classid, objid) AS (
      SELECT d.classid, d.objid FROM pg_depend d WHERE d.deptype = 'e'
      UNION
      SELECT 'pg_namespace'::regclass, n.oid FROM pg_namespace n WHERE n.nspname ~ '^pg_'
      UNION
      SELECT 'pg_class'::regclass, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname ~ '^pg_'
      UNION
      SELECT 'pg_class'::regclass, o::oid FROM unnest(ARRAY[${own.join(', ')}]::regclass[]) o WHERE o IS NOT NULL
      UNION
      SELECT d.classid, d.objid FROM pg_depend d JOIN hidden h ON h.classid = d.refclassid AND h.objid = d.refobjid
      WHERE d.deptype IN ('i', 'a', 'P', 'S') OR h.classid = 'pg_namespace'::regclass),
    free(classid, objid) AS MATERIALIZED (
      SELECT e.classid, e.objid FROM every e
      WHERE NOT EXISTS (SELECT FROM address a WHERE a.classid = e.classid AND a.objid = e.objid)
        AND NOT EXISTS (SELECT FROM hidden h WHERE h.classid = e.classid AND h.objid = e.objid)
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = e.classid AND d.objid = e.objid AND d.deptype = 'i')),
    member(classid, objid, of_classid, of_objid) AS MATERIALIZED (
      SELECT d.classid, d.objid, d.refclassid, d.refobjid
      FROM pg_depend d JOIN free f ON f.classid = d.refclassid AND f.objid = d.refobjid
      WHERE d.deptype IN ('i', 'a', 'P', 'S') AND (d.classid, d.objid) <> (d.refclassid, d.refobjid)),
    top(classid, objid) AS MATERIALIZED (
      SELECT f.classid, f.objid FROM free f
      WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = f.classid AND m.objid = f.objid))
    SELECT (pg_identify_object(x.classid, x.objid, 0)).type AS type, pg_describe_object(x.classid, x.objid, 0) AS description,
      (SELECT c.relisshared AND c.relname <> 'pg_subscription' FROM pg_class c WHERE c.oid = x.classid) AS of_server,
      (SELECT jsonb_agg(DISTINCT pg_describe_object(d.refclassid, d.refobjid, 0))
       FROM (SELECT x.classid, x.objid UNION ALL SELECT m.classid, m.objid FROM member m WHERE (m.of_classid, m.of_objid) = (x.classid, x.objid)) o
       JOIN pg_depend d ON d.classid = o.classid AND d.objid = o.objid
       JOIN address a ON a.classid = d.refclassid AND a.objid = d.refobjid AND a.kind <> 'schema') AS hangs_on,
      concat_ws(E'\\n', ${definition}, obj_description(x.objid, (SELECT c.relname FROM pg_class c WHERE c.oid = x.classid)),
        (SELECT string_agg(${definition}, E'\\n' ORDER BY pg_describe_object(x.classid, x.objid, 0))
         FROM (SELECT m.classid, m.objid FROM member m WHERE (m.of_classid, m.of_objid) = (t.classid, t.objid)) x)) AS definition
    FROM top t CROSS JOIN LATERAL (SELECT t.classid, t.objid) x
    UNION ALL ${labelsSql}
    UNION ALL ${databaseSql}`;
}

/** Security labels on objects of this database, and on the database. */
const labelsSql = `
    SELECT 'security label', 'security label of ' || l.provider || ' on ' || l.objtype || ' ' || l.objname, false, NULL, l.label
    FROM pg_seclabels l
    WHERE l.objtype <> 'role' AND l.objtype <> 'tablespace' AND (l.objtype <> 'database' OR l.objname = quote_ident(current_database()))`;

/** What the database itself has: settings, a comment, privileges; not those with which a server begins. */
const databaseSql = `
    SELECT 'setting', 'setting of ' || CASE WHEN s.setrole = 0 THEN 'the database' ELSE 'role ' || pg_get_userbyid(s.setrole) || ' in the database' END
      || ': ' || split_part(o, '=', 1), true, NULL, o
    FROM pg_db_role_setting s JOIN pg_database b ON b.oid = s.setdatabase AND b.datname = current_database()
    CROSS JOIN LATERAL unnest(s.setconfig) o
    UNION ALL
    SELECT 'comment', 'comment on the database', true, NULL, shobj_description(b.oid, 'pg_database')
    FROM pg_database b WHERE b.datname = current_database() AND b.oid >= 16384 AND shobj_description(b.oid, 'pg_database') IS NOT NULL
    UNION ALL
    SELECT 'privileges', 'privileges on the database', true, NULL, b.datacl::text
    FROM pg_database b WHERE b.datname = current_database() AND b.oid >= 16384 AND b.datacl IS NOT NULL`;
