import { equal, isJsonObject, type JsonObject } from '../../json.js';
import type { Alteration, Find, Kind, PrivilegeTarget } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import type { Alter } from '../../operation.js';
import { runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { privilegesOf } from '../privileges.js';
import {
  alterParameters,
  commentOn,
  ownerOf,
  storageParameters,
  withClause,
  type StorageParameters,
  dropStatement,
} from '../rules.js';
import { viewCatalog } from './catalog.js';
import { followColumns, changeColumns, mergeColumns } from './columns.js';
import { neededBy } from './spoken.js';
import type { ViewAttributes } from './view.js';

const address = (id: Id): string => `VIEW ${ident(id.schema, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: `TABLE ${ident(id.schema, id.name)}` });

/** Views: CREATE VIEW. */
export const viewKind: Kind<ViewAttributes> = {
  name: 'view',
  scope: ['schema'],
  verb: 'create',
  lenient: 'drop',
  container: true,
  unsaid: true,
  attributes: {
    query: { alter: alterQuery },
    with: { default: {}, alter: alterQuery },
    columns: {
      follow: followColumns,
      default: [],
      alter: ({ id, from, to }) => changeColumns(id, address(id), from.columns ?? [], to.columns ?? []),
    },
    owner: ownerOf(address),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
    shape: { default: null, alter: 'replace', compared: 'unwritten' },
  },
  // A view is a type too: that of its rows.
  namespaces: (id) => [`relations of ${id.schema}`, `types of ${id.schema}`],
  needs: neededBy,
  replaces: (before, after) => before.attributes.query !== after.attributes.query && !extendsColumns(before, after),
  carries,
  create: ({ id, attributes }) => [createView('CREATE', id, attributes.query, attributes.with)],
  after: ({ id, attributes }) => changeColumns(id, address(id), [], attributes.columns ?? []),
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  adopt: (model, current) => ({
    ...model,
    columns: mergeColumns(model.columns, current?.columns, model.shape),
  }),
  standIn: ({ id, attributes: { query } }, _parts, schema) =>
    inside(`CREATE VIEW ${ident(schema, id.name)} AS ${runnable(query)}`),
  texts: {
    reads: true,
    attributes: ['query', 'shape'],
    ask: ({ attributes: { query } }, _columns, write) => ({
      kind: 'view',
      statement: ['CREATE VIEW ', ` AS ${write(query)}`],
    }),
  },
  catalog: viewCatalog,
};

function createView(verb: string, id: Id, query: string, options: StorageParameters | undefined): Statement {
  return inside(`${verb} ${address(id)}${withClause(options)} AS\n${runnable(query)}`);
}

/** A new query takes the options along: CREATE OR REPLACE forgets those that it does not say. */
function alterQuery({ id, from, to, manner }: Alteration<ViewAttributes>): readonly Statement[] {
  if (to.query === undefined) return alterParameters(address(id), from.with, to.with);
  const keep = isJsonObject(manner['keep']) ? storageParameters(manner['keep']['with']) : {};
  return [createView('CREATE OR REPLACE', id, to.query, to.with ?? keep)];
}

function carries({ id, changes }: Alter, _dependents: readonly unknown[], find: Find): JsonObject | undefined {
  const options = find('view', id)[0]?.attributes['with'];
  return changes['query'] && !changes['with'] && options !== undefined ? { keep: { with: options } } : undefined;
}

/** CREATE OR REPLACE VIEW can only add columns after those that are there. */
function extendsColumns(
  { attributes: { shape: before } }: DatabaseObject<ViewAttributes>,
  { attributes: { shape: after } }: DatabaseObject<ViewAttributes>,
): boolean {
  return before != null && after != null && before.every((column, i) => equal({ ...column }, { ...after[i] }));
}
