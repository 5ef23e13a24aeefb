import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import {
  mentioned,
  type Dependent,
  type Find,
  type Kind,
  type NamedAnew,
  type PrivilegeTarget,
  type Renaming,
} from '../../kind.js';
import { keyOf, keyOfObject, type DatabaseObject, type Id, type Key } from '../../object.js';
import type { Alter } from '../../operation.js';
import { ident } from '../../sql/quote.js';
import { sequenceName } from '../../sql/names.js';
import { yieldsToNewType } from '../aside.js';
import { followText } from '../follow.js';
import { hasNotNullNames, keepNotNullName } from '../not-null.js';
import { tableKey } from '../keys.js';
import { followGrants, privilegesOf } from '../privileges.js';
import { identityFlaw } from '../partitioning.js';
import { commentOn } from '../rules.js';
import { filledFirst } from '../safe-forms.js';
import { drawnFrom } from '../sequences/after-rows.js';
import { unusual, usualOptions } from '../sequences/options.js';
import { heirsOf } from '../tables/ancestors.js';
import { typeKeys } from '../types.js';
import { columnCatalog } from './catalog.js';
import type { ColumnAttributes, Generated, OwnSequence } from './column.js';
import {
  addColumn,
  afterColumn,
  alterColumnAttributes as alter,
  beforeColumn,
  columnClause,
  dropColumn,
  newSequences,
  setOptions,
} from './ddl.js';
import { neutralValue, remarks } from './fill.js';
import { refusePartitionKey } from './partition-key.js';
import { refuseReplicaIdentity } from './replica-identity.js';
import { parkColumn, parkingRevision, returnValues } from '../parking.js';
import { columnObstacles } from './obstacles.js';
import { columnRisks } from './risks.js';
import { columnTexts } from './texts.js';
import { columnRollOut } from './roll-out.js';

const address = (id: Id): string => `COLUMN ${ident(id.schema, id.table, id.name)}`;

const privilegesOn = (id: Id): PrivilegeTarget => ({ on: `TABLE ${ident(id.schema, id.table)}`, column: id.name });

/** Columns: parts of their table, or ADD COLUMN. */
export const columnKind: Kind<ColumnAttributes> = {
  name: 'column',
  scope: ['schema', 'table'],
  verb: 'add',
  lenient: 'both',
  part: { of: 'table', field: 'columns' },
  holdsRows: true,
  loses: 'values',
  risks: columnRisks,
  obstacles: columnObstacles,
  attributes: {
    type: { alter },
    collation: { default: null, alter },
    notNull: { default: false, alter },
    notNullConstraint: { default: null, alter, since: 18 },
    notNullName: { default: null, alter, compared: false, since: 18 },
    default: { default: null, alter },
    generated: { default: null, alter },
    identity: { default: null, alter },
    serial: { default: null, alter },
    storage: { default: null, alter },
    compression: { default: null, alter },
    statistics: { default: null, alter },
    options: { default: {}, alter: ({ id, from, to }) => setOptions(id, from.options, to.options) },
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
    position: { default: 0, alter, compared: 'unwritten' },
  },
  rollOut: columnRollOut,
  namespaces: (id) => [`columns of ${id.schema}.${id.table}`],
  needs,
  flaw: ({ id, attributes }, find, server) =>
    (attributes.identity ? identityFlaw(id, find, server) : undefined) ?? sequenceFlaw(id, attributes, find),
  place: ({ attributes }) => attributes.position ?? 0,
  rebuildable: ({ attributes }) => attributes.generated != null,
  replaces: ({ attributes: before }, { attributes: after }) =>
    before.generated != null && after.generated != null && !takesValuesOf(after.type, before.type),
  unsettles: ({ changes }) => changes['type'] !== undefined || changes['collation'] !== undefined,
  clause: (object) => columnClause(object),
  create: (object, _clauses, manner) => addColumn(object, manner),
  before: beforeColumn,
  after: afterColumn,
  instead: ({ id }, find) => {
    refusePartitionKey(id, find, 'be dropped');
    return undefined;
  },
  drop: ({ id }, manner) => {
    const revision = parkingRevision(manner, 'park');
    return [...(revision === undefined ? [] : [parkColumn(id, revision)]), ...dropColumn(id, manner)];
  },
  unpark: (id, revision) => [returnValues(id, revision)],
  rename: (id, to) => `ALTER TABLE ${ident(id.schema, id.table)} RENAME COLUMN ${ident(id.name)} TO ${ident(to)}`,
  address,
  privilegesOn,
  privilegesAlong: newSequences,
  disturbs,
  release: ({ attributes }, { kind }) =>
    kind === 'function' && attributes.default != null && !attributes.generated
      ? { ...attributes, default: null }
      : undefined,
  carries,
  fills,
  normal,
  adopt,
  remarks,
  follow,
  namedAnew,
  heirs: (id, find) => heirsOf(id, find),
  safeForm: filledFirst,
  casts: ({ id, changes: { type } }) =>
    typeof type?.from === 'string' && typeof type.to === 'string'
      ? { from: type.from, to: type.to, value: ident(id.name) }
      : undefined,
  texts: columnTexts,
  catalog: columnCatalog,
};

