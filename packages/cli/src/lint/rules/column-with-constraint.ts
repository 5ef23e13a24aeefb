import type { Constraint } from 'libpg-query';
import { addedColumns, found, type AddedColumn } from '../look.js';
import type { Rule } from '../rule.js';

/** ADD COLUMN with a constraint that reads all rows. */
export const columnWithConstraint: Rule = {
  name: 'column-with-constraint',
  level: 'error',
  title: 'a column is added together with a constraint that reads the whole table',
  reason: 'A check, a key, or a foreign key over a default reads all rows under ACCESS EXCLUSIVE.',
  safeForm: 'Add the column alone, and the constraint afterwards in its own safe form.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const added of addedColumns(subject)) {
      for (const constraint of added.constraints) {
        const what = whatReads(constraint, added);
        if (what !== undefined)
          yield found(
            added.statement,
            `The new column ${added.path} has ${what}, for which all rows of ${added.shown} are read.`,
          );
      }
    }
  },
};

function whatReads({ contype }: Constraint, { constraints }: AddedColumn): string | undefined {
  if (contype === 'CONSTR_CHECK') return 'a check';
  if (contype === 'CONSTR_UNIQUE') return 'a unique constraint';
  if (contype === 'CONSTR_PRIMARY') return 'a primary key';
  const hasDefault = constraints.some((one) => one.contype === 'CONSTR_DEFAULT');
  return contype === 'CONSTR_FOREIGN' && hasDefault ? 'a foreign key and a default' : undefined;
}
