import { isJsonObject } from '../../json.js';
import type { Catalog, CatalogRow } from '../../kind.js';
import { makeObjectName } from '../../sql/names.js';
import { ancestry } from '../inheritance.js';
import { notNullColumns, readNotNull, readNotNullName } from '../not-null.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { flag, needText, text } from '../read.js';
import { readParameters } from '../rules.js';
import { serialSequences } from '../sequences/catalog.js';
import { optionColumns, readOptions, unusual } from '../sequences/options.js';
import { isTable } from '../tables/catalog.js';
import type { ColumnAttributes, Identity, OwnSequence, Serial } from './column.js';
import { commentOf, commentOfColumn } from '../catalog-sql.js';

const ownSequence = (sequence: string): string => `
      (SELECT to_jsonb(q) FROM (SELECT sc.relname AS sequence, ${commentOf('sc.oid', 'pg_class')} AS comment, ${privilegesColumn('sc.relacl', 's', 'sc.relowner')}, ${optionColumns}
        FROM pg_sequence s JOIN pg_class sc ON sc.oid = s.seqrelid WHERE s.seqrelid = ${sequence}) q)`;

/** The columns of all tables, `rel` and `att`, and the table, `own`, that says them: for a column that is inherited, an ancestor. */
const columns = `(
      SELECT a.attrelid AS rel, a.attnum AS att, a.attrelid AS own, a.attname FROM pg_attribute a
      WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attislocal
      UNION ALL SELECT a.attrelid, a.attnum, p.attrelid, a.attname
      FROM ${ancestry} up JOIN pg_attribute a ON a.attrelid = up.child JOIN pg_attribute p ON p.attrelid = up.ancestor AND p.attname = a.attname
      WHERE a.attnum > 0 AND NOT a.attisdropped AND NOT a.attislocal AND NOT p.attisdropped AND p.attislocal) a`;

/** Columns of tables. */
export const columnCatalog: Catalog<ColumnAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, a.attname AS name, a.attnum - 1 AS position, NOT a.attislocal AS inherited,
      format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null, ${notNullColumns('a.attislocal AND NOT nn.conislocal')},
      (SELECT CASE WHEN cn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(cn.nspname) || '.' END || quote_ident(co.collname)
       FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
       WHERE co.oid = a.attcollation AND a.attcollation <> t.typcollation) AS collation,
      a.attgenerated AS generated, a.attidentity AS identity,
      CASE WHEN serial.seq IS NULL THEN pg_get_expr(ad.adbin, ad.adrelid) END AS expression,
      CASE WHEN a.attidentity <> '' THEN ${ownSequence(`(
        SELECT d.objid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
          AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.deptype = 'i')`)} END AS identity_sequence,
      CASE WHEN serial.seq IS NOT NULL THEN ${ownSequence('serial.seq')} END AS serial_sequence,
      CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END END AS storage,
      CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
      nullif(a.attstattarget, -1) AS statistics, a.attoptions AS options, ${privilegesColumn('a.attacl', 'c', 'c.relowner')}, ${commentOfColumn('c.oid', 'a.attnum')} AS comment
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_constraint nn ON nn.conrelid = c.oid AND nn.conkey[1] = a.attnum AND nn.contype = 'n'
    LEFT JOIN pg_attrdef ad ON ad.adrelid = c.oid AND ad.adnum = a.attnum
    LEFT JOIN (${serialSequences}) serial ON serial.rel = c.oid AND serial.att = a.attnum
    WHERE ${isTable} AND ${schemas}`,
  read: (row) => {
    const generated = text(row, 'generated');
    const expression = text(row, 'expression');
    return {
      type: needText(row, 'type'),
      collation: text(row, 'collation'),
      notNull: flag(row, 'not_null'),
      notNullConstraint: readNotNull(row),
      notNullName: readNotNullName(row),
      default: generated ? null : expression,
      generated: generated && expression !== null ? { expression, stored: generated === 's' } : null,
      identity: readIdentity(row),
      serial: readSerial(row),
      storage: text(row, 'storage'),
      compression: text(row, 'compression'),
      statistics: row['statistics'] == null ? null : Number(row['statistics']),
      options: readParameters(row['options']),
      privileges: readPrivileges(row),
      comment: text(row, 'comment'),
      position: Number(row['position']),
    };
  },
  addresses: (schemas) => `
    SELECT x.classid, x.objid, x.objsubid, n.nspname::text, c.relname::text, a.attname::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN ${columns} ON a.own = c.oid
    CROSS JOIN LATERAL (
      SELECT 'pg_class'::regclass::oid AS classid, a.rel AS objid, a.att::int AS objsubid
      UNION ALL SELECT 'pg_attrdef'::regclass, ad.oid, 0 FROM pg_attrdef ad WHERE ad.adrelid = a.rel AND ad.adnum = a.att
    ) x
    WHERE ${isTable} AND ${schemas}
    UNION ALL SELECT 'pg_class'::regclass, s.seq, 0, n.nspname::text, c.relname::text, a.attname::text
    FROM (${serialSequences} UNION ALL
      SELECT d.objid, d.refobjid, d.refobjsubid FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i' AND d.refobjsubid > 0) s
    JOIN pg_class c ON c.oid = s.rel JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = s.rel AND a.attnum = s.att
    WHERE ${isTable} AND ${schemas}
    UNION ALL SELECT 'pg_constraint'::regclass, co.oid, 0, n.nspname::text, c.relname::text, a.attname::text
    FROM pg_constraint co JOIN ${columns} ON a.rel = co.conrelid AND a.att = co.conkey[1]
    JOIN pg_class c ON c.oid = a.own JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE co.contype = 'n' AND ${isTable} AND ${schemas}`,
};

function readIdentity(row: CatalogRow): Identity | null {
  const sequence = readOwnSequence(row, 'identity_sequence');
  return sequence && { generation: text(row, 'identity') === 'a' ? 'always' : 'by default', ...sequence };
}

function readSerial(row: CatalogRow): Serial | null {
  const [sequence, found] = [readOwnSequence(row, 'serial_sequence'), row['serial_sequence']];
  if (!sequence || !isJsonObject(found)) return null;
  return { ...sequence, type: needText(found, 'seq_type') };
}

function readOwnSequence(row: CatalogRow, column: string): OwnSequence | null {
  const found = row[column];
  if (!isJsonObject(found)) return null;
  const name = needText(found, 'sequence');
  const usual = name === makeObjectName(needText(row, 'table'), needText(row, 'name'), 'seq');
  const privileges = readPrivileges(found);
  return {
    ...(usual ? {} : { sequence: name }),
    ...unusual(readOptions(found)),
    ...(privileges ? { privileges } : {}),
    ...(found['comment'] == null ? {} : { comment: needText(found, 'comment') }),
  };
}
