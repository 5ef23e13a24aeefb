import type { Alteration } from '../../kind.js';
import type { Id } from '../../object.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import type { Membership, RoleAttributes } from './role.js';

const words = {
  createDb: 'CREATEDB',
  createRole: 'CREATEROLE',
  inherit: 'INHERIT',
  login: 'LOGIN',
  superuser: 'SUPERUSER',
  replication: 'REPLICATION',
  bypassRls: 'BYPASSRLS',
} as const;

const flags = ['createDb', 'createRole', 'inherit', 'login', 'superuser', 'replication', 'bypassRls'] as const;

/**
 * CREATE ROLE. The role is the cluster's: where another of its databases has made it, what is said here is made of it,
 * and the rest of it stays.
 */
export function createRole(id: Id, attributes: RoleAttributes): readonly Statement[] {
  const options = optionsOf(attributes).join(' ');
  const alter = options === '' ? 'NULL' : `ALTER ROLE ${ident(id.name)} ${options}`;
  const body = `BEGIN CREATE ROLE ${ident(id.name)} ${options}; EXCEPTION WHEN duplicate_object THEN ${alter}; END`;
  return [inside(`DO ${literal(body)}`), ...memberships(id, {}, attributes)];
}

/** ALTER ROLE, once for all that it can say. */
export const alterRole = ({ id, to }: Alteration<RoleAttributes>): readonly Statement[] => [
  inside(`ALTER ROLE ${ident(id.name)} ${optionsOf(to).join(' ')}`),
];

/** GRANT and REVOKE of memberships. */
export const alterMemberships = ({ id, from, to }: Alteration<RoleAttributes>): readonly Statement[] =>
  memberships(id, from, to);

function optionsOf(attributes: RoleAttributes): readonly string[] {
  const { connectionLimit, validUntil } = attributes;
  return [
    ...flags.flatMap((name) => {
      const value = attributes[name];
      return value === undefined ? [] : [`${value ? '' : 'NO'}${words[name]}`];
    }),
    ...(connectionLimit === undefined ? [] : [`CONNECTION LIMIT ${connectionLimit ?? -1}`]),
    ...(validUntil === undefined ? [] : [`VALID UNTIL ${literal(validUntil ?? 'infinity')}`]),
  ];
}

function memberships({ name }: Id, from: RoleAttributes, to: RoleAttributes): readonly Statement[] {
  return [
    ...changed(from.memberOf, to.memberOf, (other) => ({ role: other, member: name })),
    ...changed(from.members, to.members, (other) => ({ role: name, member: other })),
  ];
}

function changed(
  from: readonly Membership[] = [],
  to: readonly Membership[] = [],
  sides: (other: string) => { readonly role: string; readonly member: string },
): readonly Statement[] {
  const text = (membership: Membership): string => JSON.stringify(membership);
  const [before, after] = [new Set(from.map(text)), new Set(to.map(text))];
  return [
    ...from.filter((each) => !after.has(text(each))).map((each) => revoke(sides(each.role))),
    ...to.filter((each) => !before.has(text(each))).map((each) => grant(sides(each.role), each)),
  ];
}

interface Sides {
  readonly role: string;
  readonly member: string;
}

const revoke = ({ role, member }: Sides): Statement => inside(`REVOKE ${ident(role)} FROM ${ident(member)}`);

function grant({ role, member }: Sides, { admin, inherit, noSet }: Membership): Statement {
  const options = [
    ...(admin ? ['ADMIN OPTION'] : []),
    ...(inherit === undefined ? [] : [`INHERIT ${inherit ? 'TRUE' : 'FALSE'}`]),
    ...(noSet ? ['SET FALSE'] : []),
  ];
  return inside(`GRANT ${ident(role)} TO ${ident(member)}${options.length > 0 ? ` WITH ${options.join(', ')}` : ''}`);
}
