import { equal } from '../../json.js';
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
  replacedSince,
} from '../constraints.js';
import { followNames } from '../follow.js';
import { indexComment, isUnmarked, markIndex, markRules, passedMarks } from '../index-marks.js';
import { keyObstacles } from '../key-obstacles.js';
import { columnKey, tableKey } from '../keys.js';
import { keyFlaw } from '../partitioning.js';
import { alterParameters, commentOn, withClause } from '../rules.js';
import { indexedFirst, usingIndex } from '../safe-forms.js';
import { usualNamesOver } from '../usual-names.js';
import { uniqueCatalog } from './catalog.js';
import type { UniqueAttributes } from './unique.js';
import { bindingRollOut } from '../roll-out.js';

/** Unique constraints: parts of their table, or ADD CONSTRAINT … UNIQUE. */
export const uniqueKind: Kind<UniqueAttributes> = {
  name: 'unique',
  scope: ['schema', 'table'],
  verb: 'add',
  lenient: 'drop',
  part: { of: 'table', field: 'uniques' },
  attributes: {
    columns: { alter: 'replace' },
    nullsNotDistinct: replacedSince(15, false),
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
  obstacles: keyObstacles,
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
  usualNames: usualNamesOver('key', 'unique'),
  likeness: ({ attributes }) => attributes.columns,
  apart: (object, brothers) => brothers.some((brother) => isTwin(object, brother)),
  clause,
  create: (object, _clauses, manner) =>
    addConstraint(object.id, manner['usingIndex'] === true ? usingIndex(object, 'UNIQUE') : clause(object)),
  safeForm: indexedFirst,
  beside: isUnmarked,
  after: ({ id, attributes }) => markIndex(id, attributes),
  carries: (alter, _dependents, find) => passedMarks(alter, find),
  drop: ({ id }, manner) => dropConstraint(id, manner),
  rename: renameConstraint,
  address: constraintAddress,
  catalog: uniqueCatalog,
};

/** In one CREATE TABLE, PostgreSQL makes one index of two constraints over the same columns, and one constraint. */
function isTwin({ kind, id, attributes }: DatabaseObject<UniqueAttributes>, brother: DatabaseObject): boolean {
  const isFirst = brother.kind === 'primary_key' || (brother.kind === kind && brother.id.name < id.name);
  return isFirst && equal(brother.attributes['columns'], attributes.columns);
}

function clause({ id, attributes }: DatabaseObject<UniqueAttributes>): string {
  const nulls = attributes.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '';
  const include = attributes.include?.length ? ` INCLUDE (${idents(attributes.include)})` : '';
  return `CONSTRAINT ${ident(id.name)} UNIQUE${nulls} (${idents(attributes.columns)}${attributes.withoutOverlaps ? ' WITHOUT OVERLAPS' : ''})${include}${withClause(attributes.with)}${deferralClause(attributes)}`;
}
