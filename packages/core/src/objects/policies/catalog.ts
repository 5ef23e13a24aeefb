import type { Catalog } from '../../kind.js';
import { flag, text, texts } from '../read.js';
import { isTable } from '../tables/catalog.js';
import type { PolicyAttributes } from './policy.js';
import { commentOf } from '../catalog-sql.js';

const from = `pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace`;

const commands = ['all', 'select', 'insert', 'update', 'delete'] as const;

/** Policies. */
export const policyCatalog: Catalog<PolicyAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, p.polname AS name, p.polpermissive AS permissive,
      CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END AS command,
      (SELECT array_agg(r.name ORDER BY r.name COLLATE "C") FROM (SELECT CASE oid WHEN 0 THEN 'public' ELSE pg_get_userbyid(oid) END::text AS name FROM unnest(p.polroles) oid) r) AS roles,
      pg_get_expr(p.polqual, p.polrelid) AS "using", pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
      ${commentOf('p.oid', 'pg_policy')} AS comment
    FROM ${from}
    WHERE ${isTable} AND ${schemas}`,
  read: (row) => ({
    command: commands.find((command) => command === row['command']) ?? 'all',
    permissive: flag(row, 'permissive'),
    roles: texts(row, 'roles'),
    using: text(row, 'using'),
    check: text(row, 'check'),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT 'pg_policy'::regclass::oid, p.oid, 0, n.nspname::text, c.relname::text, p.polname::text
    FROM ${from}
    WHERE ${isTable} AND ${schemas}`,
};
