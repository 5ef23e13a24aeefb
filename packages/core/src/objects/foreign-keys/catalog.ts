import type { Catalog } from '../../kind.js';
import { constraintAddresses } from '../keys-catalog.js';
import { flag, needText, text, texts } from '../read.js';
import { isTable } from '../tables/catalog.js';
import type { Action, ForeignKeyAttributes } from './foreign-key.js';
import { commentOf, newerColumns } from '../catalog-sql.js';

const actions: Readonly<Record<string, Action>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};
const names = (attributes: string, relation: string): string =>
  `ARRAY(SELECT a.attname FROM unnest(${attributes}) WITH ORDINALITY k(att, pos) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.att ORDER BY k.pos)`;

/** Foreign keys. Where the target has partitions, PostgreSQL keeps one more on the same table for each: these are no objects. */
export const foreignKeyCatalog: Catalog<ForeignKeyAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, co.conname AS name, pc.oid IS NOT NULL AS inherited, ${names('co.conkey', 'co.conrelid')} AS columns,
      rn.nspname AS ref_schema, r.relname AS ref_table, ${names('co.confkey', 'co.confrelid')} AS ref_columns,
      co.confdeltype AS on_delete, co.confupdtype AS on_update, co.confmatchtype = 'f' AS match_full,
      ${names('newer.confdelsetcols', 'co.conrelid')} AS on_delete_columns,
      coalesce(newer.conperiod, false) AS period, co.condeferrable AS deferrable, co.condeferred AS deferred, NOT co.convalidated AS not_valid,
      NOT coalesce(newer.conenforced, true) AS not_enforced, ${commentOf('co.oid', 'pg_constraint')} AS comment
    FROM pg_constraint co JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class r ON r.oid = co.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
    JOIN ${newerColumns('pg_constraint', 'oid', { conperiod: 'boolean', conenforced: 'boolean', confdelsetcols: 'int2[]' })} newer ON newer.key = co.oid
    LEFT JOIN pg_constraint pc ON pc.oid = co.conparentid
    WHERE co.contype = 'f' AND (pc.oid IS NULL OR pc.conrelid <> co.conrelid) AND ${isTable} AND ${schemas}`,
  read: (row) => {
    const schema = needText(row, 'ref_schema');
    return {
      columns: texts(row, 'columns'),
      references: {
        ...(schema === 'public' ? {} : { schema }),
        table: needText(row, 'ref_table'),
        columns: texts(row, 'ref_columns'),
      },
      onDelete: actions[needText(row, 'on_delete')] ?? 'no action',
      onUpdate: actions[needText(row, 'on_update')] ?? 'no action',
      onDeleteColumns: texts(row, 'on_delete_columns'),
      period: flag(row, 'period'),
      match: flag(row, 'match_full') ? 'full' : 'simple',
      deferrable: flag(row, 'deferrable'),
      initiallyDeferred: flag(row, 'deferred'),
      notValid: flag(row, 'not_valid') && !flag(row, 'not_enforced'),
      notEnforced: flag(row, 'not_enforced'),
      comment: text(row, 'comment'),
    };
  },
  addresses: (schemas) => constraintAddresses('f', schemas),
};
