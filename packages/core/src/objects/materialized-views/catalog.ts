import type { Catalog } from '../../kind.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { flag, needText, text } from '../read.js';
import { ownerColumn, readParameters } from '../rules.js';
import { isView, queryColumn, viewAddresses } from '../views/catalog.js';
import { readColumns, viewColumns } from '../views/columns.js';
import type { MaterializedViewAttributes } from './materialized-view.js';
import { commentOf } from '../catalog-sql.js';

/** Materialized views. */
export const materializedViewCatalog: Catalog<MaterializedViewAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, c.relname AS name, ${queryColumn}, k.columns, NOT c.relispopulated AS with_no_data,
      (SELECT array_agg(o ORDER BY o) FROM (
        SELECT unnest(c.reloptions) AS o
        UNION ALL SELECT 'toast.' || unnest(x.reloptions) FROM pg_class x WHERE x.oid = c.reltoastrelid) options) AS options,
      (SELECT am.amname FROM pg_am am WHERE am.oid = c.relam AND am.amname <> 'heap') AS access_method,
      (SELECT ts.spcname FROM pg_tablespace ts WHERE ts.oid = c.reltablespace) AS tablespace,
      ${ownerColumn('c.relowner')}, ${privilegesColumn('c.relacl', 'r', 'c.relowner')}, ${commentOf('c.oid', 'pg_class')} AS comment
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN (${viewColumns('m', schemas)}) k ON k.relation = c.oid
    WHERE ${isView('m')} AND ${schemas}`,
  read: (row) => ({
    query: needText(row, 'query'),
    accessMethod: text(row, 'access_method'),
    with: readParameters(row['options']),
    tablespace: text(row, 'tablespace'),
    withNoData: flag(row, 'with_no_data'),
    ...readColumns(row['columns']),
    owner: text(row, 'owner'),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => viewAddresses('m', schemas),
};
