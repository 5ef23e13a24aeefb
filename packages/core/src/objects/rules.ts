import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { Attribute } from '../kind.js';
import { ident, literal } from '../sql/quote.js';
import { inside, type Statement } from '../statement.js';
import type { Id } from '../object.js';
import { followRole } from './role-names.js';

/** Attributes every kind has. */
export interface Described {
  readonly comment?: string | null;
}

/** The rule for a comment: COMMENT ON. */
export function commentOn(address: (id: Id) => string): Attribute<Described, 'comment'> {
  return { default: null, alter: ({ id, to }) => [comment(address(id), to.comment ?? null)] };
}

/** Attributes of what belongs to a role. */
export interface Owned extends Described {
  /** The role it belongs to; null is the role that runs migrations. */
  readonly owner?: string | null;
}

/** The rule for an owner: ALTER … OWNER TO. */
export function ownerOf(address: (id: Id) => string): Attribute<Owned, 'owner'> {
  return {
    default: null,
    follow: (role, renaming) => (role == null ? role : followRole(role, renaming)),
    alter: ({ id, to }) => [owner(address(id), to.owner ?? null)],
  };
}

/** ALTER something OWNER TO a role. */
export function owner(address: string, role: string | null): Statement {
  return inside(`ALTER ${address} OWNER TO ${role === null ? 'CURRENT_USER' : ident(role)}`);
}

/** The owner as a column of a catalog query, null where it is who asks. */
export const ownerColumn = (oid: string): string => `nullif(pg_get_userbyid(${oid}), current_user) AS owner`;

/** DROP of what an address names, that or IF EXISTS. */
export const dropStatement = (address: string, { ifExists }: JsonObject): Statement =>
  inside(`DROP ${ifExists === true ? leniently(address, 'IF EXISTS') : address}`);

/** CREATE of what an address names, up to its name, that or IF NOT EXISTS. */
export const createAddress = (address: string, { ifNotExists }: JsonObject): string =>
  `CREATE ${ifNotExists === true ? leniently(address, 'IF NOT EXISTS') : address}`;

/** Words between what it is and its name, which stands in quotes. */
const leniently = (address: string, words: string): string => address.replace('"', () => `${words} "`);

/** COMMENT ON something. */
export function comment(address: string, text: string | null): Statement {
  return inside(`COMMENT ON ${address} IS ${text === null ? 'NULL' : literal(text)}`);
}

/** Storage parameters: `WITH (fillfactor='70')`, or nothing. */
export function withClause(parameters: StorageParameters | undefined): string {
  const list = Object.entries(parameters ?? {});
  return list.length === 0
    ? ''
    : ` WITH (${list.map(([name, value]) => `${parameter(name)}=${literal(value)}`).join(', ')})`;
}

/** Storage parameters as they stand in an argument. */
export const storageParameters = (value: Json | undefined): StorageParameters =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, setting]) => [name, String(setting)]))
    : {};

/** The statements that turn some storage parameters into others. */
export function alterParameters(
  target: string,
  from: StorageParameters = {},
  to: StorageParameters = {},
): readonly Statement[] {
  const gone = Object.keys(from).filter((name) => !Object.hasOwn(to, name));
  const set = Object.entries(to).filter(([name, value]) => from[name] !== value);
  return [
    ...(gone.length > 0 ? [inside(`ALTER ${target} RESET (${gone.map(parameter).join(', ')})`)] : []),
    ...(set.length > 0
      ? [
          inside(
            `ALTER ${target} SET (${set.map(([name, value]) => `${parameter(name)}=${literal(value)}`).join(', ')})`,
          ),
        ]
      : []),
  ];
}

/** A parameter's name may be qualified: `toast.autovacuum_enabled`. */
const parameter = (name: string): string => ident(...name.split('.'));

/** Storage parameters by name. */
export type StorageParameters = { readonly [name: string]: string };

/** What the catalog holds as `{fillfactor=70}`. */
export function readParameters(options: unknown): StorageParameters {
  if (!Array.isArray(options)) return {};
  return Object.fromEntries(
    options.map(String).map((option) => [option.slice(0, option.indexOf('=')), option.slice(option.indexOf('=') + 1)]),
  );
}
