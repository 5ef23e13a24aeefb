import type { Catalog, CatalogRow } from '../../kind.js';
import { isFree } from '../extension-members.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { flag, needText, text, texts } from '../read.js';
import { ownerColumn, readParameters } from '../rules.js';
import type { FunctionAttributes, Parallel, Routine, Volatility } from './function.js';
import { commentOf } from '../catalog-sql.js';

/** The signature of a row of pg_proc, `p`: the name in quotes only where it must, though it were a keyword. */
export const signature = `CASE WHEN p.proname ~ '^[a-z_][a-z0-9_]*$' THEN p.proname::text
        ELSE '"' || replace(p.proname, '"', repeat('"', 2)) || '"' END || '(' || oidvectortypes(p.proargtypes) || ')'`;

/** Whether a row of pg_proc, `p`, is a user's: no extension's, and not one that comes and goes with a range type. */
export const isMade = `${isFree('pg_proc', 'p.oid')}
      AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')`;

/** What a row of pg_depend calls it. */
export const routineAddresses = (which: string, schemas: string): string => `
    SELECT 'pg_proc'::regclass::oid, p.oid, 0, n.nspname::text, NULL::text, ${signature}
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${which} AND ${schemas} AND ${isMade}`;

/** The name of a function as SQL may say it, by its OID; null for none. Not regproc: what that writes hangs on overloads. */
export const functionName = (oid: string): string =>
  `(SELECT CASE WHEN pg_function_is_visible(f.oid) THEN quote_ident(f.proname) ELSE format('%I.%I', fn.nspname, f.proname) END
        FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = ${oid})`;

/** Where a row of pg_proc, `p`, may run, as a column. */
export const parallelColumn = `CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel`;

/** Functions, procedures and window functions. */
export const functionCatalog: Catalog<FunctionAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, ${signature} AS name, CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'w' THEN 'window' ELSE 'function' END AS routine, pg_get_function_arguments(p.oid) AS arguments,
      pg_get_function_result(p.oid) AS returns, l.lanname AS language, CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility, p.proisstrict AS strict,
      p.prosecdef AS security_definer, p.proleakproof AS leakproof, ${parallelColumn},
      nullif(p.procost, CASE WHEN l.lanname IN ('c', 'internal') THEN 1 ELSE 100 END)::text AS cost,
      nullif(p.prorows, CASE WHEN p.proretset THEN 1000 ELSE 0 END)::text AS rows,
      CASE WHEN p.prosupport <> 0 THEN ${functionName('p.prosupport')} END AS support, p.proconfig AS settings,
      ARRAY(SELECT format_type(t.oid, NULL) FROM unnest(p.protrftypes) WITH ORDINALITY t(oid, place) ORDER BY t.place) AS transforms,
      p.probin AS library, CASE WHEN p.prosqlbody IS NULL THEN p.prosrc END AS body, pg_get_function_sqlbody(p.oid) AS standard_body,
      ${ownerColumn('p.proowner')}, ${privilegesColumn('p.proacl', 'f', 'p.proowner')}, ${commentOf('p.oid', 'pg_proc')} AS comment
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
    WHERE p.prokind <> 'a' AND ${schemas} AND ${isMade}`,
  read: (row) => ({
    routine: readRoutine(row),
    arguments: needText(row, 'arguments'),
    returns: text(row, 'returns'),
    language: needText(row, 'language'),
    transforms: texts(row, 'transforms'),
    volatility: readVolatility(row),
    strict: flag(row, 'strict'),
    securityDefiner: flag(row, 'security_definer'),
    leakproof: flag(row, 'leakproof'),
    parallel: readParallel(row),
    cost: number(row, 'cost'),
    rows: number(row, 'rows'),
    support: text(row, 'support'),
    set: readParameters(row['settings']),
    library: text(row, 'library'),
    body: text(row, 'body'),
    standardBody: text(row, 'standard_body'),
    owner: text(row, 'owner'),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => routineAddresses(`p.prokind <> 'a'`, schemas),
};

const routines = ['function', 'procedure', 'window'] as const satisfies readonly Routine[];
const volatilities = ['volatile', 'stable', 'immutable'] as const satisfies readonly Volatility[];

const readRoutine = (row: CatalogRow): Routine => routines.find((each) => each === row['routine']) ?? 'function';

const readVolatility = (row: CatalogRow): Volatility =>
  volatilities.find((each) => each === row['volatility']) ?? 'volatile';

/** The column of {@link parallelColumn}. */
export const readParallel = (row: CatalogRow): Parallel =>
  row['parallel'] === 'safe' || row['parallel'] === 'restricted' ? row['parallel'] : 'unsafe';

function number(row: CatalogRow, column: string): number | null {
  const value = text(row, column);
  return value === null ? null : Number(value);
}
