import { ident, literal, type Connection } from '@sluice/core';

/** A table of pg_catalog whose rows are objects, or say more of objects. */
export interface CatalogTable {
  readonly name: string;
  /** Where its rows are read: itself, or a view that everybody may read. */
  readonly source: string;
  /** The catalog by which pg_depend names its rows. */
  readonly classOf: string;
  /** The first OID that is not PostgreSQL's own. */
  readonly firstOid: number;
  /** It belongs to the server, not to a database. */
  readonly shared: boolean;
  /** Its rows have an OID of their own, and pg_depend knows them: they are objects. */
  readonly isWhole: boolean;
  /** Whether the role may read it. */
  readonly readable: boolean;
  /** Of a shared one the column that says to which database a row belongs. */
  readonly ofDatabase: string | undefined;
  /** Of one whose rows are no objects, the column with the OID of the object of which they say more. */
  readonly of: CatalogColumn | undefined;
  /** The columns that the role may read. */
  readonly columns: readonly CatalogColumn[];
}

interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  /** The catalog to which its OIDs point. */
  readonly points: string | undefined;
  /** It holds several of them. */
  readonly isList: boolean;
}

/** Rows whose readers are few, through a view that shows them to everybody. */
const views: { readonly [catalog: string]: string } = { pg_authid: 'pg_roles' };

/** initdb gives lower ones; of large objects it makes none, and who makes one may choose its OID. */
const firstUserOid = 16_384;

/** What pg_depend calls by the name of another catalog. */
const classes: { readonly [catalog: string]: string } = { pg_largeobject_metadata: 'pg_largeobject' };

/** Rows with an OID of their own that pg_depend knows nothing of: they are a part of what their first column names. */
const parts: ReadonlySet<string> = new Set(['pg_enum']);

/** What changes with the rows of tables, and the columns, which {@link knownDefinition} has. */
const noDefinition: ReadonlySet<string> = new Set([
  'pg_attribute',
  'pg_inherits',
  'pg_largeobject',
  'pg_statistic',
  'pg_statistic_ext_data',
  'pg_subscription_rel',
]);

/** What must be compared and is nobody's business to read. */
const secrets: ReadonlySet<string> = new Set(['subconninfo', 'umoptions', 'rolpassword']);

/** Which catalogs this version of PostgreSQL has, and what the role may read of them. */
export async function readCatalogs(connection: Connection): Promise<readonly CatalogTable[]> {
  const rows = await connection.query(`
    SELECT c.relname AS name, c.relisshared AS shared, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'oid') AS has_oid,
      has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT') AS readable,
      (SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL),
          'points', (SELECT f.pktable::regclass::text FROM pg_get_catalog_foreign_keys() f WHERE f.fktable = c.oid AND f.fkcols = ARRAY[a.attname::text]),
          'is_list', a.atttypid IN ('oid[]'::regtype, 'oidvector'::regtype)) ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'oid'
          AND has_column_privilege(c.oid, a.attnum, 'SELECT')) AS columns
    FROM pg_class c
    WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
    ORDER BY c.relname`);
  return rows.map((row) => {
    const name = String(row['name']);
    const columns = readColumns(row['columns']);
    const [first] = columns;
    const isWhole = row['has_oid'] === true && !parts.has(name);
    return {
      name,
      columns,
      isWhole,
      source: views[name] ?? name,
      classOf: classes[name] ?? name,
      firstOid: name === 'pg_largeobject_metadata' ? 1 : firstUserOid,
      shared: row['shared'] === true,
      readable: name in views || row['readable'] === true,
      ofDatabase: columns.find(({ points }) => points === 'pg_database')?.name,
      of: isWhole || noDefinition.has(name) || first?.points === undefined ? undefined : first,
    };
  });
}

function readColumns(value: unknown): readonly CatalogColumn[] {
  if (!Array.isArray(value)) return [];
  return value.map((column: { readonly [field: string]: unknown }) => {
    const points = column['points'];
    return {
      name: String(column['name']),
      type: String(column['type']),
      points: typeof points === 'string' ? points : undefined,
      isList: column['is_list'] === true,
    };
  });
}

/**
 * All that the catalogs hold of the object `x.objid`, as JSON: what it points to by name, since OIDs mean nothing in
 * another database.
 */
export function definitionOf(catalog: CatalogTable, all: readonly CatalogTable[]): string {
  const more = all.filter(({ of, readable }) => readable && of?.points === catalog.name);
  const own = `(SELECT ${rowJson(catalog)} FROM ${catalog.source} r WHERE r.oid = x.objid)`;
  return [own, ...more.map((each) => partOf(each))].join(' || ');
}

function partOf(catalog: CatalogTable): string {
  const column = ident(catalog.of?.name ?? '');
  return `coalesce((SELECT jsonb_build_object(${literal(catalog.name)}, jsonb_agg(j.row ORDER BY j.row::text))
    FROM (SELECT ${rowJson(catalog)} AS row FROM ${catalog.source} r WHERE r.${column}::oid = x.objid) j HAVING count(*) > 0), '{}')`;
}

/** A row, `r`, without what is null. */
function rowJson({ columns }: CatalogTable): string {
  const told = columns.flatMap((column) => {
    const value = columnValue(column, columns);
    return value === undefined ? [] : [`${value} AS ${ident(column.name)}`];
  });
  return `(SELECT jsonb_strip_nulls(to_jsonb(q)) FROM (SELECT ${told.join(', ')}) q)`;
}

function columnValue(
  { name, type, points, isList }: CatalogColumn,
  columns: readonly CatalogColumn[],
): string | undefined {
  const column = `r.${ident(name)}`;
  const described = (oid: string): string =>
    `CASE WHEN ${oid} <> 0 THEN pg_describe_object(${literal(points ?? '')}::regclass, ${oid}, 0) END`;
  if (secrets.has(name)) return `md5(${column}::text)`;
  if (points !== undefined && isList)
    return `(SELECT jsonb_agg(${described('o')} ORDER BY n) FROM unnest(${column}::oid[]) WITH ORDINALITY u(o, n))`;
  // As with owners of what kinds cover: who asks goes without a name.
  if (points === 'pg_authid') return `nullif(pg_get_userbyid(${column}), current_user)`;
  if (points !== undefined) return described(`${column}::oid`);
  if (type === 'pg_node_tree') {
    const relation = columns.find((other) => other.points === 'pg_class' && !other.isList);
    return relation && `pg_get_expr(${column}, r.${ident(relation.name)})`;
  }
  // An OID that points nowhere known means nothing elsewhere, nor does the number of a column.
  return type === 'oid' || type === 'int2vector' ? undefined : `${column}::text`;
}
