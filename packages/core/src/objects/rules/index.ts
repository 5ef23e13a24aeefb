import type { Kind, Renaming } from '../../kind.js';
import { keyOf, type DatabaseObject, type Id } from '../../object.js';
import { renameIn, runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import { inside } from '../../statement.js';
import { firingOf, setFiring } from '../firing.js';
import { followText } from '../follow.js';
import { relationKeys } from '../keys.js';
import { commentOn, dropStatement } from '../rules.js';
import { ruleCatalog } from './catalog.js';
import type { RuleAttributes } from './rule.js';

const address = (id: Id): string => `RULE ${ident(id.name)} ON ${ident(id.schema, id.table)}`;

/** Rewrite rules: CREATE RULE. */
export const ruleKind: Kind<RuleAttributes> = {
  name: 'rule',
  scope: ['schema', 'table'],
  verb: 'create',
  lenient: 'drop',
  part: { of: 'table', field: 'rules', detachable: true },
  unmodelled: 'stops',
  attributes: {
    event: { alter: 'replace' },
    action: { alter: 'replace' },
    fires: { default: 'origin', alter: ({ id, to }) => [setFiring(id, 'RULE', to.fires ?? 'origin')] },
    comment: commentOn(address),
  },
  namespaces: (id) => [`rules of ${id.schema}.${id.table}`],
  needs: ({ id }) => relationKeys(id),
  follow: (object, renaming) => ({ ...object.attributes, action: followAction(object, renaming) }),
  apart: () => true,
  create: ({ id, attributes: { event, action, fires } }) => [
    inside(`CREATE RULE ${ident(id.name)} AS ON ${event} TO ${ident(id.schema, id.table)} ${runnable(action)}`),
    ...firingOf(id, 'RULE', fires),
  ],
  drop: ({ id }, manner) => [dropStatement(address(id), manner)],
  rename: (id, to) => `ALTER ${address(id)} RENAME TO ${ident(to)}`,
  address,
  catalog: ruleCatalog,
};

/** An action may speak of the rule's own table too. */
function followAction(object: DatabaseObject<RuleAttributes>, renaming: Renaming): string {
  const { action } = object.attributes;
  return relationKeys(object.id).includes(keyOf(renaming.kind, renaming.id))
    ? renameIn(action, renaming.id.name, renaming.to)
    : followText(action, object, renaming);
}
