import type { Kind } from '../../kind.js';
import { keyOf, type Id } from '../../object.js';
import { ident, literal } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { changePrivileges, followGrants, type Grant } from '../privileges.js';
import { isRole, roleName } from '../role-names.js';
import { defaultPrivilegesCatalog } from './catalog.js';
import type { DefaultPrivilegesAttributes } from './default-privileges.js';
import { followScope, letterOf, prefix, scopeOf, sortOf, targetOf } from './scope.js';
import { unseenRollOut } from '../roll-out.js';

/** Default privileges: ALTER DEFAULT PRIVILEGES. */
export const defaultPrivilegesKind: Kind<DefaultPrivilegesAttributes> = {
  name: 'default_privileges',
  scope: [],
  verb: 'create',
  nameless: true,
  attributes: {
    privileges: {
      unordered: true,
      follow: followGrants,
      alter: ({ id, from, to }) => change(id, from.privileges, to.privileges),
    },
  },
  rollOut: unseenRollOut,
  namespaces: () => ['default privileges'],
  needs: ({ id, attributes: { privileges } }) => {
    const { role, schema } = scopeOf(id.name);
    const roles = [...(role === undefined ? [] : [role]), ...privileges.map(({ to }) => to).filter(isRole)];
    return [
      ...(schema === undefined ? [] : [keyOf('schema', { name: schema })]),
      ...roles.map((name) => keyOf('role', { name })),
    ];
  },
  followName: ({ name }, renaming) => followScope(name, renaming),
  create: ({ id, attributes }) => change(id, null, attributes.privileges),
  drop: ({ id }) => [inside(`DO ${literal(takingAll(id))}`)],
  address: ({ name }) => `DEFAULT PRIVILEGES ${name}`,
  grantsOn: ({ id, attributes: { privileges } }, target, { schema: place }) => {
    const { sort, role, schema } = scopeOf(id.name);
    const applies = role === undefined && sort === sortOf(target) && (schema === undefined || schema === place);
    return applies ? privileges.filter(({ owner }) => owner !== true).map(({ to }) => to) : [];
  },
  catalog: defaultPrivilegesCatalog,
};

function change(
  id: Id,
  from: readonly Grant[] | null = null,
  to: readonly Grant[] | null = null,
): readonly Statement[] {
  const scope = scopeOf(id.name);
  return changePrivileges(targetOf(scope), from, to).map(({ sql }) => inside(`${prefix(scope)} ${sql}`));
}

/** A drop names only what it drops: whoever has something loses it, and all is as in the beginning. */
function takingAll(id: Id): string {
  const scope = scopeOf(id.name);
  const { on, everybody = [] } = targetOf(scope);
  const role = scope.role === undefined ? 'current_user' : literal(scope.role);
  const schema = scope.schema === undefined ? '0' : `${literal(ident(scope.schema))}::regnamespace`;
  const execute = (what: string, grantee: string): string =>
    `EXECUTE ${literal(`${prefix(scope)} ${what} `)} || ${grantee};`;
  return [
    'DECLARE grantee text; BEGIN',
    `FOR grantee IN SELECT DISTINCT CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END`,
    `FROM pg_default_acl d, aclexplode(d.defaclacl) x WHERE d.defaclobjtype = ${literal(letterOf(scope))}`,
    `AND d.defaclnamespace = ${schema} AND pg_get_userbyid(d.defaclrole) = ${role}`,
    `LOOP ${execute(`REVOKE ALL ON ${on} FROM`, 'grantee')} END LOOP;`,
    ...(scope.schema === undefined ? [execute(`GRANT ALL ON ${on} TO`, `quote_ident(${role})`)] : []),
    ...everybody.map((privilege) => execute(`GRANT ${privilege} ON ${on} TO`, literal(roleName('public')))),
    'END',
  ].join(' ');
}
