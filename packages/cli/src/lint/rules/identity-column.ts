import { addedColumns, found } from '../look.js';
import type { Rule } from '../rule.js';
import { words } from '../tree.js';

/** ADD COLUMN that counts: identity, serial. */
export const identityColumn: Rule = {
  name: 'identity-column',
  level: 'error',
  title: 'a column that counts is added to a table that is there',
  reason: 'Each row gets a number: PostgreSQL writes all of them again under ACCESS EXCLUSIVE.',
  safeForm:
    'Add the column nullable and without identity, fill the rows with op.batchUpdate, set NOT NULL in its safe form, and add the identity afterwards.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const { statement, column, constraints, path, shown } of addedColumns(subject)) {
      const isSerial = /^(?:small|big)?serial[248]?$/.test(words(column.typeName?.names).at(-1) ?? '');
      if (isSerial || constraints.some(({ contype }) => contype === 'CONSTR_IDENTITY'))
        yield found(statement, `The new column ${path} counts, for which all rows of ${shown} are written again.`);
    }
  },
};
