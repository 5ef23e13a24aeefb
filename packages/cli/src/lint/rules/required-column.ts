import { addedColumns, found } from '../look.js';
import type { Rule } from '../rule.js';
import { words } from '../tree.js';

/** ADD COLUMN NOT NULL without a default. */
export const requiredColumn: Rule = {
  name: 'required-column',
  level: 'error',
  title: 'a column is added NOT NULL and without a default',
  reason: 'It fails where the table has rows; and an application that does not know the column can insert none.',
  safeForm:
    'Add it with a default, or nullable; fill the rows with op.batchUpdate, and set NOT NULL in its safe form once they are full.',
  source: 'ALTER TABLE, ADD COLUMN',
  *find(subject) {
    for (const { statement, column, constraints, path, shown } of addedColumns(subject)) {
      const has = (...sorts: readonly string[]): boolean =>
        constraints.some(({ contype }) => contype !== undefined && sorts.includes(contype));
      const isFilled =
        has('CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED') ||
        /serial/.test(words(column.typeName?.names).at(-1) ?? '');
      if (has('CONSTR_NOTNULL', 'CONSTR_PRIMARY') && !isFilled)
        yield found(
          statement,
          `The new column ${path} must have a value, and gives none to the rows that ${shown} has.`,
        );
    }
  },
};
