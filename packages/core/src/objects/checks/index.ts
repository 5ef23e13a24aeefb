import { mentioned, type Kind } from '../../kind.js';
import type { DatabaseObject } from '../../object.js';
import { runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import {
  addConstraint,
  constraintAddress,
  constraintNames,
  dropConstraint,
  renameConstraint,
  replaced,
  replacedSince,
  validate,
} from '../constraints.js';
import { followText } from '../follow.js';
import { spokenColumns, tableKey } from '../keys.js';
import { commentOn } from '../rules.js';
import { validatedLater } from '../safe-forms.js';
import { checkCatalog } from './catalog.js';
import type { CheckAttributes } from './check.js';
import { checkObstacles } from './obstacles.js';
import { bindingRollOut } from '../roll-out.js';

/** Check constraints: parts of their table, or ADD CONSTRAINT … CHECK. */
export const checkKind: Kind<CheckAttributes> = {
  name: 'check',
  scope: ['schema', 'table'],
  verb: 'add',
  lenient: 'drop',
  part: { of: 'table', field: 'checks' },
  attributes: {
    expression: { alter: 'replace' },
    notValid: {
      default: false,
      alter: ({ id, to }) => (to.notValid ? 'replace' : [validate(id)]),
    },
    noInherit: replaced(false),
    notEnforced: replacedSince(18, false),
    comment: commentOn(constraintAddress),
  },
  rollOut: bindingRollOut,
  obstacles: checkObstacles,
  namespaces: (id) => [constraintNames(id)],
  needs: ({ id, attributes, dependsOn }, find) => [
    tableKey(id),
    ...(dependsOn ? [] : spokenColumns(id, find, attributes.expression)),
  ],
  follow: (object, renaming) => ({
    ...object.attributes,
    expression: followText(object.attributes.expression, object, renaming),
  }),
  likeness: ({ attributes }) => attributes.expression,
  // NOT VALID means nothing in CREATE TABLE: PostgreSQL marks it valid.
  apart: ({ attributes }) => attributes.notValid === true,
  clause,
  create: (object) => addConstraint(object.id, clause(object)),
  drop: ({ id }, manner) => dropConstraint(id, manner),
  rename: renameConstraint,
  address: constraintAddress,
  safeForm: validatedLater,
  beside: () => true,
  texts: {
    attributes: ['expression'],
    ask: ({ kind, attributes: { expression } }, columns, write) => ({
      kind,
      columns: mentioned(columns, expression),
      clause: `CHECK (${write(expression)})`,
    }),
  },
  catalog: checkCatalog,
};

function clause({ id, attributes }: DatabaseObject<CheckAttributes>): string {
  return [
    `CONSTRAINT ${ident(id.name)} CHECK (${runnable(attributes.expression)})`,
    attributes.noInherit ? ' NO INHERIT' : '',
    attributes.notEnforced ? ' NOT ENFORCED' : '',
    attributes.notValid ? ' NOT VALID' : '',
  ].join('');
}
