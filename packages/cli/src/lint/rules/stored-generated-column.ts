import { addedColumns, found, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';

/** ADD COLUMN … GENERATED … STORED, and another expression for one. */
export const storedGeneratedColumn: Rule = {
  name: 'stored-generated-column',
  level: 'error',
  title: 'a stored generated column is added, or gets another expression',
  reason: 'It is computed for each row: PostgreSQL writes all of them again under ACCESS EXCLUSIVE.',
  safeForm:
    'A plain column that a trigger keeps, filled with op.batchUpdate; or, from PostgreSQL 18, GENERATED … VIRTUAL, which stores nothing.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const { statement, constraints, path, shown } of addedColumns(subject)) {
      const isStored = constraints.some((one) => one.contype === 'CONSTR_GENERATED' && one.generated_kind === 's');
      if (isStored)
        yield found(
          statement,
          `The new column ${path} is generated and stored, for which all rows of ${shown} are written again.`,
        );
    }
    for (const { statement, command, shown } of tableCommands(subject, 'AT_SetExpression'))
      yield found(
        statement,
        `${shown}.${command.name} gets another expression, for which all rows of ${shown} are written again.`,
      );
  },
};
