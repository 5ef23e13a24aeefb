import { isList, type JsonObject } from '../../json.js';
import type { Kind, PrivilegeTarget } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import { ident, idents } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { schemaKey } from '../keys.js';
import { alterParameters, commentOn, ownerOf, withClause, createAddress, dropStatement } from '../rules.js';
import { privilegesOf } from '../privileges.js';
import { parkingRevision, parkTable, returnRows } from '../parking.js';
import { replicaIndexOf } from '../index-marks.js';
import { attached, isAttached } from './attached.js';
import { tableCatalog } from './catalog.js';
import {
  followParents,
  followPartitionKey,
  moveChild,
  movePartition,
  parentId,
  parentIdent,
  parentKey,
  parentsOf,
} from './parents.js';
import type { TableAttributes } from './table.js';
import { tableTexts } from './texts.js';

const address = (id: Id): string => `TABLE ${ident(id.schema, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: address(id) });
const alter = (id: Id, action: string): Statement => inside(`ALTER ${address(id)} ${action}`);

/** Tables: CREATE TABLE, with the clauses of its parts. */
export const tableKind: Kind<TableAttributes> = {
  name: 'table',
  scope: ['schema'],
  verb: 'create',
  lenient: 'both',
  holdsRows: true,
  container: true,
  loses: 'rows',
  risks: (operation) =>
    operation.verb === 'drop' && parkingRevision(operation.manner ?? {}, 'park') === undefined
      ? [{ schema: operation.object.id.schema ?? '', table: operation.object.id.name, loses: 'rows', where: [] }]
      : [],
  attributes: {
    unlogged: { default: false, alter: ({ id, to }) => [alter(id, to.unlogged ? 'SET UNLOGGED' : 'SET LOGGED')] },
    with: { default: {}, alter: ({ id, from, to }) => alterParameters(address(id), from.with, to.with) },
    rowSecurity: {
      default: false,
      lapses: true,
      alter: ({ id, to }) => [rowSecurity(id, to.rowSecurity === true)],
    },
    forceRowSecurity: { default: false, alter: ({ id, to }) => [forceRowSecurity(id, to.forceRowSecurity === true)] },
    partitionBy: { default: null, alter: 'refuse' },
    partitionOf: { default: null, alter: ({ id, from, to }) => movePartition(id, from, to), moves: 'inherited' },
    inherits: { default: [], alter: ({ id, from, to }) => moveChild(id, from, to), moves: 'own' },
    notNullNames: { default: {}, alter: () => [], compared: false, since: 18 },
    replicaIdentity: {
      default: null,
      alter: ({ id, to, manner }) => (manner['passed'] ? [] : [replicaIdentity(id, to.replicaIdentity ?? null)]),
    },
    accessMethod: {
      default: null,
      alter: ({ id, to }) => [alter(id, `SET ACCESS METHOD ${to.accessMethod ?? 'heap'}`)],
    },
    tablespace: {
      default: null,
      alter: ({ id, to }) => [alter(id, `SET TABLESPACE ${to.tablespace ?? 'pg_default'}`)],
    },
    owner: ownerOf(address),
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
  },
  // A table is a type too: that of its rows.
  rollOut: (difference) =>
    difference.verb === 'alter' && difference.changes['rowSecurity']?.to === true
      ? { order: 'after', reason: 'It hides at once all rows that no policy shows to the code before.' }
      : undefined,
  namespaces: (id) => [`relations of ${id.schema}`, `types of ${id.schema}`],
  needs: ({ id, attributes }) => [schemaKey(id), ...parentsOf(attributes).map(parentKey)],
  carries: ({ id, changes }, _dependents, find) =>
    changes['replicaIdentity']?.to === null && replicaIndexOf(id, find) ? { passed: ['replicaIdentity'] } : undefined,
  pieceOf: ({ partitionOf }) => (partitionOf ? parentKey(partitionOf) : undefined),
  pointsTo: ['partitionOf', 'inherits'],
  follow: ({ id, attributes }, renaming) => followPartitionKey(id, followParents(attributes, renaming), renaming),
  create: (object, clauses, manner) =>
    isAttached(object)
      ? attached(object, (like) => createTable(alone(object), [like, ...clauses], {}))
      : [inside(createTable(object, clauses, manner))],
  after: ({ id, attributes }) => [
    ...(attributes.rowSecurity ? [rowSecurity(id, true)] : []),
    ...(attributes.forceRowSecurity ? [forceRowSecurity(id, true)] : []),
    ...(attributes.replicaIdentity ? [replicaIdentity(id, attributes.replicaIdentity)] : []),
  ],
  drop: ({ id }, manner) => {
    const [drop, revision] = [dropStatement(address(id), manner), parkingRevision(manner, 'park')];
    return [revision === undefined ? drop : parkTable(id, revision, drop.sql)];
  },
  unpark: (id, revision) => [returnRows(id, revision)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  privilegesOn,
  standIn,
  context: ({ id, attributes: { partitionOf } }) => (partitionOf ? parentId(partitionOf) : id),
  texts: tableTexts,
  catalog: tableCatalog,
};

/** Its columns, and its primary key: a query that groups by that may read the other columns. */
function standIn({ id }: DatabaseObject<TableAttributes>, parts: readonly DatabaseObject[], schema: string): Statement {
  const columns = parts.flatMap(({ kind, id: { name }, attributes: { type, collation } }) =>
    kind === 'column'
      ? [`${ident(name)} ${String(type)}${typeof collation === 'string' ? ` COLLATE ${collation}` : ''}`]
      : [],
  );
  const keys = parts.flatMap(({ kind, attributes: { columns: names } }) =>
    kind === 'primary_key' && isList(names) ? [`PRIMARY KEY (${idents(names.map(String))})`] : [],
  );
  return inside(`CREATE TABLE ${ident(schema, id.name)} (${[...columns, ...keys].join(', ')})`);
}

function createTable(
  { id, attributes }: DatabaseObject<TableAttributes>,
  clauses: readonly string[],
  manner: JsonObject,
): string {
  const { partitionOf, inherits = [] } = attributes;
  const body = clauses.length === 0 ? (partitionOf ? '' : ' ()') : ` (\n  ${clauses.join(',\n  ')}\n)`;
  return [
    createAddress(`${attributes.unlogged ? 'UNLOGGED ' : ''}${address(id)}`, manner),
    partitionOf ? ` PARTITION OF ${parentIdent(partitionOf)}` : '',
    body,
    partitionOf ? ` ${partitionOf.bound}` : '',
    inherits.length > 0 ? ` INHERITS (${inherits.map(parentIdent).join(', ')})` : '',
    whereClauses(attributes),
  ].join('');
}

/** A partition that is none yet. */
const alone = ({ attributes, ...object }: DatabaseObject<TableAttributes>): DatabaseObject<TableAttributes> => ({
  ...object,
  attributes: { ...attributes, partitionOf: null },
});

/** How a table's rows are divided and stored. */
function whereClauses(attributes: TableAttributes): string {
  return [
    attributes.partitionBy ? ` PARTITION BY ${attributes.partitionBy}` : '',
    attributes.accessMethod ? ` USING ${ident(attributes.accessMethod)}` : '',
    withClause(attributes.with),
    attributes.tablespace ? ` TABLESPACE ${attributes.tablespace}` : '',
  ].join('');
}

const rowSecurity = (id: Id, on: boolean): Statement => alter(id, `${on ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`);
const replicaIdentity = (id: Id, to: 'full' | 'nothing' | null): Statement =>
  alter(id, `REPLICA IDENTITY ${(to ?? 'default').toUpperCase()}`);
const forceRowSecurity = (id: Id, on: boolean): Statement => alter(id, `${on ? '' : 'NO '}FORCE ROW LEVEL SECURITY`);
