import type { Catalog } from '../../kind.js';
import { makeObjectName } from '../../sql/names.js';
import { isFree } from '../extension-members.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { flag, needText, text } from '../read.js';
import { ownerColumn } from '../rules.js';
import { readChecks, type DomainAttributes } from './domain.js';
import { commentOf } from '../catalog-sql.js';

const from = (schemas: string): string => `
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype = 'd' AND ${schemas} AND ${isFree('pg_type', 't.oid')}`;

/** Domains, and their constraints. */
export const domainCatalog: Catalog<DomainAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, t.typname AS name, format_type(t.typbasetype, t.typtypmod) AS type, t.typnotnull AS not_null,
      (SELECT CASE WHEN cn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(cn.nspname) || '.' END || quote_ident(co.collname)
       FROM pg_type b JOIN pg_collation co ON co.oid = t.typcollation AND co.oid <> b.typcollation JOIN pg_namespace cn ON cn.oid = co.collnamespace
       WHERE b.oid = t.typbasetype) AS collation,
      coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS default,
      (SELECT k.conname FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'n') AS not_null_name,
      (SELECT ${commentOf('k.oid', 'pg_constraint')} FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'n') AS not_null_comment,
      (SELECT jsonb_agg(jsonb_build_object('name', k.conname, 'expression', pg_get_expr(k.conbin, 0), 'notValid', NOT k.convalidated,
          'comment', ${commentOf('k.oid', 'pg_constraint')}) ORDER BY k.conname COLLATE "C")
       FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS checks,
      ${commentOf('t.oid', 'pg_type')} AS comment, ${ownerColumn('t.typowner')}, ${privilegesColumn('t.typacl', 'T', 't.typowner')}
    ${from(schemas)}`,
  read: (row) => {
    const [named, usual] = [text(row, 'not_null_name'), notNullName(needText(row, 'name'))];
    const notNullComment = text(row, 'not_null_comment');
    return {
      type: needText(row, 'type'),
      collation: text(row, 'collation'),
      default: text(row, 'default'),
      notNull: flag(row, 'not_null'),
      notNullName: named === usual && notNullComment === null ? null : named,
      notNullComment,
      checks: readChecks(row['checks']),
      owner: text(row, 'owner'),
      privileges: readPrivileges(row),
      comment: text(row, 'comment'),
    };
  },
  addresses: (schemas) => `
    SELECT a.classid, a.objid, 0, n.nspname::text, NULL::text, t.typname::text
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    CROSS JOIN LATERAL (
      SELECT 'pg_type'::regclass::oid AS classid, t.oid AS objid UNION ALL SELECT 'pg_type'::regclass, t.typarray
      UNION ALL SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k WHERE k.contypid = t.oid
    ) a
    WHERE t.typtype = 'd' AND ${schemas} AND ${isFree('pg_type', 't.oid')}`,
};

/** The name PostgreSQL gives to a domain's NOT NULL. */
export const notNullName = (domain: string): string => makeObjectName(domain, null, 'not_null');