/** Its table, its type, the sequence that its default names. */
function needs({ id, attributes, dependsOn }: DatabaseObject<ColumnAttributes>, find: Find): readonly Key[] {
  const sequence = drawnFrom(attributes.default);
  return [
    tableKey(id),
    ...typeKeys(attributes.type, find),
    ...(attributes.generated && !dependsOn ? readBy(id, attributes.generated, find) : []),
    ...(sequence === undefined ? [] : find('sequence', sequence).map(keyOfObject)),
  ];
}

/** The columns that an expression reads, by their names: where the catalog has not said yet which. */
function readBy(id: Id, { expression }: Generated, find: Find): readonly Key[] {
  const on = {
    ...(id.schema === undefined ? {} : { schema: id.schema }),
    ...(id.table === undefined ? {} : { table: id.table }),
  };
  const plain = find('column', on).filter(({ attributes }) => !attributes['generated']);
  return plain
    .filter((column) => mentioned([{ name: column.id.name, type: '' }], expression).length > 0)
    .map(keyOfObject);
}

/**
 * PostgreSQL refuses a new type under a generated column, a trigger, a policy or a rule, and cannot always compare the two ends of a foreign key
 * while only one of them has its new type.
 */
function disturbs({ changes }: Alter, dependents: readonly Dependent[]): readonly DatabaseObject[] {
  // One that a partition or a child has of its own stays when the parent gets it too, and may go with the parent's.
  const passes = passedOn.some((name) => changes[name]) || changes['notNull']?.to === false;
  const overrides = passes ? dependents.filter(isOverride) : [];
  if (!changes['type'] && !changes['collation']) return overrides.map(({ object }) => object);
  const kin = changes['type'] !== undefined && isInteger(changes['type'].from) && isInteger(changes['type'].to);
  const stepsAside = (object: DatabaseObject): boolean => {
    if (object.kind === 'column') return isJsonObject(object.attributes['generated']);
    if (object.kind === 'column_override') return true;
    return object.kind === 'foreign_key' ? !kin : yieldsToNewType(object);
  };
  return dependents.filter(({ object, direct }) => direct && stepsAside(object)).map(({ object }) => object);
}

/** What PostgreSQL changes in partitions and children too, whatever they say otherwise. */
const passedOn: readonly (keyof ColumnAttributes)[] = ['type', 'default', 'generated', 'identity', 'serial', 'storage'];

const isOverride = ({ object }: Dependent): boolean => object.kind === 'column_override';

/**
 * Whether values of one type come to another without USING, which PostgreSQL does not take for a generated column. Where
 * that is not sure, the column is made anew: its values are computed anyway.
 */
function takesValuesOf(to: string, from: string): boolean {
  const [target, source] = [to, from].map((type) => type.replaceAll(/\(.*?\)/g, ''));
  return target === source || families.some((family) => [target, source].every((type) => family.has(type ?? '')));
}

const families: readonly ReadonlySet<string>[] = [
  new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']),
  new Set(['text', 'character varying', 'character']),
];

