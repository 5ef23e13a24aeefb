import { isJsonObject, type Json, type JsonObject } from '../../json.js';
import type { Alteration, PrivilegeTarget } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import { asideName, makeObjectName } from '../../sql/names.js';
import { runnable } from '../../sql/expression.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { dropFromTable } from '../constraints.js';
import { changePrivileges, exactly, readRevokedAlong } from '../privileges.js';
import { alterParameters, comment, type StorageParameters } from '../rules.js';
import { goOnFrom, startAfterRows } from '../sequences/after-rows.js';
import { changedOptions, optionClauses, withinBounds } from '../sequences/options.js';
import { afterNotNull, changeNotNull, dropNotNull, notNullClause, setNotNull } from '../not-null.js';
import type { ColumnAttributes, Identity, OwnSequence, Serial } from './column.js';

const alterTable = (id: Id, action: string): Statement => inside(`ALTER TABLE ${ident(id.schema, id.table)} ${action}`);
const alterColumn = (id: Id, action: string): Statement => alterTable(id, `ALTER COLUMN ${ident(id.name)} ${action}`);

/** The clause of CREATE TABLE and ADD COLUMN. */
export function columnClause(
  { id, attributes }: DatabaseObject<ColumnAttributes>,
  write: (expression: string) => string = runnable,
): string {
  const { generated, identity, serial } = attributes;
  return [
    `${ident(id.name)} ${attributes.type}`,
    attributes.collation ? `COLLATE ${attributes.collation}` : '',
    generated ? `GENERATED ALWAYS AS (${write(generated.expression)}) ${generated.stored ? 'STORED' : 'VIRTUAL'}` : '',
    identity ? identityClause(id, identity) : '',
    serial ? `DEFAULT ${nextval(id, serial)}` : '',
    attributes.default == null ? '' : `DEFAULT ${write(attributes.default)}`,
    notNullClause(attributes),
  ]
    .filter((clause) => clause !== '')
    .join(' ');
}

/** Before the column: the sequence that its default names. */
export function beforeColumn({ id, attributes }: DatabaseObject<ColumnAttributes>): readonly Statement[] {
  return attributes.serial ? [createSequence(id, attributes.serial)] : [];
}

/** After the column: whose its sequence is, and what has no place in the clause. */
export function afterColumn(
  { id, attributes }: DatabaseObject<ColumnAttributes>,
  manner: JsonObject,
): readonly Statement[] {
  const own = attributes.serial ?? attributes.identity;
  return [
    ...(attributes.serial ? [ownSequence(id, attributes.serial)] : []),
    ...(own ? describeSequence(id, own, manner) : []),
    ...afterNotNull(id, attributes),
    ...setDetails(id, attributes),
    ...setOptions(id, {}, attributes.options),
  ];
}

/** The sequence that a new serial or identity makes along. */
export const newSequences = (
  { id, attributes: { serial, identity } }: DatabaseObject<ColumnAttributes>,
  before?: DatabaseObject<ColumnAttributes>,
): readonly PrivilegeTarget[] => {
  const made = (before?.attributes.serial ? undefined : serial) ?? (before?.attributes.identity ? undefined : identity);
  return made ? [{ on: `SEQUENCE ${sequenceIdent(id, made)}` }] : [];
};

function describeSequence(id: Id, own: OwnSequence, manner: JsonObject): readonly Statement[] {
  const sequence = `SEQUENCE ${sequenceIdent(id, own)}`;
  return [
    ...exactly({ on: sequence }, own.privileges ?? null, readRevokedAlong(manner)),
    ...(own.comment == null ? [] : [comment(sequence, own.comment)]),
  ];
}

/** What changes of a sequence besides its options. */
function changeDescription(id: Id, from: OwnSequence, to: OwnSequence): readonly Statement[] {
  const sequence = `SEQUENCE ${sequenceIdent(id, to)}`;
  const said = (from.comment ?? null) === (to.comment ?? null) ? [] : [comment(sequence, to.comment ?? null)];
  return [...changePrivileges({ on: sequence }, from.privileges ?? null, to.privileges ?? null), ...said];
}

