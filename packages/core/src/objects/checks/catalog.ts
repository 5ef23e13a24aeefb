import type { Catalog } from '../../kind.js';
import { constraintAddresses } from '../keys-catalog.js';
import { flag, needText, text } from '../read.js';
import { isTable } from '../tables/catalog.js';
import type { CheckAttributes } from './check.js';
import { commentOf, newerColumns } from '../catalog-sql.js';

/** Check constraints of tables. */
export const checkCatalog: Catalog<CheckAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, co.conname AS name, NOT co.conislocal AS inherited, pg_get_expr(co.conbin, co.conrelid) AS expression,
      NOT co.convalidated AS not_valid, co.connoinherit AS no_inherit, NOT coalesce(newer.conenforced, true) AS not_enforced,
      ${commentOf('co.oid', 'pg_constraint')} AS comment
    FROM pg_constraint co JOIN pg_class c ON c.oid = co.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN ${newerColumns('pg_constraint', 'oid', { conenforced: 'boolean' })} newer ON newer.key = co.oid
    WHERE co.contype = 'c' AND ${isTable} AND ${schemas}`,
  read: (row) => ({
    expression: needText(row, 'expression'),
    notValid: flag(row, 'not_valid') && !flag(row, 'not_enforced'),
    noInherit: flag(row, 'no_inherit'),
    notEnforced: flag(row, 'not_enforced'),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => constraintAddresses('c', schemas),
};
