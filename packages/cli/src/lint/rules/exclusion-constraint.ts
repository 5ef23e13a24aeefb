import { addedConstraints, found } from '../look.js';
import type { Rule } from '../rule.js';

/** ADD EXCLUDE. */
export const exclusionConstraint: Rule = {
  name: 'exclusion-constraint',
  level: 'warning',
  title: 'an exclusion constraint is added to a table that is there',
  reason:
    'Its index is built under ACCESS EXCLUSIVE: nobody reads or writes the table until it is done, and PostgreSQL has no other way.',
  safeForm: 'Do it while nobody needs the table; or make a new table with the constraint, and move the rows.',
  source: 'ALTER TABLE, ADD table_constraint',
  *find(subject) {
    for (const { statement, shown, name } of addedConstraints(subject, 'CONSTR_EXCLUSION'))
      yield found(
        statement,
        `The exclusion constraint ${name} builds its index while nobody can read or write ${shown}.`,
      );
  },
};
