import type { JsonObject } from '../json.js';
import type { Find, SafeForm } from '../kind.js';
import type { DatabaseObject, Id } from '../object.js';
import type { Alter, Create, Drop, Operation } from '../operation.js';
import type { Server } from '../snapshot.js';
import { ident, idents } from '../sql/quote.js';
import { makeObjectName } from '../sql/names.js';
import { deferralClause } from './constraints.js';

interface Surroundings {
  readonly find: Find;
  readonly server: Server;
}

/** An index is built and dropped while rows are written. PostgreSQL has no such way for one over partitions. */
export function concurrent(operation: Create | Drop | Alter, { find }: Surroundings): SafeForm | undefined {
  if (operation.verb === 'alter' || isPartitioned(operation.object.id, find)) return undefined;
  const { object } = operation;
  if (operation.verb === 'create') return { last: [{ ...operation, object: concurrently(object) }] };
  const drop = { ...operation, manner: { ...operation.manner, concurrently: true } };
  // A foreign key may lean on one that is unique, and goes before it.
  return object.attributes['unique'] === true ? { here: [drop] } : { first: [drop] };
}

const concurrently = (object: DatabaseObject): DatabaseObject => ({
  ...object,
  attributes: { ...object.attributes, concurrently: true },
});

/** A constraint holds for new rows at once; those that are there are read afterwards. */
export function validatedLater(operation: Create | Drop | Alter, { find, server }: Surroundings): SafeForm | undefined {
  if (operation.verb !== 'create') return undefined;
  const { object } = operation;
  const { notValid, notEnforced } = object.attributes;
  const isRefused = object.kind === 'foreign_key' && server.version < 180_000 && isPartitioned(object.id, find);
  return notValid === true || notEnforced === true || isRefused ? undefined : validated(operation);
}

function validated(operation: Create): Required<Pick<SafeForm, 'here' | 'last'>> {
  const { object } = operation;
  return {
    here: [{ ...operation, object: { ...object, attributes: { ...object.attributes, notValid: true } } }],
    last: [{ verb: 'alter', kind: object.kind, id: object.id, changes: { notValid: { from: true, to: false } } }],
  };
}

/** A key takes over an index that was built while rows were written, of the same name. */
export function indexedFirst(operation: Create | Drop | Alter, { find }: Surroundings): SafeForm | undefined {
  if (operation.verb !== 'create' || isPartitioned(operation.object.id, find)) return undefined;
  const { object } = operation;
  const { columns, include, nullsNotDistinct, with: parameters, withoutOverlaps } = object.attributes;
  if (withoutOverlaps === true || !Array.isArray(columns)) return undefined;
  const attributes: JsonObject = {
    columns: columns.map((column) => ({ column })),
    unique: true,
    ...(include === undefined ? {} : { include }),
    ...(nullsNotDistinct === undefined ? {} : { nullsNotDistinct }),
    ...(parameters === undefined ? {} : { with: parameters }),
    concurrently: true,
  };
  const index: Create = { verb: 'create', object: { kind: 'index', id: object.id, attributes }, parts: [] };
  return { last: [index, { ...operation, manner: { ...operation.manner, usingIndex: true } }] };
}

/** The clause of a key that takes over the index of its name. */
export const usingIndex = (
  { id, attributes }: { readonly id: Id; readonly attributes: Parameters<typeof deferralClause>[0] },
  key: 'UNIQUE' | 'PRIMARY KEY',
): string => `CONSTRAINT ${ident(id.name)} ${key} USING INDEX ${ident(id.name)}${deferralClause(attributes)}`;

/**
 * PostgreSQL does not read the rows for NOT NULL where a valid check says the same, and a check can be made valid while
 * rows are written. Source: PostgreSQL's documentation, ALTER TABLE, SET NOT NULL.
 */
export function checkedFirst(operation: Create | Drop | Alter, { find }: Surroundings): SafeForm | undefined {
  if (operation.verb !== 'alter' || operation.manner !== undefined) return undefined;
  const { id, changes } = operation;
  const isAlone = Object.keys(changes).length === 1 && changes['notNull']?.to === true;
  if (!isAlone || isPartitioned(id, find)) return undefined;
  const check: DatabaseObject = {
    kind: 'check',
    id: { ...id, name: makeObjectName(id.table ?? '', id.name, 'filled') },
    attributes: { expression: `(${idents([id.name])} IS NOT NULL)` },
  };
  const drop: Operation = { verb: 'drop', object: check, parts: [] };
  const { here, last } = validated({ verb: 'create', object: check, parts: [] });
  return { last: [...here, ...last, operation, drop] };
}

const isPartitioned = ({ schema, table }: Id, find: Find): boolean =>
  find('table', { ...(schema === undefined ? {} : { schema }), name: table ?? '' }).some(
    ({ attributes }) => attributes['partitionBy'] != null,
  );