/** ALTER COLUMN … SET and RESET of attribute options. Partitions and children have their own. */
export const setOptions = (
  id: Id,
  from: StorageParameters | undefined,
  to: StorageParameters | undefined,
): readonly Statement[] =>
  alterParameters(`TABLE ONLY ${ident(id.schema, id.table)} ALTER COLUMN ${ident(id.name)}`, from, to);

/** ADD COLUMN; with `fill`, the rows that exist get a value before NOT NULL is demanded of them. */
export function addColumn(object: DatabaseObject<ColumnAttributes>, manner: JsonObject): readonly Statement[] {
  const { id, attributes } = object;
  const { fill, ifNotExists } = manner;
  const add = ifNotExists === true ? 'ADD COLUMN IF NOT EXISTS' : 'ADD COLUMN';
  if (typeof fill !== 'string') return [alterTable(id, `${add} ${columnClause(object)}`)];
  const { identity, ...plain } = attributes;
  return [
    alterTable(id, `${add} ${columnClause({ ...object, attributes: { ...plain, notNull: false } })}`),
    fillRows(id, attributes.type, fill),
    ...(attributes.notNull && !attributes.notNullConstraint?.notValid ? setNotNull(id, attributes) : []),
    ...(identity ? addIdentity(id, identity) : []),
  ];
}

/** To a column that has its rows' values. */
const addIdentity = (id: Id, identity: Identity): readonly Statement[] => [
  alterColumn(id, `ADD ${identityClause(id, identity)}`),
  startAfterRows(id, sequenceIdent(id, identity), identity),
];

/** The expression is computed in a SELECT, so that it may count the rows. */
function fillRows(id: Id, type: string, fill: string): Statement {
  const table = ident(id.schema, id.table);
  return inside(
    `UPDATE ${table} AS t SET ${ident(id.name)} = f.value ` +
      `FROM (SELECT tableoid AS part, ctid AS place, CAST(${fill} AS ${type}) AS value FROM ${table}) AS f WHERE t.tableoid = f.part AND t.ctid = f.place`,
  );
}

/** DROP COLUMN. */
export const dropColumn = (id: Id, manner: JsonObject = {}): readonly Statement[] => [
  dropFromTable(id, 'COLUMN', manner),
];

/**
 * All changes of a column, in the one order that works: what stands in the way is taken off, the type is changed, the
 * rest is put on. A new or changed expression is a new column; only the end of one keeps it.
 */
export function alterColumnAttributes(alteration: Alteration<ColumnAttributes>): readonly Statement[] | 'replace' {
  const { from, to } = alteration;
  if (to.generated) return 'replace';
  if (from.generated && !from.generated.stored) return 'replace';
  return [...takeOff(alteration), ...changeType(alteration), ...fillNulls(alteration), ...putOn(alteration)];
}

function takeOff({ id, from, to }: Alteration<ColumnAttributes>): readonly Statement[] {
  const dropsDefault = typeof from.default === 'string' && (to.default === null || to.type !== undefined);
  return [
    ...(from.generated ? [alterColumn(id, 'DROP EXPRESSION')] : []),
    ...(dropsDefault ? [alterColumn(id, 'DROP DEFAULT')] : []),
    ...(from.serial && !to.serial ? [alterColumn(id, 'DROP DEFAULT')] : []),
    ...(from.serial && !to.serial && !to.identity ? [inside(`DROP SEQUENCE ${sequenceIdent(id, from.serial)}`)] : []),
    ...(from.identity && !to.identity && !to.serial ? [alterColumn(id, 'DROP IDENTITY')] : []),
    ...(to.notNull === false ? dropNotNull(id, from.notNullConstraint) : []),
  ];
}

function changeType({ id, to, manner }: Alteration<ColumnAttributes>): readonly Statement[] {
  if (to.type === undefined && to.collation === undefined) return [];
  const keep = isJsonObject(manner['keep']) ? manner['keep'] : {};
  const collation = to.collation ?? keep['collation'];
  const using = manner['using'];
  return [
    alterColumn(
      id,
      [
        `TYPE ${to.type ?? String(keep['type'])}`,
        ...(typeof collation === 'string' ? [`COLLATE ${collation}`] : []),
        ...(typeof using === 'string' ? [`USING ${using}`] : []),
      ].join(' '),
    ),
  ];
}

