import { isJsonObject, isList, type Json, type JsonObject } from '../json.js';
import type { Attribute, CatalogRow, PrivilegeTarget, Renaming } from '../kind.js';
import type { Id } from '../object.js';
import type { Server } from '../snapshot.js';
import { ident, literal } from '../sql/quote.js';
import { inside, type Statement } from '../statement.js';
import type { KindName } from './kinds.js';
import { followRole, roleName } from './role-names.js';

/** What a role may do with an object. The owner, who may do everything, is not named unless something was taken away. */
export interface Grant {
  /** A role, or `public` for everybody. */
  readonly to: string;
  /** SELECT, INSERT, … */
  readonly privileges: readonly string[];
  /** The role may pass them on. */
  readonly grantable?: boolean;
  /** The role that granted them, where it is not the owner. */
  readonly by?: string;
  /** The role is the owner, who has no more than this. */
  readonly owner?: boolean;
}

/** Attributes of what privileges are granted on. */
export interface Privileged {
  /** Null: as PostgreSQL gives them to what is new. */
  readonly privileges?: readonly Grant[] | null;
}

/** The rule for privileges: REVOKE what is too much, GRANT what is missing. A model says those of the roles it names. */
export function privilegesOf(target: (id: Id) => PrivilegeTarget): Attribute<Privileged, 'privileges'> {
  return {
    default: null,
    unordered: true,
    follow: (grants, renaming) => grants && followGrants(grants, renaming),
    without: (grants, isGone, id) => withoutRoles(target(id), grants ?? null, isGone),
    join: (said, current, id, server) => joined(target(id), said ?? [], current ?? null, server),
    alter: ({ id, from, to }) => changePrivileges(target(id), from.privileges ?? null, to.privileges ?? null),
  };
}

/** Privileges once a role among those who have them or granted them has another name. */
export const followGrants = (grants: readonly Grant[], renaming: Renaming): readonly Grant[] =>
  grants.map((grant) => ({
    ...grant,
    to: followRole(grant.to, renaming),
    ...(grant.by === undefined ? {} : { by: followRole(grant.by, renaming) }),
  }));

/** The statements that turn some privileges into others. PostgreSQL keeps the order in which roles were named, and so do they. */
export function changePrivileges(
  target: PrivilegeTarget,
  from: readonly Grant[] | null,
  to: readonly Grant[] | null,
): readonly Statement[] {
  const [before, after] = [held(target, from), held(target, to)];
  const stay = [...before.keys()].filter((place) => (after.get(place)?.options.size ?? 0) > 0);
  const come = [...after].filter(([place, { options }]) => options.size > 0 && !stay.includes(place));
  const wanted = [...after].filter(([, { options }]) => options.size > 0).map(([place]) => place);
  const comesInOrder = wanted.every((place, n) => place === (n < stay.length ? stay[n] : come[n - stay.length]?.[0]));
  const [first, last] = comesInOrder ? [before, after] : [before, new Map<string, Held>()];
  const revokes = [...first].toReversed().flatMap(([place, was]) => taken(target, was, last.get(place)));
  const base = comesInOrder ? before : new Map<string, Held>();
  return [
    ...revokes,
    ...newOwners(target, before, after),
    ...[...after].flatMap(([place, is]) => given(target, base.get(place), is)),
  ];
}

/** The statements that leave on what was just made these privileges, and nothing to roles that got some at once. */
export function exactly(
  target: PrivilegeTarget,
  to: readonly Grant[] | null,
  revoked: readonly string[],
): readonly Statement[] {
  if (revoked.length === 0) return changePrivileges(target, null, to);
  return [
    inside(`REVOKE ALL ON ${target.on} FROM ${revoked.map(roleName).join(', ')}`),
    ...changePrivileges(
      target,
      usual(target).filter((each) => !revoked.includes(each.to)),
      to,
    ),
  ];
}

/** Of how an object is made, the roles that have nothing on it to begin with, whatever the default privileges are. */
export const readRevoked = ({ revoked }: JsonObject): readonly string[] => (isList(revoked) ? revoked.map(String) : []);

/** The same of what comes along with it: the sequence of an identity. */
export const readRevokedAlong = ({ revokedAlong }: JsonObject): readonly string[] =>
  isList(revokedAlong) ? revokedAlong.map(String) : [];

/** What one role has of another: each privilege, and whether it may be passed on. */
interface Held {
  readonly to: string;
  readonly by: string | undefined;
  readonly owner: boolean;
  readonly options: ReadonlyMap<string, boolean>;
}

const placeOf = ({ to, by }: Grant): string => JSON.stringify([to, by ?? null]);

function held(target: PrivilegeTarget, grants: readonly Grant[] | null): ReadonlyMap<string, Held> {
  const found = new Map<string, Held>();
  for (const grant of grants ?? usual(target)) {
    const options = new Map(grant.privileges.map((privilege) => [privilege, grant.grantable === true]));
    const { to, by, owner = false } = grant;
    found.set(placeOf(grant), {
      to,
      by,
      owner,
      options: new Map([...(found.get(placeOf(grant))?.options ?? []), ...options]),
    });
  }
  return found;
}

