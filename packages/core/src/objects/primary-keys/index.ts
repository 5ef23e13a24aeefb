import type { Kind } from '../../kind.js';
import type { DatabaseObject } from '../../object.js';
import { ident, idents } from '../../sql/quote.js';
import {
  addConstraint,
  constraintAddress,
  deferralClause,
  dropConstraint,
  constraintNames,
  relationNames,
  renameConstraint,
  replaced,
} from '../constraints.js';
import { followNames } from '../follow.js';
import { indexComment, markIndex, markRules, passedMarks } from '../index-marks.js';
import { primaryKeyObstacles } from '../key-obstacles.js';
import { columnKey, tableKey } from '../keys.js';
import { keyFlaw } from '../partitioning.js';
import { alterParameters, commentOn, withClause } from '../rules.js';
import { indexedFirst, usingIndex } from '../safe-forms.js';
import { drizzleName, usualName } from '../usual-names.js';
import { primaryKeyCatalog } from './catalog.js';
import type { PrimaryKeyAttributes } from './primary-key.js';
import { bindingRollOut } from '../roll-out.js';

/** Primary keys: parts of their table, or ADD CONSTRAINT … PRIMARY KEY. */
export const primaryKeyKind: Kind<PrimaryKeyAttributes> = {
  name: 'primary_key',
  scope: ['schema', 'table'],
  verb: 'add',
  lenient: 'drop',
  part: { of: 'table', field: 'primaryKey', one: true },
  attributes: {
    columns: { alter: 'replace' },
    include: replaced<readonly string[]>([]),
    withoutOverlaps: { ...replaced(false), since: 18 },
    deferrable: replaced(false),
    initiallyDeferred: replaced(false),
    with: {
      default: {},
      alter: ({ id, from, to }) => alterParameters(`INDEX ${ident(id.schema, id.name)}`, from.with, to.with),
    },
    ...markRules,
    indexComment,
    comment: commentOn(constraintAddress),
  },
  rollOut: bindingRollOut,
  obstacles: primaryKeyObstacles,
  namespaces: (id) => [relationNames(id), constraintNames(id)],
  needs: ({ id, attributes }) => [
    tableKey(id),
    ...[...attributes.columns, ...(attributes.include ?? [])].map((name) => columnKey(id, name)),
  ],
  follow: ({ id, attributes }, renaming) => ({
    ...attributes,
    columns: followNames(attributes.columns, id, renaming),
    ...(attributes.include ? { include: followNames(attributes.include, id, renaming) } : {}),
  }),
  flaw: ({ id, attributes }, find) => keyFlaw(id, attributes.columns, find),
  usualNames: ({ id, attributes }) => [usualName(id, [], 'pkey'), drizzleName(id, attributes.columns, 'pk')],
  likeness: ({ attributes }) => attributes.columns,
  clause,
  create: (object, _clauses, manner) =>
    addConstraint(object.id, manner['usingIndex'] === true ? usingIndex(object, 'PRIMARY KEY') : clause(object)),
  safeForm: indexedFirst,
  after: ({ id, attributes }) => markIndex(id, attributes),
  carries: (alter, _dependents, find) => passedMarks(alter, find),
  drop: ({ id }, manner) => dropConstraint(id, manner),
  rename: renameConstraint,
  address: constraintAddress,
  catalog: primaryKeyCatalog,
};

function clause({ id, attributes }: DatabaseObject<PrimaryKeyAttributes>): string {
  const include = attributes.include?.length ? ` INCLUDE (${idents(attributes.include)})` : '';
  return `CONSTRAINT ${ident(id.name)} PRIMARY KEY (${idents(attributes.columns)}${attributes.withoutOverlaps ? ' WITHOUT OVERLAPS' : ''})${include}${withClause(attributes.with)}${deferralClause(attributes)}`;
}