/** Rows that hold no value get one before NOT NULL is demanded of them. */
function fillNulls({ id, to, manner: { fill } }: Alteration<ColumnAttributes>): readonly Statement[] {
  if (to.notNull !== true || typeof fill !== 'string') return [];
  return [
    inside(`UPDATE ${ident(id.schema, id.table)} SET ${ident(id.name)} = ${fill} WHERE ${ident(id.name)} IS NULL`),
  ];
}

function putOn(alteration: Alteration<ColumnAttributes>): readonly Statement[] {
  const { id, to, manner } = alteration;
  return [
    ...changeNotNull(alteration),
    ...(typeof to.default === 'string' ? [alterColumn(id, `SET DEFAULT ${runnable(to.default)}`)] : []),
    ...(to.serial ? putSerial(alteration, to.serial) : []),
    ...(to.identity ? putIdentity(alteration, to.identity) : []),
    ...resetDetails(id, to, manner),
    ...setDetails(id, { ...kept(alteration), ...to }),
  ];
}

/** What PostgreSQL forgets with a new type, where it stays. */
function kept({ to, manner: { keep } }: Alteration<ColumnAttributes>): Partial<ColumnAttributes> {
  if (!isRetyped(to) || !isJsonObject(keep)) return {};
  const { storage, compression } = keep;
  return {
    ...(typeof storage === 'string' ? { storage } : {}),
    ...(typeof compression === 'string' ? { compression } : {}),
  };
}

const isRetyped = ({ type, collation }: Partial<ColumnAttributes>): boolean =>
  type !== undefined || collation !== undefined;

function setDetails(id: Id, details: Partial<ColumnAttributes>): readonly Statement[] {
  return [
    ...(details.storage == null ? [] : [alterColumn(id, `SET STORAGE ${details.storage.toUpperCase()}`)]),
    ...(details.compression == null ? [] : [alterColumn(id, `SET COMPRESSION ${details.compression}`)]),
    ...(details.statistics == null ? [] : [setStatistics(id, details.statistics)]),
  ];
}

/** Back to what the type and the server choose; a new type does so by itself. */
function resetDetails(id: Id, to: Partial<ColumnAttributes>, { keep }: JsonObject): readonly Statement[] {
  return [
    ...(to.storage === null && !isRetyped(to)
      ? [alterColumn(id, `SET STORAGE ${usualStorage(to.type ?? (isJsonObject(keep) ? keep['type'] : undefined))}`)]
      : []),
    ...(to.compression === null && !isRetyped(to) ? [alterColumn(id, 'SET COMPRESSION default')] : []),
    ...(to.statistics === null ? [setStatistics(id, -1)] : []),
  ];
}

/** A type's own storage, of the types that leave a choice. */
const usualStorage = (type: Json | undefined): string =>
  /^(numeric|inet|cidr)\b/.test(String(type)) ? 'MAIN' : 'EXTENDED';

/** Partitions and children have their own. */
const setStatistics = (id: Id, target: number): Statement =>
  inside(`ALTER TABLE ONLY ${ident(id.schema, id.table)} ALTER COLUMN ${ident(id.name)} SET STATISTICS ${target}`);

function putSerial(
  { id, from: { serial: from, identity: replaced }, manner }: Alteration<ColumnAttributes>,
  to: Serial,
): readonly Statement[] {
  if (!from) {
    return [
      ...(replaced ? takeOver(id, replaced, to) : [createSequence(id, to)]),
      alterColumn(id, `SET DEFAULT ${nextval(id, to)}`),
      ownSequence(id, to),
      ...describeSequence(id, to, manner),
      startAfterRows(id, sequenceIdent(id, to), to),
    ];
  }
  const [before, after] = [nameOf(id, from), nameOf(id, to)];
  const options = [...(from.type === to.type ? [] : [`AS ${to.type}`]), ...changedOptions(from, to)];
  return [
    ...(before === after ? [] : [renameSequence(id, before, after)]),
    ...withinBounds(ident(id.schema, after), from, to),
    ...changeDescription(id, from, to),
    ...(options.length === 0 ? [] : [inside(`ALTER SEQUENCE ${ident(id.schema, after)} ${options.join(' ')}`)]),
  ];
}

