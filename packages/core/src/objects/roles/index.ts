import type { Attribute, Kind, Renaming } from '../../kind.js';
import { ident } from '../../sql/quote.js';
import { followRole } from '../role-names.js';
import { commentOn, dropStatement } from '../rules.js';
import { roleCatalog } from './catalog.js';
import { alterMemberships, alterRole, createRole } from './ddl.js';
import type { Membership, RoleAttributes } from './role.js';

const address = (id: { readonly name: string }): string => `ROLE ${ident(id.name)}`;

type Rule<K extends keyof RoleAttributes> = Attribute<RoleAttributes, K>;
const said = <K extends keyof RoleAttributes>(value: RoleAttributes[K]): Rule<K> => ({
  default: value,
  lapses: true,
  alter: alterRole,
});
const kept = <K extends keyof RoleAttributes>(value: RoleAttributes[K]): Rule<K> => ({
  default: value,
  alter: alterRole,
});

const followMemberships = (memberships: readonly Membership[] | undefined, renaming: Renaming): readonly Membership[] =>
  (memberships ?? []).map((membership) => ({ ...membership, role: followRole(membership.role, renaming) }));

/** Roles: CREATE ROLE. They are the cluster's: only those are read that models name or this history made. */
export const roleKind: Kind<RoleAttributes> = {
  name: 'role',
  scope: [],
  verb: 'create',
  lenient: 'drop',
  shared: true,
  // Nothing may be in the way of its drop any more, and nobody guesses that it got another name.
  holdsRows: true,
  attributes: {
    createDb: said<'createDb'>(false),
    createRole: said<'createRole'>(false),
    inherit: said<'inherit'>(true),
    login: kept<'login'>(false),
    superuser: kept<'superuser'>(false),
    replication: kept<'replication'>(false),
    bypassRls: kept<'bypassRls'>(false),
    connectionLimit: kept<'connectionLimit'>(null),
    validUntil: kept<'validUntil'>(null),
    memberOf: { default: [], follow: followMemberships, alter: alterMemberships },
    members: { default: [], follow: followMemberships, alter: alterMemberships },
    comment: commentOn(address),
  },
  loses: 'password',
  namespaces: () => ['roles'],
  create: ({ id, attributes }) => createRole(id, attributes),
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  catalog: roleCatalog,
};
