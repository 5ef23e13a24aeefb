import { literal, type Connection } from '@sluice/core';
import { beginReading, readRows, searchPathSql, type CatalogRows } from './introspect.js';

/** The catalog of one moment. */
export interface CatalogMoment {
  /**
   * What changes whenever the catalog changes. It takes PostgreSQL a fraction of the time that the rows take, which are
   * written out from it. Two that are the same are of the same catalog.
   */
  readonly fingerprint: string;
  /** All that the catalog says, of that same moment. */
  readonly read: () => Promise<CatalogRows>;
}

/** Looks at the catalog as it is now: until the work is done, it stays as it is for this connection. */
export async function atOneMoment<T>(
  connection: Connection,
  defaultSchema: string,
  work: (moment: CatalogMoment) => Promise<T>,
): Promise<T> {
  try {
    // One message, one way there and back.
    const [row] = await connection.query([beginReading, searchPathSql(defaultSchema), fingerprintSql].join(';\n'));
    return await work({ fingerprint: String(row?.['fingerprint']), read: () => readRows(connection) });
  } finally {
    await connection.query('ROLLBACK');
  }
}

/**
 * What PostgreSQL itself makes has smaller numbers: FirstNormalObjectId,
 * https://www.postgresql.org/docs/current/system-catalog-initial-data.html#SYSTEM-CATALOG-OID-ASSIGNMENT
 */
const made = (oid: string): string => `${oid} >= 16384`;

/** What other sessions have for a time is nobody's schema. */
const passing = `SELECT oid FROM pg_class WHERE relpersistence = 't'`;
const passingTypes = `SELECT oid FROM pg_type WHERE typrelid IN (${passing})`;
const lasting = (relation: string): string => `${made(relation)} AND ${relation} NOT IN (${passing})`;

/** Of pg_class, what no VACUUM or ANALYZE changes. */
const relation = `oid, relname, relnamespace, reltype, reloftype, relowner, relam, reltablespace, relpersistence, relkind,
  relrowsecurity, relforcerowsecurity, relreplident, relispartition, relacl, reloptions, relpartbound`;

/**
 * The catalogs, and which of their rows a schema is made of. The rows that speak of what is dropped, of another database or
 * of what PostgreSQL brings along are left out.
 */
const catalogs: Readonly<Record<string, string>> = {
  pg_am: made('oid'),
  pg_amop: made('oid'),
  pg_amproc: made('oid'),
  pg_aggregate: made('aggfnoid::oid'),
  pg_attrdef: lasting('adrelid'),
  pg_attribute: `attnum > 0 AND ${lasting('attrelid')}`,
  pg_auth_members: 'true',
  pg_cast: made('oid'),
  pg_class: lasting('oid'),
  pg_collation: made('oid'),
  pg_constraint: `${made('oid')} AND conrelid NOT IN (${passing})`,
  pg_conversion: made('oid'),
  pg_default_acl: 'true',
  pg_depend: `(${made('objid')} OR ${made('refobjid')}) AND objid NOT IN (${passing}) AND refobjid NOT IN (${passing})
    AND objid NOT IN (${passingTypes}) AND refobjid NOT IN (${passingTypes})`,
  pg_description: `${made('objoid')} OR classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass)`,
  pg_enum: made('enumtypid'),
  pg_event_trigger: 'true',
  pg_extension: 'true',
  pg_foreign_data_wrapper: made('oid'),
  pg_foreign_server: made('oid'),
  pg_foreign_table: made('ftrelid'),
  pg_index: lasting('indexrelid'),
  pg_inherits: lasting('inhrelid'),
  pg_language: made('oid'),
  pg_namespace: `nspname !~ '^pg_(toast_)?temp_'`,
  pg_opclass: made('oid'),
  pg_operator: made('oid'),
  pg_opfamily: made('oid'),
  pg_partitioned_table: made('partrelid'),
  pg_policy: made('oid'),
  pg_proc: made('oid'),
  pg_publication: 'true',
  pg_publication_rel: 'true',
  pg_range: made('rngtypid'),
  pg_rewrite: lasting('ev_class'),
  pg_roles: 'true',
  pg_sequence: lasting('seqrelid'),
  pg_shdepend: `dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND objid NOT IN (${passing})`,
  pg_shdescription: 'true',
  pg_statistic_ext: 'true',
  pg_tablespace: 'true',
  pg_transform: made('oid'),
  pg_trigger: lasting('tgrelid'),
  pg_ts_config: made('oid'),
  pg_ts_dict: made('oid'),
  pg_type: `${made('oid')} AND typrelid NOT IN (${passing}) AND typelem NOT IN (${passingTypes})`,
};

const rowOf: Readonly<Record<string, string>> = { pg_class: `ROW(${relation})` };

/** Settings on which depends how PostgreSQL writes down what it has. */
const settings = [
  'server_version_num',
  'search_path',
  'quote_all_identifiers',
  'bytea_output',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'extra_float_digits',
  'lc_monetary',
  'xmlbinary',
];

/** The sum of what the rows come to is the same in whichever order they are. */
const sums = Object.entries(catalogs).map(
  ([catalog, rows]) =>
    `SELECT ${literal(catalog)} AS catalog, count(*) AS rows, sum(hashtextextended(${rowOf[catalog] ?? 't'}::text, 0)) AS sum
    FROM pg_catalog.${catalog} t WHERE ${rows}`,
);

const fingerprintSql = `
  SELECT concat_ws(' ', current_database(), current_user, session_user, ${settings.map((name) => `current_setting(${literal(name)})`).join(', ')},
    (SELECT string_agg(concat_ws(':', catalog, rows, sum), ' ' ORDER BY catalog) FROM (${sums.join(' UNION ALL ')}) s)) AS fingerprint`;