const isInteger = (type: Json): boolean => type === 'smallint' || type === 'integer' || type === 'bigint';

/** The sequence of an identity keeps its name, that of a serial all it is: a model cannot say it. */
function adopt(model: ColumnAttributes, current: ColumnAttributes | undefined): ColumnAttributes {
  const { identity, serial, generated } = model;
  return {
    ...model,
    // Drizzle calls every generated column stored, and has no word for a virtual one.
    ...(generated && current?.generated
      ? { generated: { ...generated, stored: generated.stored && current.generated.stored } }
      : {}),
    ...(current && model.type !== current.type && !isStoredApart(model.type)
      ? { storage: null, compression: null }
      : {}),
    ...(model.notNull ? {} : { notNullConstraint: null, notNullName: null }),
    ...(identity && current?.identity ? { identity: { ...ofTheDatabase(current.identity), ...identity } } : {}),
    ...(serial && current?.serial ? { serial: { ...current.serial, type: serial.type } } : {}),
  };
}

/** Whether values of a type may be stored apart and compressed; of a type that is none of PostgreSQL's nobody knows. */
const isStoredApart = (type: string): boolean =>
  /^(text|character|varchar|bpchar|bytea|jsonb?|xml|numeric|bit|tsvector|tsquery|path|polygon|(int[48]|num|ts|tstz|date)(multi)?range)\b|\]$/.test(
    type,
  );

/** Of an identity's sequence, what a model seldom says. */
function ofTheDatabase({ sequence, privileges, comment }: OwnSequence): OwnSequence {
  return {
    ...(sequence == null ? {} : { sequence }),
    ...(privileges ? { privileges } : {}),
    ...(comment == null ? {} : { comment }),
  };
}

/** A new collation is said with the type, a new type with the collation; the type's own storage depends on the type. */
function carries({ id, changes }: Alter, _dependents: readonly Dependent[], find: Find): JsonObject | undefined {
  const desired = find('column', id)[0]?.attributes ?? {};
  const { type, collation, storage, compression, notNull } = changes;
  const said = (name: 'storage' | 'compression' | 'notNullName'): object =>
    typeof desired[name] === 'string' ? { [name]: desired[name] } : {};
  if (type ?? collation) refusePartitionKey(id, find, 'get another type');
  if (notNull?.to === false) refuseReplicaIdentity(id, find);
  const keep = {
    ...((collation || storage?.to === null) && !type ? { type: desired['type'] ?? '' } : {}),
    ...(type && !collation && typeof desired['collation'] === 'string' ? { collation: desired['collation'] } : {}),
    ...((type ?? collation) && !storage ? said('storage') : {}),
    ...((type ?? collation) && !compression ? said('compression') : {}),
    ...(notNull?.to === true ? said('notNullName') : {}),
  };
  return Object.keys(keep).length === 0 ? undefined : { keep };
}

/** A serial's sequence is made by its name: one that stands alone may have it. An identity's is numbered then. */
function sequenceFlaw(id: Id, { serial }: ColumnAttributes, find: Find): string | undefined {
  const name = serial?.sequence ?? sequenceName(id.table ?? '', id.name);
  const isTaken = serial && find('sequence', { schema: id.schema ?? 'public', name }).length > 0;
  return isTaken
    ? `the sequence that it counts with would be ${name}, and there is one of that name, with which it does not count: give the column that as its default again, or drop it`
    : undefined;
}

function fills(object: DatabaseObject<ColumnAttributes>, find: Find): JsonObject | undefined {
  const { notNull, default: value, generated, identity, serial } = object.attributes;
  if (!notNull || value != null || generated || serial) return undefined;
  if (identity && !hasChildren(object.id, find)) return undefined;
  const fill = neutralValue(object.attributes.type, identity != null || isUnique(object.id, find));
  return fill === undefined ? undefined : { fill };
}

/** PostgreSQL adds no identity to a table that others inherit from, but makes one of a column that is there. */
const hasChildren = (id: Id, find: Find): boolean =>
  find('table', { ...(id.schema === undefined ? {} : { schema: id.schema }), name: id.table ?? '' }).some(
    ({ attributes }) => attributes['partitionBy'] == null,
  ) && heirsOf(id, find).length > 0;

