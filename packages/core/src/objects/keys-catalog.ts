import type { CatalogRow } from '../kind.js';
import { indexCommentColumn, markColumns, readMarks, type OwnIndex } from './index-marks.js';
import { ancestry } from './inheritance.js';
import { flag, text, texts } from './read.js';
import { readParameters, type Described, type StorageParameters } from './rules.js';
import type { Deferral } from './constraints.js';
import { literal } from '../sql/quote.js';
import { isTable } from './tables/catalog.js';
import { commentOf, newerColumns } from './catalog-sql.js';

/** What a primary key and a unique constraint have in common. */
export interface KeyAttributes extends Deferral, Described, OwnIndex {
  readonly columns: readonly string[];
  readonly include?: readonly string[];
  /** The last column is a range, and no two rows of the same others overlap (18 and newer). */
  readonly withoutOverlaps?: boolean;
  /** Storage parameters of its index. */
  readonly with?: StorageParameters;
}

/** The query over constraints that have an index: `p` primary keys, `u` uniques. */
export const keySql = (type: 'p' | 'u', schemas: string): string => `
    SELECT n.nspname AS schema, c.relname AS table, co.conname AS name, NOT co.conislocal AS inherited,
      ARRAY(SELECT a.attname FROM unnest(co.conkey) WITH ORDINALITY k(att, pos) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att ORDER BY k.pos) AS columns,
      ARRAY(SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(att, pos) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att
        WHERE k.pos > i.indnkeyatts ORDER BY k.pos) AS include,
      coalesce(newer.conperiod, false) AS without_overlaps, co.condeferrable AS deferrable, co.condeferred AS deferred, ic.reloptions AS options, ${markColumns}, ${indexCommentColumn},
      newer_index.indnullsnotdistinct AS nulls_not_distinct, ${commentOf('co.oid', 'pg_constraint')} AS comment
    FROM pg_constraint co JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_index i ON i.indexrelid = co.conindid JOIN pg_class ic ON ic.oid = co.conindid
    JOIN ${newerColumns('pg_constraint', 'oid', { conperiod: 'boolean' })} newer ON newer.key = co.oid
    JOIN ${newerColumns('pg_index', 'indexrelid', { indnullsnotdistinct: 'boolean' })} newer_index ON newer_index.key = co.conindid
    WHERE co.contype = ${literal(type)} AND ${isTable} AND ${schemas}`;

/** A row of {@link keySql}. */
export const readKey = (row: CatalogRow): KeyAttributes => ({
  columns: texts(row, 'columns'),
  include: texts(row, 'include'),
  withoutOverlaps: flag(row, 'without_overlaps'),
  deferrable: flag(row, 'deferrable'),
  initiallyDeferred: flag(row, 'deferred'),
  with: readParameters(row['options']),
  ...readMarks(row),
  indexComment: text(row, 'index_comment'),
  comment: text(row, 'comment'),
});

type ConstraintType = 'p' | 'u' | 'x' | 'c' | 'f';

const byIndex = `JOIN ${ancestry} up ON up.ancestor = r.conindid JOIN pg_constraint k ON k.conindid = up.child AND k.contype = r.contype`;

/** How those that are inherited, `k`, are found from the constraint that a table says, `r`. */
const inherited: Readonly<Record<ConstraintType, string>> = {
  p: byIndex,
  u: byIndex,
  x: byIndex,
  c: `JOIN ${ancestry} up ON up.ancestor = r.conrelid JOIN pg_constraint k ON k.conrelid = up.child AND k.conname = r.conname AND k.contype = r.contype AND NOT k.conislocal`,
  f: `JOIN (WITH RECURSIVE up(oid, root) AS (SELECT oid, conparentid FROM pg_constraint WHERE conparentid <> 0
        UNION SELECT up.oid, p.conparentid FROM up JOIN pg_constraint p ON p.oid = up.root WHERE p.conparentid <> 0) SELECT oid, root FROM up) up ON up.root = r.oid
      JOIN pg_constraint k ON k.oid = up.oid`,
};

/** A constraint, its index, and what partitions and children have of both are one object. */
export const constraintAddresses = (type: ConstraintType, schemas: string): string => `
    SELECT a.classid, a.objid, 0, n.nspname::text, c.relname::text, co.conname::text
    FROM (
      SELECT r.oid, r.conindid, r.oid AS root FROM pg_constraint r WHERE r.contype = ${literal(type)}
      UNION ALL SELECT k.oid, k.conindid, r.oid FROM pg_constraint r ${inherited[type]}
      WHERE r.contype = ${literal(type)}) family
    JOIN pg_constraint co ON co.oid = family.root AND ${type === 'f' ? 'co.conparentid = 0' : 'co.conislocal'}
    JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL (VALUES ('pg_constraint'::regclass::oid, family.oid)${
      hasIndex(type) ? `, ('pg_class'::regclass::oid, family.conindid)` : ''
    }) a(classid, objid)
    WHERE ${isTable} AND ${schemas}`;

const hasIndex = (type: ConstraintType): boolean => type === 'p' || type === 'u' || type === 'x';
