import { isJsonObject, type JsonObject } from '../../json.js';
import type { Find, Kind, Renaming } from '../../kind.js';
import { keyOf, keyOfObject, type DatabaseObject, type Id, type Key } from '../../object.js';
import { ident, idents } from '../../sql/quote.js';
import type { Statement } from '../../statement.js';
import {
  addConstraint,
  alterTable,
  constraintAddress,
  constraintNames,
  deferralClause,
  dropConstraint,
  renameConstraint,
  replaced,
  replacedSince,
  validate,
} from '../constraints.js';
import { followNames } from '../follow.js';
import { columnKey, tableKey } from '../keys.js';
import { commentOn } from '../rules.js';
import { validatedLater } from '../safe-forms.js';
import { drizzleName, usualName } from '../usual-names.js';
import { foreignKeyCatalog } from './catalog.js';
import type { Action, ForeignKeyAttributes, References } from './foreign-key.js';
import { foreignKeyObstacles } from './obstacles.js';
import { bindingRollOut } from '../roll-out.js';

/** Foreign keys: parts of their table unless two tables need each other, or ADD CONSTRAINT … FOREIGN KEY. */
export const foreignKeyKind: Kind<ForeignKeyAttributes> = {
  name: 'foreign_key',
  scope: ['schema', 'table'],
  verb: 'add',
  lenient: 'drop',
  part: { of: 'table', field: 'foreignKeys', detachable: true },
  attributes: {
    columns: { alter: 'replace' },
    references: { alter: 'replace' },
    onDelete: replaced<Action>('no action'),
    onUpdate: replaced<Action>('no action'),
    onDeleteColumns: replacedSince<readonly string[]>(15, []),
    period: { ...replaced(false), since: 18 },
    match: replaced<'simple' | 'full'>('simple'),
    deferrable: { default: false, alter: ({ id, to }) => deferral(id, to) },
    initiallyDeferred: { default: false, alter: ({ id, to }) => deferral(id, to) },
    notValid: {
      default: false,
      alter: ({ id, to }) => (to.notValid ? 'replace' : [validate(id)]),
    },
    notEnforced: replacedSince(18, false),
    comment: commentOn(constraintAddress),
  },
  rollOut: bindingRollOut,
  obstacles: foreignKeyObstacles,
  namespaces: (id) => [constraintNames(id)],
  needs,
  flaw,
  pointsTo: ['references'],
  follow: ({ id, attributes }, renaming) => ({
    ...attributes,
    columns: followNames(attributes.columns, id, renaming),
    ...(attributes.onDeleteColumns ? { onDeleteColumns: followNames(attributes.onDeleteColumns, id, renaming) } : {}),
    references: followReferences(attributes.references, renaming),
  }),
  usualNames: ({ id, attributes: { columns, references } }) => [
    usualName(id, columns, 'fkey'),
    drizzleName(id, [...columns, references.table, ...references.columns], 'fk'),
  ],
  likeness: ({ attributes: { columns, references } }) => [
    columns,
    references.schema ?? 'public',
    references.table,
    references.columns,
  ],
  // NOT VALID means nothing in CREATE TABLE: PostgreSQL marks it valid.
  apart: ({ attributes }) => attributes.notValid === true,
  clause,
  create: (object) => addConstraint(object.id, clause(object)),
  drop: ({ id }, manner) => dropConstraint(id, manner),
  rename: renameConstraint,
  address: constraintAddress,
  safeForm: validatedLater,
  // One that points to the column, from wherever, holds on to it.
  beside: ({ id, attributes: { references } }, column) =>
    id.schema === column.schema && id.table === column.table && !isTarget(references, column),
  normal: (attributes) => ({ ...attributes, references: withoutPublic(attributes.references) }),
  adopt: ({ onDeleteColumns = [], ...attributes }) => ({
    ...attributes,
    onDeleteColumns: attributes.onDelete?.startsWith('set') ? onDeleteColumns : [],
  }),
  catalog: foreignKeyCatalog,
};

const isTarget = ({ schema = 'public', table, columns }: References, column: Id): boolean =>
  schema === column.schema && table === column.table && columns.includes(column.name);

/** Its own columns, those it points to, and all that makes them a target: PostgreSQL leans on one of these, and does not say which. */
function needs(
  { id, attributes: { columns, references } }: DatabaseObject<ForeignKeyAttributes>,
  find: Find,
): readonly Key[] {
  const schema = references.schema ?? 'public';
  const target = { schema, table: references.table, name: '' };
  const on = { schema, table: references.table };
  const keys = [...find('primary_key', on), ...find('unique', on)].filter(({ attributes }) =>
    sameNames(attributes['columns'], references.columns),
  );
  const indexes = find('index', on).filter(
    ({ attributes }) =>
      attributes['unique'] === true &&
      attributes['where'] == null &&
      sameNames(columnsOf(attributes['columns']), references.columns),
  );
  return [
    tableKey(id),
    ...columns.map((name) => columnKey(id, name)),
    keyOf('table', { schema, name: references.table }),
    ...references.columns.map((name) => columnKey(target, name)),
    ...[...keys, ...indexes].map(keyOfObject),
    ...partitionsOf({ schema, name: references.table }, find).map(keyOfObject),
  ];
}