const usual = ({ everybody = [] }: PrivilegeTarget): readonly Grant[] =>
  everybody.length === 0 ? [] : [{ to: 'public', privileges: everybody }];

function taken(target: PrivilegeTarget, was: Held, is: Held | undefined): readonly Statement[] {
  // The owner who is not named has everything again.
  if (was.owner && !is) return asRole(was.by, [`GRANT ALL${columnOf(target)} ON ${target.on} TO ${roleName(was.to)}`]);
  const gone = [...was.options.keys()].filter((privilege) => !is?.options.has(privilege));
  const kept = [...was.options].filter(([privilege, option]) => option && is?.options.get(privilege) === false);
  return asRole(was.by, [
    ...revoke(target, was.to, '', gone),
    ...revoke(
      target,
      was.to,
      'GRANT OPTION FOR ',
      kept.map(([privilege]) => privilege),
    ),
  ]);
}

function given(target: PrivilegeTarget, was: Held | undefined, is: Held): readonly Statement[] {
  const missing = (option: boolean): readonly string[] =>
    [...is.options]
      .filter(([privilege, wanted]) => wanted === option && !(was?.options.get(privilege) ?? !option))
      .map(([privilege]) => privilege);
  const plain = [...is.options]
    .filter(([privilege, option]) => !option && !was?.options.has(privilege))
    .map(([privilege]) => privilege);
  return asRole(is.by, [
    ...grant(target, is.to, plain, ''),
    ...grant(target, is.to, missing(true), ' WITH GRANT OPTION'),
  ]);
}

/** An owner who is named from now on had everything before. */
function newOwners(
  target: PrivilegeTarget,
  before: ReadonlyMap<string, Held>,
  after: ReadonlyMap<string, Held>,
): readonly Statement[] {
  return [...after]
    .filter(([place, { owner }]) => owner && !before.has(place))
    .map(([, { to }]) => inside(`REVOKE ALL${columnOf(target)} ON ${target.on} FROM ${roleName(to)}`));
}

const revoke = (
  target: PrivilegeTarget,
  from: string,
  what: string,
  privileges: readonly string[],
): readonly string[] =>
  privileges.length === 0 ? [] : [`REVOKE ${what}${listed(target, privileges)} ON ${target.on} FROM ${roleName(from)}`];

const grant = (target: PrivilegeTarget, to: string, privileges: readonly string[], how: string): readonly string[] =>
  privileges.length === 0 ? [] : [`GRANT ${listed(target, privileges)} ON ${target.on} TO ${roleName(to)}${how}`];

const listed = (target: PrivilegeTarget, privileges: readonly string[]): string =>
  privileges.map((privilege) => `${privilege}${columnOf(target)}`).join(', ');

const columnOf = ({ column }: PrivilegeTarget): string => (column === undefined ? '' : ` (${ident(column)})`);

/** PostgreSQL writes down who grants, and lets nobody name another. */
function asRole(by: string | undefined, statements: readonly string[]): readonly Statement[] {
  const all =
    by === undefined || statements.length === 0 ? statements : [`SET ROLE ${ident(by)}`, ...statements, 'RESET ROLE'];
  return all.map(inside);
}

/** Privileges in PostgreSQL's own order, and what each sort of object has of them. */
const order =
  'INSERT SELECT UPDATE DELETE TRUNCATE REFERENCES TRIGGER EXECUTE USAGE CREATE TEMPORARY CONNECT MAINTAIN'.split(' ');

const inOrder = (privileges: readonly string[]): readonly string[] =>
  [...new Set(privileges)].toSorted((a, b) => order.indexOf(a) - order.indexOf(b));

function allOf({ on, column }: PrivilegeTarget, { version }: Server): readonly string[] {
  if (column !== undefined) return ['INSERT', 'SELECT', 'UPDATE', 'REFERENCES'];
  if (on.startsWith('SEQUENCE')) return ['SELECT', 'UPDATE', 'USAGE'];
  if (on.startsWith('SCHEMA')) return ['USAGE', 'CREATE'];
  if (!on.startsWith('TABLE')) return [/^(?:TYPE|DOMAIN)/.test(on) ? 'USAGE' : 'EXECUTE'];
  return [
    'INSERT',
    'SELECT',
    'UPDATE',
    'DELETE',
    'TRUNCATE',
    'REFERENCES',
    'TRIGGER',
    ...(version >= 170000 ? ['MAINTAIN'] : []),
  ];
}

