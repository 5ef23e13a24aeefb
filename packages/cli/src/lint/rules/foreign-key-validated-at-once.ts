import { addedConstraints, found, isPartitioned } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown } from '../tree.js';

/** ADD FOREIGN KEY without NOT VALID. */
export const foreignKeyValidatedAtOnce: Rule = {
  name: 'foreign-key-validated-at-once',
  level: 'error',
  title: 'a foreign key is added and checked in one step',
  reason: 'All rows are read under SHARE ROW EXCLUSIVE on both tables: nobody writes to either until it is done.',
  safeForm:
    'op.addForeignKey({ …, notValid: true }), then op.alterForeignKey({ …, notValid: { from: true, to: false } }), which reads the rows in a transaction of its own.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const { constraint, statement, table, shown: on, name } of addedConstraints(subject, 'CONSTR_FOREIGN')) {
      const isLater = constraint.skip_validation === true || constraint.is_enforced !== true;
      if (isLater || isPartitioned(statement, table)) continue;
      const other = shown(relationName(constraint.pktable));
      yield found(
        statement,
        `The foreign key ${name} reads all rows of ${on} and ${other} while nobody can write to them.`,
      );
    }
  },
};