/** It has a constraint for each partition of its target, and no partition can go as long as that is there. */
function partitionsOf(table: Id, find: Find): readonly DatabaseObject[] {
  if (find('table', table).every(({ attributes: { partitionBy } }) => partitionBy == null)) return [];
  const own = find('table').filter(
    ({ attributes: { partitionOf } }) => isJsonObject(partitionOf) && pointsAt(partitionOf, table),
  );
  return own.flatMap((partition) => [partition, ...partitionsOf(partition.id, find)]);
}

const pointsAt = ({ schema = 'public', table }: JsonObject, { schema: of, name }: Id): boolean =>
  schema === of && table === name;

/** It must point to columns that a key or a unique index holds. */
function flaw(object: DatabaseObject<ForeignKeyAttributes>, find: Find): string | undefined {
  const { table, columns, schema = 'public' } = object.attributes.references;
  const isKnown = find('table', { schema, name: table }).length > 0;
  const isKey = needs(object, find).some((key) => /^(primary_key|unique|index):/.test(key));
  return isKnown && !isKey
    ? `it points to ${table} (${columns.join(', ')}), which has no primary key, unique constraint or unique index`
    : undefined;
}

function sameNames(names: unknown, wanted: readonly string[]): boolean {
  return Array.isArray(names) && names.length === wanted.length && wanted.every((name) => names.includes(name));
}

const columnsOf = (members: unknown): unknown =>
  Array.isArray(members)
    ? members.map((member: unknown) =>
        typeof member === 'object' && member !== null && 'column' in member ? member.column : null,
      )
    : [];

function clause({ id, attributes }: DatabaseObject<ForeignKeyAttributes>): string {
  const { columns, references, onDelete = 'no action', onUpdate = 'no action', onDeleteColumns = [] } = attributes;
  return [
    `CONSTRAINT ${ident(id.name)} FOREIGN KEY (${members(columns, attributes.period)})`,
    ` REFERENCES ${ident(references.schema ?? 'public', references.table)} (${members(references.columns, attributes.period)})`,
    attributes.match === 'full' ? ' MATCH FULL' : '',
    onUpdate === 'no action' ? '' : ` ON UPDATE ${onUpdate.toUpperCase()}`,
    onDelete === 'no action' ? '' : ` ON DELETE ${onDelete.toUpperCase()}`,
    onDeleteColumns.length > 0 ? ` (${idents(onDeleteColumns)})` : '',
    deferralClause(attributes),
    attributes.notEnforced ? ' NOT ENFORCED' : '',
    attributes.notValid ? ' NOT VALID' : '',
  ].join('');
}

/** Columns, the last of which may be a period. */
const members = (columns: readonly string[], period = false): string =>
  period
    ? [
        ...columns.slice(0, -1).map((name) => ident(name)),
        `PERIOD ${columns
          .slice(-1)
          .map((name) => ident(name))
          .join('')}`,
      ].join(', ')
    : idents(columns);

/** What ALTER CONSTRAINT can do; a constraint that may be deferred is said with whether it is. */
function deferral(id: Id, to: Partial<ForeignKeyAttributes>): readonly Statement[] {
  const deferred =
    to.initiallyDeferred === undefined ? '' : to.initiallyDeferred ? ' INITIALLY DEFERRED' : ' INITIALLY IMMEDIATE';
  const able = to.deferrable === false ? ' NOT DEFERRABLE' : ' DEFERRABLE';
  return [alterTable(id, `ALTER CONSTRAINT ${ident(id.name)}${able}${to.deferrable === false ? '' : deferred}`)];
}

function followReferences(references: References, renaming: Renaming): References {
  const { kind, id, to } = renaming;
  const schema = references.schema ?? 'public';
  if (kind === 'schema' && id.name === schema) return withoutPublic({ ...references, schema: to });
  if (kind === 'table' && id.schema === schema && id.name === references.table) return { ...references, table: to };
  return {
    ...references,
    columns: followNames(references.columns, { schema, table: references.table, name: '' }, renaming),
  };
}

/** As the catalog query gives it. */
function withoutPublic({ schema, ...rest }: References): References {
  return schema === undefined || schema === 'public' ? rest : { schema, ...rest };
}
