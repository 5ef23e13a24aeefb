import type { Catalog } from '../../kind.js';
import { indexCommentColumn, markColumns, readMarks } from '../index-marks.js';
import { constraintAddresses } from '../keys-catalog.js';
import { needText, text } from '../read.js';
import { isTable } from '../tables/catalog.js';
import type { ExclusionAttributes } from './exclusion.js';
import { commentOf } from '../catalog-sql.js';

/** Exclusion constraints. */
export const exclusionCatalog: Catalog<ExclusionAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, co.conname AS name, NOT co.conislocal AS inherited, pg_get_constraintdef(co.oid) AS definition, ${markColumns}, ${indexCommentColumn},
      ${commentOf('co.oid', 'pg_constraint')} AS comment
    FROM pg_constraint co JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_index i ON i.indexrelid = co.conindid
    WHERE co.contype = 'x' AND ${isTable} AND ${schemas}`,
  read: (row) => ({
    definition: needText(row, 'definition'),
    ...readMarks(row),
    indexComment: text(row, 'index_comment'),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => constraintAddresses('x', schemas),
};