/** What a model says of some roles, each in the place where the database has it, among the privileges of all others. */
function joined(
  target: PrivilegeTarget,
  said: readonly Grant[],
  current: readonly Grant[] | null,
  server: Server,
): readonly Grant[] | null {
  const roles = new Set(said.map(({ to }) => to));
  const named = new Map([...roles].map((to) => [to, ofRole(to, said, target, server)]));
  const there = current ?? usual(target);
  const firsts = new Set<string>();
  const list = there.flatMap((each): readonly Grant[] => {
    const own = named.get(each.to);
    if (!own) return [each];
    if (firsts.has(each.to)) return [];
    firsts.add(each.to);
    return own;
  });
  const all = [...list, ...[...named].flatMap(([to, own]) => (firsts.has(to) ? [] : own))];
  return JSON.stringify(all) === JSON.stringify(usual(target)) ? null : all;
}

/** The privileges once some roles are gone: those of them, and those that they granted. */
function withoutRoles(
  target: PrivilegeTarget,
  grants: readonly Grant[] | null,
  isGone: (kind: KindName, name: string) => boolean,
): readonly Grant[] | null {
  const left = grants?.filter(({ to, by }) => !isGone('role', to) && (by === undefined || !isGone('role', by))) ?? null;
  return JSON.stringify(left) === JSON.stringify(usual(target)) ? null : left;
}

/** What a model says of one role, wherever it says it: a privilege that the role may pass on is said once. */
function ofRole(to: string, said: readonly Grant[], target: PrivilegeTarget, server: Server): readonly Grant[] {
  const words = (isGrantable: boolean): readonly string[] => {
    const own = said.filter((each) => each.to === to && (each.grantable === true) === isGrantable);
    const all = own.flatMap(({ privileges }) => privileges.map((word) => word.toUpperCase()));
    return all.includes('ALL') ? allOf(target, server) : all;
  };
  const passed = inOrder(words(true));
  const plain = inOrder(words(false)).filter((word) => !passed.includes(word));
  return [
    ...(plain.length > 0 ? [{ to, privileges: plain }] : []),
    ...(passed.length > 0 ? [{ to, privileges: passed, grantable: true }] : []),
  ];
}

/** Privileges as they stand in an attribute. */
export function readGrants(value: Json | undefined): readonly Grant[] | null {
  if (!isList(value)) return null;
  return value.filter(isJsonObject).map((each) => ({
    to: String(each['to']),
    privileges: isList(each['privileges']) ? each['privileges'].map(String) : [],
    ...(each['grantable'] === true ? { grantable: true } : {}),
    ...(typeof each['by'] === 'string' ? { by: each['by'] } : {}),
    ...(each['owner'] === true ? { owner: true } : {}),
  }));
}

/**
 * The privileges on an object as a column of a catalog query: none where they are those of what is new. `type` is what
 * acldefault calls the sort of object.
 */
export function privilegesColumn(acl: string, type: 'r' | 's' | 'n' | 'T' | 'c' | 'f', owner: string): string {
  const usualAcl = `acldefault(${literal(type)}, ${owner})`;
  const owned = (list: string): string => `(SELECT count(*) FROM aclexplode(${list}) o WHERE o.grantee = ${owner})`;
  return `CASE WHEN NOT (${acl} @> ${usualAcl} AND ${acl} <@ ${usualAcl}) THEN (
        SELECT coalesce(jsonb_agg(${grantRow('x', owner)} ORDER BY x.n), '[]')
        FROM aclexplode(${acl}) WITH ORDINALITY x(grantor, grantee, privilege_type, is_grantable, n)
        WHERE x.grantee <> ${owner} OR ${owned(acl)} <> ${owned(usualAcl)})
      || CASE WHEN ${owned(acl)} = 0 AND ${owned(usualAcl)} > 0
        THEN jsonb_build_array(jsonb_build_object('to', pg_get_userbyid(${owner}), 'owner', true)) ELSE '[]' END END AS privileges`;
}

/** A row of aclexplode, `x`, as JSON; see {@link readPrivileges}. */
export const grantRow = (x: string, owner: string): string =>
  `jsonb_build_object('to', CASE WHEN ${x}.grantee = 0 THEN 'public' ELSE pg_get_userbyid(${x}.grantee) END,
          'privilege', ${x}.privilege_type, 'grantable', ${x}.is_grantable, 'owner', ${x}.grantee = ${owner},
          'by', CASE WHEN ${x}.grantor <> ${owner} THEN pg_get_userbyid(${x}.grantor) END)`;

/** A row's privileges, those of a role together. */
export function readPrivileges(row: CatalogRow): readonly Grant[] | null {
  const rows = row['privileges'];
  if (!isList(rows)) return null;
  const grants = new Map<string, Omit<Grant, 'privileges'> & { readonly privileges: string[] }>();
  for (const each of rows.filter(isJsonObject)) {
    const found = {
      to: String(each['to']),
      ...(each['grantable'] === true ? { grantable: true } : {}),
      ...(typeof each['by'] === 'string' ? { by: each['by'] } : {}),
      ...(each['owner'] === true ? { owner: true } : {}),
    };
    const key = JSON.stringify(found);
    const entry = grants.get(key) ?? { ...found, privileges: [] };
    if (each['privilege'] !== undefined) entry.privileges.push(String(each['privilege']));
    grants.set(key, entry);
  }
  return [...grants.values()];
}
