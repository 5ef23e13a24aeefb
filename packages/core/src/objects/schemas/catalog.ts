import { isFree } from '../extension-members.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { ownerColumn } from '../rules.js';
import type { Catalog } from '../../kind.js';
import { text } from '../read.js';
import type { SchemaAttributes } from './schema.js';
import { commentOf } from '../catalog-sql.js';

/** Schemas, without those of an extension. */
export const schemaCatalog: Catalog<SchemaAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS name, ${commentOf('n.oid', 'pg_namespace')} AS comment, ${ownerColumn('n.nspowner')}, ${privilegesColumn('n.nspacl', 'n', 'n.nspowner')}
    FROM pg_namespace n WHERE ${schemas}
      AND ${isFree('pg_namespace', 'n.oid')}`,
  read: (row) => ({ owner: text(row, 'owner'), privileges: readPrivileges(row), comment: text(row, 'comment') }),
  addresses: (schemas) => `
    SELECT 'pg_namespace'::regclass::oid AS classid, n.oid AS objid, 0 AS objsubid, NULL::text AS schema, NULL::text AS table, n.nspname::text AS name
    FROM pg_namespace n WHERE ${schemas} AND ${isFree('pg_namespace', 'n.oid')}`,
};
