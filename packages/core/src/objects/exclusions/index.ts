import { mentioned, type Kind } from '../../kind.js';
import { runnable } from '../../sql/expression.js';
import { ident } from '../../sql/quote.js';
import {
  addConstraint,
  constraintAddress,
  dropConstraint,
  constraintNames,
  relationNames,
  renameConstraint,
} from '../constraints.js';
import { followText } from '../follow.js';
import { indexComment, markIndex, markRules, passedMarks } from '../index-marks.js';
import { spokenColumns, tableKey } from '../keys.js';
import { commentOn } from '../rules.js';
import { exclusionCatalog } from './catalog.js';
import type { ExclusionAttributes } from './exclusion.js';
import { bindingRollOut } from '../roll-out.js';

/** Exclusion constraints: parts of their table, or ADD CONSTRAINT … EXCLUDE. */
export const exclusionKind: Kind<ExclusionAttributes> = {
  name: 'exclusion',
  scope: ['schema', 'table'],
  verb: 'add',
  lenient: 'drop',
  part: { of: 'table', field: 'exclusions' },
  unmodelled: 'goes',
  attributes: {
    definition: { alter: 'replace' },
    ...markRules,
    indexComment,
    comment: commentOn(constraintAddress),
  },
  rollOut: bindingRollOut,
  namespaces: (id) => [relationNames(id), constraintNames(id)],
  needs: ({ id, attributes, dependsOn }, find) => [
    tableKey(id),
    ...(dependsOn ? [] : spokenColumns(id, find, attributes.definition)),
  ],
  follow: (object, renaming) => ({
    ...object.attributes,
    definition: followText(object.attributes.definition, object, renaming),
  }),
  // In one CREATE TABLE, PostgreSQL makes one constraint of two that say the same.
  apart: () => true,
  create: ({ id, attributes }) => addConstraint(id, `CONSTRAINT ${ident(id.name)} ${runnable(attributes.definition)}`),
  after: ({ id, attributes }) => markIndex(id, attributes),
  carries: (alter, _dependents, find) => passedMarks(alter, find),
  drop: ({ id }, manner) => dropConstraint(id, manner),
  rename: renameConstraint,
  address: constraintAddress,
  texts: {
    attributes: ['definition'],
    ask: ({ kind, attributes: { definition } }, columns, write) => ({
      kind,
      columns: mentioned(columns, definition),
      clause: write(definition),
    }),
  },
  catalog: exclusionCatalog,
};
