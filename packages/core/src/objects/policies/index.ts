import { equal } from '../../json.js';
import type { Alteration, ContextColumn, Kind, Question } from '../../kind.js';
import { keyOf, type DatabaseObject, type Id } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { replaced } from '../constraints.js';
import { followText } from '../follow.js';
import { spokenOf, tableKey } from '../keys.js';
import { followRoles, isRole, roleName, rolesFor, sortedRoles } from '../role-names.js';
import { commentOn, dropStatement } from '../rules.js';
import { policyCatalog } from './catalog.js';
import type { PolicyAttributes } from './policy.js';

const address = (id: Id): string => `POLICY ${ident(id.name)} ON ${ident(id.schema, id.table)}`;

/** Row-security policies: CREATE POLICY. */
export const policyKind: Kind<PolicyAttributes> = {
  name: 'policy',
  scope: ['schema', 'table'],
  verb: 'create',
  lenient: 'drop',
  part: { of: 'table', field: 'policies', detachable: true },
  unmodelled: 'stops',
  attributes: {
    command: replaced('all'),
    permissive: replaced(true),
    roles: { default: ['public'], alter },
    using: { default: null, alter },
    check: { default: null, alter },
    comment: commentOn(address),
  },
  namespaces: (id) => [`policies of ${id.schema}.${id.table}`],
  needs: ({ id, attributes: { roles = [], using, check }, dependsOn }, find) => [
    tableKey(id),
    ...roles.filter(isRole).map((name) => keyOf('role', { name })),
    ...(dependsOn ? [] : spokenOf(find, using, check)),
  ],
  follow: (object, renaming) => {
    const { using, check, roles, ...rest } = object.attributes;
    const speaker = { ...object, dependsOn: [...(object.dependsOn ?? []), tableKey(object.id)] };
    return {
      ...rest,
      ...(roles ? { roles: followRoles(roles, renaming) } : {}),
      ...(using == null ? {} : { using: followText(using, speaker, renaming) }),
      ...(check == null ? {} : { check: followText(check, speaker, renaming) }),
    };
  },
  normal: ({ roles, ...rest }) => ({ ...rest, ...(roles ? { roles: sortedRoles(roles) } : {}) }),
  // Who runs migrations may be another on every database: the word stays where it does not mean what is there.
  adopt: (model, current, server) =>
    model.roles && current && equal(rolesFor(model.roles, server), current.roles ?? ['public'])
      ? { ...model, roles: current.roles ?? ['public'] }
      : model,
  apart: () => true,
  create: ({ id, attributes }) => [inside(createPolicy(id, attributes))],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  texts: { reads: true, attributes: ['using', 'check'], ask },
  catalog: policyCatalog,
};

function createPolicy(id: Id, attributes: PolicyAttributes): string {
  const { command = 'all', permissive = true } = attributes;
  return [
    `CREATE ${address(id)}`,
    ...(permissive ? [] : ['AS RESTRICTIVE']),
    ...(command === 'all' ? [] : [`FOR ${command.toUpperCase()}`]),
    ...clauses(attributes),
  ].join(' ');
}

/** ALTER POLICY has no way to take an expression away. */
function alter({ id, to }: Alteration<PolicyAttributes>): readonly Statement[] | 'replace' {
  return to.using === null || to.check === null
    ? 'replace'
    : [inside([`ALTER ${address(id)}`, ...clauses(to)].join(' '))];
}

/** Roles are no texts: one that is not there yet is no error. */
function ask(
  { kind, id, attributes: { command = 'all', using, check } }: DatabaseObject<PolicyAttributes>,
  columns: readonly ContextColumn[],
  write: (expression: string) => string,
): Question | undefined {
  if (using == null && check == null) return undefined;
  const expressions = [
    ...(using == null ? [] : [`USING (${write(using)})`]),
    ...(check == null ? [] : [`WITH CHECK (${write(check)})`]),
  ];
  const table = id.table ?? '';
  const rest = [` ON ${ident('pg_temp', table)} FOR ${command.toUpperCase()}`, ...expressions];
  return { kind, columns, table, statement: ['CREATE POLICY ', rest.join(' ')] };
}

function clauses({ roles, using, check }: PolicyAttributes): readonly string[] {
  return [
    ...(roles ? [`TO ${roles.map(roleName).join(', ')}`] : []),
    ...(using == null ? [] : [`USING (${runnable(using)})`]),
    ...(check == null ? [] : [`WITH CHECK (${runnable(check)})`]),
  ];
}
