import { isFree } from '../extension-members.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { ownerColumn } from '../rules.js';
import type { Catalog } from '../../kind.js';
import { text, texts } from '../read.js';
import type { EnumAttributes } from './enum.js';
import { commentOf } from '../catalog-sql.js';

/** Enums and their values, in order. */
export const enumCatalog: Catalog<EnumAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, t.typname AS name, ${commentOf('t.oid', 'pg_type')} AS comment, ${ownerColumn('t.typowner')}, ${privilegesColumn('t.typacl', 'T', 't.typowner')},
      ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS values
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype = 'e' AND ${schemas}
      AND ${isFree('pg_type', 't.oid')}`,
  read: (row) => ({
    values: texts(row, 'values'),
    owner: text(row, 'owner'),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT 'pg_type'::regclass::oid, a.oid, 0, n.nspname::text, NULL::text, t.typname::text
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace CROSS JOIN LATERAL (VALUES (t.oid), (t.typarray)) a(oid)
    WHERE t.typtype = 'e' AND ${schemas} AND ${isFree('pg_type', 't.oid')}`,
};
