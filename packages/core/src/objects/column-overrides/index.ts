import { isJsonObject, isList, type Json, type JsonObject } from '../../json.js';
import type { Find, Kind, PrivilegeTarget } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import { ident } from '../../sql/quote.js';
import { runnable } from '../../sql/expression.js';
import { inside, type Statement } from '../../statement.js';
import { alterTable, replaced, replacedSince } from '../constraints.js';
import { setOptions } from '../columns/ddl.js';
import { neutralValue, remarks } from '../columns/fill.js';
import { followText } from '../follow.js';
import { tableKey } from '../keys.js';
import { describe, setNotNull, type NotNullConstraint } from '../not-null.js';
import { changePrivileges, privilegesOf, readGrants } from '../privileges.js';
import { comment, commentOn } from '../rules.js';
import { inheritedFrom, sourcesOf } from '../tables/ancestors.js';
import { columnOverrideCatalog } from './catalog.js';
import type { ColumnOverrideAttributes } from './column-override.js';
import { unseenRollOut } from '../roll-out.js';

const address = (id: Id): string => `COLUMN ${ident(id.schema, id.table, id.name)}`;
const privilegesOn = (id: Id): PrivilegeTarget => ({ on: `TABLE ${ident(id.schema, id.table)}`, column: id.name });
const alter = (id: Id, action: string): Statement => alterTable(id, `ALTER COLUMN ${ident(id.name)} ${action}`);

/** What partitions and children say otherwise of the columns that they inherit: ALTER COLUMN, once the table is made. */
export const columnOverrideKind: Kind<ColumnOverrideAttributes> = {
  name: 'column_override',
  scope: ['schema', 'table'],
  verb: 'add',
  part: { of: 'table', field: 'columnOverrides' },
  namesake: 'column',
  unmodelled: 'goes',
  attributes: {
    default: replaced<string | null>(null),
    notNull: replaced(false),
    notNullConstraint: replacedSince<NotNullConstraint | null>(18, null),
    storage: replaced<string | null>(null),
    compression: { default: null, alter: ({ id, to }) => [setCompression(id, to.compression ?? null)] },
    statistics: { default: null, alter: ({ id, to }) => [setStatistics(id, to.statistics ?? null)] },
    options: { default: {}, alter: ({ id, from, to }) => setOptions(id, from.options, to.options) },
    privileges: privilegesOf(privilegesOn),
    comment: commentOn(address),
  },
  rollOut: unseenRollOut,
  namespaces: () => [],
  needs: ({ id }, find) => [tableKey(id), ...sourcesOf(id, find)],
  follow: (object, renaming) => ({
    ...object.attributes,
    ...(object.attributes.default == null ? {} : { default: followText(object.attributes.default, object, renaming) }),
  }),
  apart: () => true,
  fills,
  remarks,
  create: ({ id, attributes }, _clauses, { fill }) => [
    ...(typeof fill === 'string' ? [fillNulls(id, fill)] : []),
    ...sayInherited(id, attributes),
    ...sayOwn(id, attributes),
  ],
  drop: ({ id }, manner) => takeBack(id, manner),
  instead,
  address,
  privilegesOn,
  catalog: columnOverrideCatalog,
};

/** The column may be as new as what is said of it: rows that exist get a value before NOT NULL is demanded of them. */
function fills({ id, attributes }: DatabaseObject<ColumnOverrideAttributes>, find: Find): JsonObject | undefined {
  if (!attributes.notNull || attributes.notNullConstraint?.notValid) return undefined;
  const { type, generated = null } = inheritedFrom(id, find) ?? {};
  const fill = typeof type === 'string' && generated === null ? neutralValue(type, false) : undefined;
  return fill === undefined ? undefined : { fill };
}

const fillNulls = (id: Id, fill: string): Statement =>
  inside(`UPDATE ${ident(id.schema, id.table)} SET ${ident(id.name)} = ${fill} WHERE ${ident(id.name)} IS NULL`);

