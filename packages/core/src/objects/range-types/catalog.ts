import type { Catalog } from '../../kind.js';
import { makeMultirangeName } from '../../sql/names.js';
import { isFree } from '../extension-members.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { needText, text } from '../read.js';
import { ownerColumn } from '../rules.js';
import type { RangeTypeAttributes } from './range-type.js';
import { commentOf } from '../catalog-sql.js';

const from = `pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type m ON m.oid = r.rngmultitypid`;

const where = (schemas: string): string => `${schemas} AND ${isFree('pg_type', 't.oid')}`;

/** A name as SQL, qualified where it is not PostgreSQL's own. */
const nameOf = (schema: string, name: string): string =>
  `CASE WHEN ${schema} = 'pg_catalog' THEN '' ELSE quote_ident(${schema}) || '.' END || quote_ident(${name})`;

/** Range types, each with its multirange. */
export const rangeTypeCatalog: Catalog<RangeTypeAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, t.typname AS name, ${commentOf('t.oid', 'pg_type')} AS comment, ${ownerColumn('t.typowner')}, ${privilegesColumn('t.typacl', 'T', 't.typowner')},
      format_type(r.rngsubtype, NULL) AS subtype, m.typname AS multirange,
      (SELECT ${nameOf('qn.nspname', 'q.opcname')} FROM pg_opclass q JOIN pg_namespace qn ON qn.oid = q.opcnamespace WHERE q.oid = r.rngsubopc AND NOT q.opcdefault) AS opclass,
      (SELECT ${nameOf('cn.nspname', 'co.collname')} FROM pg_type b JOIN pg_collation co ON co.oid = r.rngcollation AND co.oid <> b.typcollation
        JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE b.oid = r.rngsubtype) AS collation,
      (SELECT ${nameOf('fn.nspname', 'f.proname')} FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = r.rngcanonical) AS canonical,
      (SELECT ${nameOf('fn.nspname', 'f.proname')} FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = r.rngsubdiff) AS subtype_diff
    FROM ${from}
    WHERE ${where(schemas)}`,
  read: (row) => {
    const multirange = needText(row, 'multirange');
    return {
      subtype: needText(row, 'subtype'),
      opclass: text(row, 'opclass'),
      collation: text(row, 'collation'),
      canonical: text(row, 'canonical'),
      subtypeDiff: text(row, 'subtype_diff'),
      multirange: multirange === makeMultirangeName(needText(row, 'name')) ? null : multirange,
      owner: text(row, 'owner'),
      privileges: readPrivileges(row),
      comment: text(row, 'comment'),
    };
  },
  // The multirange comes with the range, and so do the functions that make their values.
  addresses: (schemas) => `
    SELECT a.classid, a.objid, 0, n.nspname::text, NULL::text, t.typname::text
    FROM ${from}
    CROSS JOIN LATERAL (
      SELECT 'pg_type'::regclass::oid AS classid, t.oid AS objid UNION ALL SELECT 'pg_type'::regclass, t.typarray
      UNION ALL SELECT 'pg_type'::regclass, m.oid UNION ALL SELECT 'pg_type'::regclass, m.typarray
    ) a
    WHERE ${where(schemas)}
    UNION ALL SELECT d.classid, d.objid, 0, n.nspname::text, NULL::text, t.typname::text
    FROM ${from} JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, m.oid) AND d.classid = 'pg_proc'::regclass AND d.deptype = 'i'
    WHERE ${where(schemas)}`,
};
