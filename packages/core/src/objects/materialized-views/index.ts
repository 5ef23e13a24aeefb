import type { JsonObject } from '../../json.js';
import type { Kind, PrivilegeTarget } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { inside } from '../../statement.js';
import { replaced } from '../constraints.js';
import { privilegesOf } from '../privileges.js';
import { alterParameters, commentOn, ownerOf, withClause, createAddress, dropStatement } from '../rules.js';
import { followColumns, changeColumns, mergeColumns } from '../views/columns.js';
import { neededBy } from '../views/spoken.js';
import { materializedViewCatalog } from './catalog.js';
import type { MaterializedViewAttributes } from './materialized-view.js';

const address = (id: Id): string => `MATERIALIZED VIEW ${ident(id.schema, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: `TABLE ${ident(id.schema, id.name)}` });

/** Materialized views: CREATE MATERIALIZED VIEW. Their rows are made of other rows, so one can be made again. */
export const materializedViewKind: Kind<MaterializedViewAttributes> = {
  name: 'materialized_view',
  scope: ['schema'],
  verb: 'create',
  lenient: 'both',
  container: true,
  unsaid: true,
  attributes: {
    query: { alter: 'replace' },
    accessMethod: replaced<string | null>(null),
    with: { default: {}, alter: ({ id, from, to }) => alterParameters(address(id), from.with, to.with) },
    tablespace: {
      default: null,
      alter: ({ id, to }) => [inside(`ALTER ${address(id)} SET TABLESPACE ${ident(to.tablespace ?? 'pg_default')}`)],
    },
    columns: {
      follow: followColumns,
      default: [],
      alter: ({ id, from, to }) => changeColumns(id, address(id), from.columns ?? [], to.columns ?? []),
    },
    withNoData: { default: false, alter: 'replace', compared: false },
    owner: ownerOf(address),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
    shape: { default: null, alter: 'replace', compared: 'unwritten' },
  },
  // A materialized view is a type too: that of its rows.
  namespaces: (id) => [`relations of ${id.schema}`, `types of ${id.schema}`],
  needs: neededBy,
  create: (object, _clauses, manner) => [inside(createMaterializedView(object, manner))],
  after: ({ id, attributes }) => changeColumns(id, address(id), [], attributes.columns ?? []),
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  // Once it has been refreshed it comes back with its rows, whatever the model says of its beginning.
  adopt: (model, current) => ({
    ...model,
    columns: mergeColumns(model.columns, current?.columns, model.shape),
    withNoData: (current ?? model).withNoData ?? false,
  }),
  standIn: ({ id, attributes: { query } }, _parts, schema) =>
    inside(`CREATE VIEW ${ident(schema, id.name)} AS ${runnable(query)}`),
  texts: {
    reads: true,
    attributes: ['query', 'shape'],
    // As a view: a materialized one may not read what is temporary, and its query shall not run.
    ask: ({ attributes: { query } }, _columns, write) => ({
      kind: 'view',
      statement: ['CREATE VIEW ', ` AS ${write(query)}`],
    }),
  },
  catalog: materializedViewCatalog,
};

function createMaterializedView(
  { id, attributes }: DatabaseObject<MaterializedViewAttributes>,
  manner: JsonObject,
): string {
  const { query, accessMethod, with: parameters, tablespace, withNoData } = attributes;
  return [
    createAddress(address(id), manner),
    accessMethod ? ` USING ${ident(accessMethod)}` : '',
    withClause(parameters),
    tablespace ? ` TABLESPACE ${ident(tablespace)}` : '',
    ` AS\n${runnable(query)}`,
    withNoData ? '\nWITH NO DATA' : '',
  ].join('');
}
