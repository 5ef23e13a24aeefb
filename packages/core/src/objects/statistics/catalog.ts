import type { Catalog } from '../../kind.js';
import { needText, text } from '../read.js';
import { ownerColumn } from '../rules.js';
import { isRelation } from '../tables/catalog.js';
import type { StatisticsAttributes } from './statistics.js';
import { commentOf } from '../catalog-sql.js';

/** Those in a schema that is not their table's have no id here, and are not seen. */
const from = `pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid JOIN pg_namespace n ON n.oid = c.relnamespace AND n.oid = s.stxnamespace`;

/** Extended statistics. */
export const statisticsCatalog: Catalog<StatisticsAttributes> = {
  // Name and table stand in the id: what is left of the definition is the text between them.
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, s.stxname AS name, left(d.rest, -length(' FROM ' || s.stxrelid::regclass)) AS definition,
      nullif(to_jsonb(s)->>'stxstattarget', '-1')::int AS target, ${ownerColumn('s.stxowner')}, ${commentOf('s.oid', 'pg_statistic_ext')} AS comment
    FROM ${from} CROSS JOIN LATERAL (
      SELECT substr(pg_get_statisticsobjdef(s.oid), length(format('CREATE STATISTICS %I.%I ', n.nspname, s.stxname)) + 1) AS rest) d
    WHERE ${isRelation} AND ${schemas}`,
  read: (row) => ({
    definition: needText(row, 'definition'),
    target: row['target'] == null ? null : Number(row['target']),
    owner: text(row, 'owner'),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT 'pg_statistic_ext'::regclass::oid, s.oid, 0, n.nspname::text, c.relname::text, s.stxname::text
    FROM ${from}
    WHERE ${isRelation} AND ${schemas}`,
};
