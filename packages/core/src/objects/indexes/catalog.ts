import { isJsonObject, isList, type Json } from '../../json.js';
import type { Catalog } from '../../kind.js';
import { markColumns, readMarks } from '../index-marks.js';
import { ancestry } from '../inheritance.js';
import { flag, needText, text, texts } from '../read.js';
import { readParameters } from '../rules.js';
import { isRelation } from '../tables/catalog.js';
import type { IndexAttributes, IndexMember } from './table-index.js';
import { commentOf, newerColumns } from '../catalog-sql.js';

const isFree = `NOT EXISTS (SELECT FROM pg_constraint co WHERE co.conindid = i.indexrelid AND co.contype IN ('p', 'u', 'x'))`;

/** What every index has, in its order. All members are read at once: one index at a time would look into each catalog anew. */
const membersSql = (schemas: string): string => `
      SELECT i.indexrelid AS index, json_agg(json_build_object(
        'column', a.attname,
        'expression', CASE WHEN k.att = 0 THEN pg_get_indexdef(i.indexrelid, k.pos::int, false) END,
        'collation', CASE WHEN k.coll <> 0 AND k.coll IS DISTINCT FROM coalesce(a.attcollation, 100)
          THEN CASE WHEN cn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(cn.nspname) || '.' END || quote_ident(cl.collname) END,
        'opclass', CASE WHEN NOT oc.opcdefault OR ia.attoptions IS NOT NULL OR usual.oid <> oc.oid
          THEN CASE WHEN pg_opclass_is_visible(oc.oid) THEN '' ELSE quote_ident(onsp.nspname) || '.' END || quote_ident(oc.opcname)
            || coalesce(' (' || array_to_string(ia.attoptions, ', ') || ')', '') END,
        'desc', k.opt::int & 1 = 1,
        'first', k.opt::int & 2 = 2) ORDER BY k.pos) AS members
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indcollation::oid[], i.indclass::oid[], i.indoption::int2[]) WITH ORDINALITY k(att, coll, opc, opt, pos)
      JOIN pg_opclass oc ON oc.oid = k.opc JOIN pg_namespace onsp ON onsp.oid = oc.opcnamespace
      JOIN pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum = k.pos
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att AND k.att > 0
      LEFT JOIN pg_opclass usual ON usual.opcmethod = oc.opcmethod AND usual.opcdefault AND usual.opcintype = coalesce(a.atttypid, ia.atttypid)
      LEFT JOIN pg_collation cl ON cl.oid = k.coll LEFT JOIN pg_namespace cn ON cn.oid = cl.collnamespace
      WHERE k.pos <= i.indnkeyatts AND ${schemas}
      GROUP BY i.indexrelid`;

/** Indexes that no constraint owns. */
export const indexCatalog: Catalog<IndexAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, ic.relname AS name, ic.relispartition AS inherited, i.indisunique AS unique,
      newer.indnullsnotdistinct AS nulls_not_distinct, am.amname AS method, m.members,
      ARRAY(SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(att, pos) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att
        WHERE k.pos > i.indnkeyatts ORDER BY k.pos) AS include,
      pg_get_expr(i.indpred, i.indrelid) AS where, ic.reloptions AS options,
      (SELECT quote_ident(ts.spcname) FROM pg_tablespace ts WHERE ts.oid = ic.reltablespace) AS tablespace,
      ${markColumns}, (SELECT jsonb_object_agg(ia.attnum, ia.attstattarget) FROM pg_attribute ia WHERE ia.attrelid = i.indexrelid AND ia.attstattarget >= 0) AS statistics, NOT i.indisvalid AS invalid, ${commentOf('ic.oid', 'pg_class')} AS comment
    FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am am ON am.oid = ic.relam
    JOIN ${newerColumns('pg_index', 'indexrelid', { indnullsnotdistinct: 'boolean' })} newer ON newer.key = i.indexrelid
    JOIN (${membersSql(schemas)}) m ON m.index = i.indexrelid
    WHERE ${isRelation} AND ${isFree} AND ${schemas}`,
  read: (row) => ({
    unique: flag(row, 'unique'),
    nullsNotDistinct: flag(row, 'nulls_not_distinct'),
    method: needText(row, 'method'),
    columns: readMembers(row['members']),
    include: texts(row, 'include'),
    where: text(row, 'where'),
    with: readParameters(row['options']),
    tablespace: text(row, 'tablespace'),
    statistics: readStatistics(row['statistics']),
    ...readMarks(row),
    invalid: flag(row, 'invalid'),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT 'pg_class'::regclass::oid, family.oid, 0, n.nspname::text, c.relname::text, ic.relname::text
    FROM (SELECT indexrelid AS oid, indexrelid AS root FROM pg_index UNION ALL SELECT child, ancestor FROM ${ancestry} up) family
    JOIN pg_index i ON i.indexrelid = family.root JOIN pg_class ic ON ic.oid = i.indexrelid AND NOT ic.relispartition JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${isRelation} AND ${isFree} AND ${schemas}`,
};

function readStatistics(targets: Json | undefined): Readonly<Record<string, number>> {
  const list = isJsonObject(targets) ? Object.entries(targets) : [];
  return Object.fromEntries(list.map(([place, target]) => [place, Number(target)]));
}

function readMembers(members: Json | undefined): readonly IndexMember[] {
  return isList(members) ? members.filter(isJsonObject).map(readMember) : [];
}

function readMember(row: Readonly<Record<string, Json>>): IndexMember {
  const [expression, collation, opclass] = [text(row, 'expression'), text(row, 'collation'), text(row, 'opclass')];
  const [desc, first] = [flag(row, 'desc'), flag(row, 'first')];
  return {
    ...(expression === null ? { column: needText(row, 'column') } : { expression }),
    ...(collation === null ? {} : { collation }),
    ...(opclass === null ? {} : { opclass }),
    ...(desc ? { order: 'desc' as const } : {}),
    ...(first === desc ? {} : { nulls: first ? ('first' as const) : ('last' as const) }),
  };
}
