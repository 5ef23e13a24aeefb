import { readBatchUpdate } from '../data/batch-update.js';
import type { Json, JsonObject } from '../json.js';
import type { Find, SafeForm } from '../kind.js';
import { usualSchema, type DatabaseObject, type Id } from '../object.js';
import type { Alter, Create, Drop, Execute, Operation } from '../operation.js';
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
 * A column that no row may lack, or whose default is another for each row: it comes without that, is filled in batches, and
 * then NOT NULL is demanded.
 */
export function filledFirst(operation: Create | Drop | Alter, surroundings: Surroundings): SafeForm | undefined {
  if (operation.verb === 'drop') return undefined;
  const { fill, ...manner } = operation.manner ?? {};
  if (Object.keys(manner).length > 0) return undefined;
  return operation.verb === 'create'
    ? addedFirst(operation, fill, surroundings)
    : checkedFirst(operation, fill, surroundings);
}

function addedFirst({ object }: Create, fill: Json | undefined, { find }: Surroundings): SafeForm | undefined {
  const { kind, id, attributes } = object;
  const { notNull, notNullConstraint, notNullName, default: value = null, type, ...others } = attributes;
  const isWritten = typeof value === 'string' && VOLATILE.test(value);
  if ((notNull !== true && !isWritten) || isPartitioned(id, find)) return undefined;
  if (notNullConstraint != null || notNullName != null) return undefined;
  const batches = inBatches(id, isWritten ? value : fill, type, find);
  if (batches === undefined || type === undefined) return undefined;
  const kept = isWritten ? others : { ...others, ...(value === null ? {} : { default: value }) };
  const bare: Create = { verb: 'create', object: { ...object, attributes: { ...kept, type } }, parts: [] };
  const alter = (changes: Alter['changes']): Alter => ({ verb: 'alter', kind, id, changes });
  return {
    here: [bare, ...(isWritten ? [alter({ default: { from: null, to: value } })] : [])],
    last: [
      isWritten ? { ...batches, remarks: ['The rows that exist get the default too.'] } : batches,
      ...(notNull === true ? demanded(alter({ notNull: { from: false, to: true } })) : []),
    ],
  };
}

/**
 * PostgreSQL's own functions that give another value for each row: with one as its default, a new column has all rows
 * written again. Source: PostgreSQL's documentation, ALTER TABLE, Notes; `provolatile` in pg_proc.
 */
const VOLATILE =
  /\b(?:gen_random_uuid|uuidv4|uuidv7|uuid_generate_v\w+|random|clock_timestamp|timeofday|gen_random_bytes|nextval)\s*\(/i;

function checkedFirst(operation: Alter, fill: Json | undefined, { find }: Surroundings): SafeForm | undefined {
  const { kind, id, changes } = operation;
  const isAlone = Object.keys(changes).length === 1 && changes['notNull']?.to === true;
  if (!isAlone || isPartitioned(id, find)) return undefined;
  if (fill === undefined) return { last: demanded(operation) };
  const type = find('column', id)[0]?.attributes['type'];
  const batches = inBatches(id, fill, type, find);
  return batches && { last: [batches, ...demanded({ verb: 'alter', kind, id, changes })] };
}

/** Fills what is NULL, a batch of rows at a time: by the primary key, without which there is no such way. */
function inBatches(id: Id, fill: Json | undefined, type: Json | undefined, find: Find): Execute | undefined {
  const { schema, table, name } = id;
  const on = { ...(schema === undefined ? {} : { schema }), ...(table === undefined ? {} : { table }) };
  const key = find('primary_key', on)[0]?.attributes['columns'];
  // What is counted over all rows cannot be counted batch by batch.
  if (typeof fill !== 'string' || typeof type !== 'string' || key === undefined || /\bover\s*\(/i.test(fill))
    return undefined;
  const isPlain = /^(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?)$/.test(fill);
  const batches = readBatchUpdate({
    table,
    ...(schema === undefined || schema === usualSchema ? {} : { schema }),
    set: { [name]: isPlain ? fill : `CAST(${fill} AS ${type})` },
    where: `${ident(name)} IS NULL`,
    key,
  });
  return { ...batches, remarks: ['The rows that exist get this value: put a better one in its place.'] };
}

/**
 * PostgreSQL does not read the rows for NOT NULL where a valid check says the same, and a check can be made valid while
 * rows are written. Source: PostgreSQL's documentation, ALTER TABLE, SET NOT NULL.
 */
function demanded(demand: Alter): readonly Operation[] {
  const { id } = demand;
  const check: DatabaseObject = {
    kind: 'check',
    id: { ...id, name: makeObjectName(id.table ?? '', id.name, 'filled') },
    attributes: { expression: `(${idents([id.name])} IS NOT NULL)` },
  };
  const { here, last } = validated({ verb: 'create', object: check, parts: [] });
  return [...here, ...last, demand, { verb: 'drop', object: check, parts: [] }];
}

const isPartitioned = ({ schema, table }: Id, find: Find): boolean =>
  find('table', { ...(schema === undefined ? {} : { schema }), name: table ?? '' }).some(
    ({ attributes }) => attributes['partitionBy'] != null,
  );
