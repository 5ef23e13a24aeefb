import { addedConstraints, found, isPartitioned } from '../look.js';
import type { Rule } from '../rule.js';

/** ADD CHECK without NOT VALID, and what PostgreSQL 18 has for NOT NULL. */
export const checkValidatedAtOnce: Rule = {
  name: 'check-validated-at-once',
  level: 'error',
  title: 'a check is added and checked in one step',
  reason: 'All rows are read under ACCESS EXCLUSIVE: nobody reads or writes the table until it is done.',
  safeForm:
    'op.addCheck({ …, notValid: true }), then op.alterCheck({ …, notValid: { from: true, to: false } }), which reads the rows in a transaction of its own.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const { constraint, statement, table, shown: on, name } of addedConstraints(
      subject,
      'CONSTR_CHECK',
      'CONSTR_NOTNULL',
    )) {
      const isLater = constraint.skip_validation === true || constraint.is_enforced === false;
      const isNotEnforced = constraint.contype === 'CONSTR_CHECK' && constraint.is_enforced !== true;
      if (!isLater && !isNotEnforced && !isPartitioned(statement, table))
        yield found(statement, `The check ${name} reads all rows of ${on} while nobody can read or write it.`);
    }
  },
};
