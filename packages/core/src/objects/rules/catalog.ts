import type { Catalog } from '../../kind.js';
import { firingColumn, readFiring } from '../firing.js';
import { needText, text } from '../read.js';
import { isRelation } from '../tables/catalog.js';
import type { RuleAttributes } from './rule.js';
import { commentOf } from '../catalog-sql.js';

const from = `pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace`;
const where = (schemas: string): string => `r.rulename <> '_RETURN' AND ${isRelation} AND ${schemas}`;

const events = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

/** Rewrite rules of tables. */
export const ruleCatalog: Catalog<RuleAttributes> = {
  // Name and table stand in the id: what is left of the definition is the text after the table.
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, r.rulename AS name, ${firingColumn('r.ev_enabled')},
      CASE r.ev_type WHEN '1' THEN 'SELECT' WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END AS event,
      btrim(substr(d.rest, position(d.target IN d.rest) + length(d.target)), E' \\n;') AS action,
      ${commentOf('r.oid', 'pg_rewrite')} AS comment
    FROM ${from} CROSS JOIN LATERAL (
      SELECT substr(pg_get_ruledef(r.oid), length(format('CREATE RULE %I AS', r.rulename)) + 1) AS rest,
        format(' TO %I.%I', n.nspname, c.relname) AS target) d
    WHERE ${where(schemas)}`,
  read: (row) => ({
    event: events.find((event) => event === row['event']) ?? 'SELECT',
    action: needText(row, 'action'),
    fires: readFiring(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT 'pg_rewrite'::regclass::oid, r.oid, 0, n.nspname::text, c.relname::text, r.rulename::text
    FROM ${from}
    WHERE ${where(schemas)}`,
};
