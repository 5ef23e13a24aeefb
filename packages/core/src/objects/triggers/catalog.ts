import type { Catalog } from '../../kind.js';
import { firingColumn, readFiring } from '../firing.js';
import { flag, needText, text } from '../read.js';
import { isRelation } from '../tables/catalog.js';
import type { TriggerAttributes } from './trigger.js';
import { commentOf } from '../catalog-sql.js';

const from = `pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace`;
const where = (schemas: string): string => `NOT t.tgisinternal AND t.tgparentid = 0 AND ${isRelation} AND ${schemas}`;

/** The triggers that PostgreSQL made on partitions of one on the partitioned table. */
const clones = `(WITH RECURSIVE up(oid, root) AS (SELECT oid, tgparentid FROM pg_trigger WHERE tgparentid <> 0
      UNION SELECT up.oid, p.tgparentid FROM up JOIN pg_trigger p ON p.oid = up.root WHERE p.tgparentid <> 0) SELECT oid, root FROM up)`;

/** Whether the server writes `pg_temp` for the schema of temporary tables, and not its own name: PostgreSQL 15 and later. */
const saysTemp = `current_setting('server_version_num')::int >= 150000`;

/** Triggers that a user made, not those of foreign keys. */
export const triggerCatalog: Catalog<TriggerAttributes> = {
  // Name and table stand in the id: what is left of the definition are the texts before and after the table.
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS table, t.tgname AS name, t.tgconstraint <> 0 AS constraint, ${firingColumn('t.tgenabled')},
      left(d.rest, position(d.target IN d.rest) - 1) AS event, substr(d.rest, position(d.target IN d.rest) + length(d.target)) AS action,
      ${commentOf('t.oid', 'pg_trigger')} AS comment
    FROM ${from} CROSS JOIN LATERAL (
      SELECT substr(pg_get_triggerdef(t.oid), length(format('CREATE %sTRIGGER %I ', CASE WHEN t.tgconstraint <> 0 THEN 'CONSTRAINT ' END, t.tgname)) + 1) AS rest,
        format(' ON %I.%I ', CASE WHEN n.oid = pg_my_temp_schema() AND ${saysTemp} THEN 'pg_temp' ELSE n.nspname END, c.relname) AS target) d
    WHERE ${where(schemas)}`,
  read: (row) => ({
    event: needText(row, 'event'),
    action: needText(row, 'action'),
    constraint: flag(row, 'constraint'),
    fires: readFiring(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => `
    SELECT a.classid, a.objid, 0, n.nspname::text, c.relname::text, t.tgname::text
    FROM ${from} CROSS JOIN LATERAL (VALUES ('pg_trigger'::regclass::oid, t.oid), ('pg_constraint'::regclass::oid, t.tgconstraint)) a(classid, objid)
    WHERE ${where(schemas)}
    UNION ALL SELECT 'pg_trigger'::regclass, clone.oid, 0, n.nspname::text, c.relname::text, t.tgname::text
    FROM ${from} JOIN ${clones} clone ON clone.root = t.oid
    WHERE ${where(schemas)}`,
};