/** The identity's sequence goes with it: the serial's first counts as far, under another name where both have one. */
function takeOver(id: Id, identity: Identity, serial: Serial): readonly Statement[] {
  const name = nameOf(id, serial);
  const isTaken = name === nameOf(id, identity);
  const made = isTaken ? { ...serial, sequence: asideName(name) } : serial;
  return [
    createSequence(id, made),
    goOnFrom(sequenceIdent(id, identity), sequenceIdent(id, made)),
    alterColumn(id, 'DROP IDENTITY'),
    ...(isTaken ? [renameSequence(id, nameOf(id, made), name)] : []),
  ];
}

function putIdentity(
  { id, from: { identity: from, serial: replaced }, manner }: Alteration<ColumnAttributes>,
  to: Identity,
): readonly Statement[] {
  if (!from) {
    const isTaken = replaced != null && nameOf(id, replaced) === nameOf(id, to);
    const old = replaced && (isTaken ? { ...replaced, sequence: asideName(nameOf(id, replaced)) } : replaced);
    return [
      ...(replaced && old && isTaken ? [renameSequence(id, nameOf(id, replaced), nameOf(id, old))] : []),
      alterColumn(id, `ADD ${identityClause(id, to)}`),
      ...describeSequence(id, to, manner),
      ...(old
        ? [goOnFrom(sequenceIdent(id, old), sequenceIdent(id, to)), inside(`DROP SEQUENCE ${sequenceIdent(id, old)}`)]
        : []),
      startAfterRows(id, sequenceIdent(id, to), to),
    ];
  }
  const [before, after] = [nameOf(id, from), nameOf(id, to)];
  const actions = [
    ...(from.generation === to.generation ? [] : [`SET GENERATED ${to.generation.toUpperCase()}`]),
    ...changedOptions(from, to).map((option) => (option === 'RESTART' ? option : `SET ${option}`)),
  ];
  return [
    ...(before === after ? [] : [renameSequence(id, before, after)]),
    ...withinBounds(ident(id.schema, after), from, to),
    ...changeDescription(id, from, to),
    ...(actions.length === 0 ? [] : [alterColumn(id, actions.join(' '))]),
  ];
}

function identityClause(id: Id, identity: Identity): string {
  const options = [
    ...(identity.sequence == null ? [] : [`SEQUENCE NAME ${sequenceIdent(id, identity)}`]),
    ...optionClauses(identity),
  ];
  return `GENERATED ${identity.generation.toUpperCase()} AS IDENTITY${options.length === 0 ? '' : ` (${options.join(' ')})`}`;
}

const renameSequence = (id: Id, from: string, to: string): Statement =>
  inside(`ALTER SEQUENCE ${ident(id.schema, from)} RENAME TO ${ident(to)}`);
const nameOf = (id: Id, own: OwnSequence): string => own.sequence ?? makeObjectName(id.table ?? '', id.name, 'seq');
const sequenceIdent = (id: Id, own: OwnSequence): string => ident(id.schema, nameOf(id, own));
const nextval = (id: Id, serial: Serial): string => `nextval(${literal(sequenceIdent(id, serial))}::regclass)`;
const ownSequence = (id: Id, serial: Serial): Statement =>
  inside(`ALTER SEQUENCE ${sequenceIdent(id, serial)} OWNED BY ${ident(id.schema, id.table, id.name)}`);

function createSequence(id: Id, serial: Serial): Statement {
  const type = serial.type === 'bigint' ? [] : [`AS ${serial.type}`];
  return inside([`CREATE SEQUENCE ${sequenceIdent(id, serial)}`, ...type, ...optionClauses(serial)].join(' '));
}
