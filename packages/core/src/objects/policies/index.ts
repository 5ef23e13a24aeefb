import type { Alteration, Kind } from '../../kind.js';
import type { Id } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { inside, type Statement } from '../../statement.js';
import { replaced } from '../constraints.js';
import { followText } from '../follow.js';
import { tableKey } from '../keys.js';
import { commentOn } from '../rules.js';
import { policyCatalog } from './catalog.js';
import type { PolicyAttributes } from './policy.js';

const address = (id: Id): string => `POLICY ${ident(id.name)} ON ${ident(id.schema, id.table)}`;

/** Row-security policies: CREATE POLICY. */
export const policyKind: Kind<PolicyAttributes> = {
  name: 'policy',
  scope: ['schema', 'table'],
  verb: 'create',
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
  needs: ({ id }) => [tableKey(id)],
  follow: (object, renaming) => {
    const { using, check, ...rest } = object.attributes;
    return {
      ...rest,
      ...(using == null ? {} : { using: followText(using, object, renaming) }),
      ...(check == null ? {} : { check: followText(check, object, renaming) }),
    };
  },
  apart: () => true,
  create: ({ id, attributes }) => [inside(createPolicy(id, attributes))],
  drop: ({ id }) => [inside(`DROP ${address(id)}`)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
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

function clauses({ roles, using, check }: PolicyAttributes): readonly string[] {
  return [
    ...(roles ? [`TO ${roles.map((role) => (role === 'public' ? 'PUBLIC' : ident(role))).join(', ')}`] : []),
    ...(using == null ? [] : [`USING (${runnable(using)})`]),
    ...(check == null ? [] : [`WITH CHECK (${runnable(check)})`]),
  ];
}
