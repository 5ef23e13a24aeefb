import type { CatalogRow } from '../kind.js';
import { flag, text, texts } from './read.js';
import { readParameters, type Described, type StorageParameters } from './rules.js';
import type { Deferral } from './constraints.js';
import { literal } from '../sql/quote.js';
import { isTable } from './tables/catalog.js';

/** What a primary key and a unique constraint have in common. */
export interface KeyAttributes extends Deferral, Described {
  readonly columns: readonly string[];
  readonly include?: readonly string[];
  /** Storage parameters of its index. */
  readonly with?: StorageParameters;
}

/** The query over constraints that have an index: `p` primary keys, `u` uniques. */
export const keySql = (type: 'p' | 'u', schemas: string): string => `
    SELECT n.nspname AS schema, c.relname AS table, co.conname AS name,
      ARRAY(SELECT a.attname FROM unnest(co.conkey) WITH ORDINALITY k(att, pos) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att ORDER BY k.pos) AS columns,
      ARRAY(SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(att, pos) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att
        WHERE k.pos > i.indnkeyatts ORDER BY k.pos) AS include,
      co.condeferrable AS deferrable, co.condeferred AS deferred, ic.reloptions AS options,
      (to_jsonb(i)->>'indnullsnotdistinct')::boolean AS nulls_not_distinct, obj_description(co.oid, 'pg_constraint') AS comment
    FROM pg_constraint co JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_index i ON i.indexrelid = co.conindid JOIN pg_class ic ON ic.oid = co.conindid
    WHERE co.contype = ${literal(type)} AND ${isTable} AND ${schemas}`;

/** A row of {@link keySql}. */
export const readKey = (row: CatalogRow): KeyAttributes => ({
  columns: texts(row, 'columns'),
  include: texts(row, 'include'),
  deferrable: flag(row, 'deferrable'),
  initiallyDeferred: flag(row, 'deferred'),
  with: readParameters(row['options']),
  comment: text(row, 'comment'),
});

/** A constraint and its index are one object. */
export const constraintAddresses = (type: 'p' | 'u' | 'x' | 'c' | 'f', schemas: string): string => `
    SELECT 'pg_constraint'::regclass::oid, co.oid, 0, n.nspname::text, c.relname::text, co.conname::text
    FROM pg_constraint co JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE co.contype = ${literal(type)} AND ${isTable} AND ${schemas}${
      type === 'p' || type === 'u' || type === 'x'
        ? `
    UNION ALL SELECT 'pg_class'::regclass, co.conindid, 0, n.nspname::text, c.relname::text, co.conname::text
    FROM pg_constraint co JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE co.contype = ${literal(type)} AND ${isTable} AND ${schemas}`
        : ''
    }`;
