import type { Catalog } from '../../kind.js';
import { constraintAddresses } from '../keys-catalog.js';
import { needText, text } from '../read.js';
import { isTable } from '../tables/catalog.js';
import type { ExclusionAttributes } from './exclusion.js';

/** Exclusion constraints. */
export const exclusionCatalog: Catalog<ExclusionAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, co.conname AS name, NOT co.conislocal AS inherited, pg_get_constraintdef(co.oid) AS definition,
      obj_description(co.oid, 'pg_constraint') AS comment
    FROM pg_constraint co JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE co.contype = 'x' AND ${isTable} AND ${schemas}`,
  read: (row) => ({ definition: needText(row, 'definition'), comment: text(row, 'comment') }),
  addresses: (schemas) => constraintAddresses('x', schemas),
};