/** What goes on to the partitions below. */
function sayInherited(id: Id, said: Partial<ColumnOverrideAttributes>): readonly Statement[] {
  return [
    ...(said.default == null ? [] : [alter(id, `SET DEFAULT ${runnable(said.default)}`)]),
    ...(said.notNull ? setNotNull(id, said) : describe(id, said.notNullConstraint ?? {})),
    ...(said.storage == null ? [] : [alter(id, `SET STORAGE ${said.storage.toUpperCase()}`)]),
  ];
}

function sayOwn(id: Id, said: Partial<ColumnOverrideAttributes>): readonly Statement[] {
  return [
    ...(said.compression == null ? [] : [setCompression(id, said.compression)]),
    ...(said.statistics == null ? [] : [setStatistics(id, said.statistics)]),
    ...setOptions(id, {}, said.options),
  ];
}

const setCompression = (id: Id, compression: string | null): Statement =>
  alter(id, `SET COMPRESSION ${compression ?? 'default'}`);

/** Each partition has its own. */
const setStatistics = (id: Id, target: number | null): Statement =>
  inside(
    `ALTER TABLE ONLY ${ident(id.schema, id.table)} ALTER COLUMN ${ident(id.name)} SET STATISTICS ${target ?? -1}`,
  );

/** What takes the place of what an override says: what the parent's column has, or nothing. */
function instead({ id, attributes }: DatabaseObject<ColumnOverrideAttributes>, find: Find): JsonObject | undefined {
  const column = inheritedFrom(id, find);
  if (!column) return undefined;
  const { default: value, notNull, storage, compression, statistics, options, comment: said, privileges } = attributes;
  const constraint = attributes.notNullConstraint;
  return {
    instead: {
      ...(value == null ? {} : { default: column['default'] ?? null }),
      // Where the parent has it too, it stays.
      ...(notNull && column['notNull'] !== true ? { notNull: false } : {}),
      ...(constraint?.comment == null ? {} : { notNullConstraint: { ...named(constraint), comment: null } }),
      ...(storage == null ? {} : { storage: column['storage'] ?? 'extended' }),
      ...(compression == null ? {} : { compression: null }),
      ...(statistics == null ? {} : { statistics: null }),
      ...(options ? { options: Object.keys(options) } : {}),
      ...(said == null ? {} : { comment: null }),
    },
    ...(privileges ? { revoke: privileges.map((grant) => ({ ...grant })) } : {}),
  };
}

const named = ({ name }: NotNullConstraint): JsonObject => (name === undefined ? {} : { name });

/** The statements that make of an override what its drop says to put instead. */
function takeBack(id: Id, { instead: usual, revoke }: JsonObject): readonly Statement[] {
  const values = isJsonObject(usual) ? usual : {};
  const { default: value, storage } = values;
  return [
    ...(value === undefined
      ? []
      : [alter(id, value === null ? 'DROP DEFAULT' : `SET DEFAULT ${runnable(String(value))}`)]),
    ...(values['notNull'] === undefined ? uncomment(id, values['notNullConstraint']) : [alter(id, 'DROP NOT NULL')]),
    ...(storage === undefined ? [] : [alter(id, `SET STORAGE ${String(storage).toUpperCase()}`)]),
    ...(values['compression'] === undefined ? [] : [setCompression(id, null)]),
    ...(values['statistics'] === undefined ? [] : [setStatistics(id, null)]),
    ...setOptions(id, Object.fromEntries(namesIn(values['options']).map((name) => [name, ''])), {}),
    ...(values['comment'] === undefined ? [] : [comment(address(id), null)]),
    ...changePrivileges(privilegesOn(id), readGrants(revoke), null),
  ];
}

/** The end of the comment on a constraint that stays. */
function uncomment(id: Id, constraint: Json | undefined): readonly Statement[] {
  if (!isJsonObject(constraint)) return [];
  const { name } = constraint;
  return describe(id, typeof name === 'string' ? { name } : {}, { comment: '' });
}

const namesIn = (list: Json | undefined): readonly string[] => (isList(list) ? list.map(String) : []);
