import { addedConstraints, found, isPartitioned } from '../look.js';
import type { Rule } from '../rule.js';

/** ADD UNIQUE and ADD PRIMARY KEY without USING INDEX. */
export const keyWithoutIndex: Rule = {
  name: 'key-without-index',
  level: 'error',
  title: 'a primary key or a unique constraint builds its index itself',
  reason: 'The index is built under ACCESS EXCLUSIVE: nobody reads or writes the table until it is done.',
  safeForm:
    'op.createIndex({ …, unique: true, concurrently: true }) under the name of the constraint, then op.addUnique({ …, usingIndex: true }) or op.addPrimaryKey({ …, usingIndex: true }).',
  source: 'ALTER TABLE, ADD table_constraint_using_index',
  *find(subject) {
    for (const { constraint, statement, table, shown, name } of addedConstraints(
      subject,
      'CONSTR_UNIQUE',
      'CONSTR_PRIMARY',
    )) {
      if (constraint.indexname !== undefined || isPartitioned(statement, table)) continue;
      yield found(statement, `The constraint ${name} builds its index while nobody can read or write ${shown}.`);
    }
  },
};
