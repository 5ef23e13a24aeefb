import type { Catalog } from '../../kind.js';
import { text, texts } from '../read.js';
import { isTable } from '../tables/catalog.js';
import type { PublicationTableAttributes } from './publication-table.js';

/** PostgreSQL 14 has neither `prqual` nor `prattrs`: there the names are those of the outer row, which are null. */
const from = `(SELECT NULL::pg_node_tree AS prqual, NULL::int2vector AS prattrs) none CROSS JOIN LATERAL (
      SELECT r.oid, r.prpubid, r.prrelid, prattrs::int2[] AS attributes, pg_get_expr(prqual, r.prrelid) AS filter FROM pg_publication_rel r) r
    JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace`;

/** The tables that publications name. */
export const publicationTableCatalog: Catalog<PublicationTableAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, p.pubname AS name, r.filter AS where,
      ARRAY(SELECT a.attname FROM unnest(r.attributes) WITH ORDINALITY k(att, pos)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att ORDER BY k.pos) AS columns
    FROM ${from}
    WHERE ${isTable} AND ${schemas}`,
  read: (row) => ({ columns: texts(row, 'columns'), where: text(row, 'where') }),
  addresses: (schemas) => `
    SELECT 'pg_publication_rel'::regclass::oid, r.oid, 0, n.nspname::text, c.relname::text, p.pubname::text
    FROM ${from}
    WHERE ${isTable} AND ${schemas}`,
};