function isUnique({ schema, table, name }: Id, find: Find): boolean {
  const on = { ...(schema === undefined ? {} : { schema }), ...(table === undefined ? {} : { table }) };
  const names = (columns: unknown): boolean => isListOfNames(columns, name);
  return (
    [...find('primary_key', on), ...find('unique', on)].some(({ attributes }) => names(attributes['columns'])) ||
    find('index', on).some(({ attributes }) => attributes['unique'] === true && names(attributes['columns']))
  );
}

const isListOfNames = (columns: unknown, name: string): boolean =>
  Array.isArray(columns) &&
  columns.some(
    (column: unknown) =>
      column === name ||
      (typeof column === 'object' && column !== null && 'column' in column && column.column === name),
  );

/** The type and the expressions under the new names; a sequence keeps its own when table or column is renamed. */
function follow(object: DatabaseObject<ColumnAttributes>, renaming: Renaming): ColumnAttributes {
  const { id, attributes } = object;
  const { identity, serial, generated } = attributes;
  const text = (sql: string): string => followText(sql, object, renaming);
  const isOwn =
    keyOfObject(object) === keyOf(renaming.kind, renaming.id) || keyOf(renaming.kind, renaming.id) === tableKey(id);
  const named = { sequence: sequenceName(id.table ?? '', id.name) };
  const keepsName = (own: OwnSequence | null | undefined): boolean => isOwn && own != null && own.sequence == null;
  const granted = ({ privileges }: OwnSequence): object =>
    privileges ? { privileges: followGrants(privileges, renaming) } : {};
  const hasNotNull = attributes.notNull === true && hasNotNullNames(renaming.server);
  return {
    ...attributes,
    type: renaming.value || renaming.kind === 'column' ? attributes.type : text(attributes.type),
    ...(attributes.default == null
      ? {}
      : { default: renaming.kind === 'column' ? attributes.default : text(attributes.default) }),
    ...(generated ? { generated: { ...generated, expression: text(generated.expression) } } : {}),
    ...(identity ? { identity: { ...identity, ...granted(identity), ...(keepsName(identity) ? named : {}) } } : {}),
    ...(serial ? { serial: { ...serial, ...granted(serial), ...(keepsName(serial) ? named : {}) } } : {}),
    ...(isOwn && hasNotNull ? { notNullConstraint: keepNotNullName(id, attributes.notNullConstraint) } : {}),
  };
}

/**
 * The sequence that PostgreSQL named after the column and its table, as it would name it now. NOT NULL keeps its name: it
 * has one from 18 on only, and the migration may be run on an older one.
 */
function namedAnew(
  { attributes: before }: DatabaseObject<ColumnAttributes>,
  { id, attributes: after }: DatabaseObject<ColumnAttributes>,
  model?: DatabaseObject<ColumnAttributes>,
): NamedAnew<ColumnAttributes> | undefined {
  const to = sequenceName(id.table ?? '', id.name);
  for (const attribute of ['serial', 'identity'] as const) {
    const [was, is] = [before[attribute], after[attribute]];
    const isSaid = model?.attributes[attribute]?.sequence != null;
    if (isSaid || !was || was.sequence != null || is?.sequence == null) continue;
    const { sequence: from, ...rest } = is;
    return { attributes: { ...after, [attribute]: rest }, names: [{ what: 'sequence', from, to }] };
  }
  return undefined;
}

function normal(attributes: ColumnAttributes, id: Id): ColumnAttributes {
  const { identity, serial, type } = attributes;
  const usual = sequenceName(id.table ?? '', id.name);
  const named = ({ sequence }: { readonly sequence?: string | null }): object =>
    sequence == null || sequence === usual ? {} : { sequence };

  return {
    ...attributes,
    ...(identity
      ? { identity: { generation: identity.generation, ...named(identity), ...unusual(usualOptions(identity, type)) } }
      : {}),
    ...(serial ? { serial: { type, ...named(serial), ...unusual(usualOptions(serial, type)) } } : {}),
  };
}
