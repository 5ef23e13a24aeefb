import { each, found, isNew } from '../look.js';
import type { Rule } from '../rule.js';
import { droppedNames, shown } from '../tree.js';

/** DROP TABLE. */
export const dropTable: Rule = {
  name: 'drop-table',
  level: 'warning',
  title: 'the upgrade drops a table',
  reason:
    'Its rows are lost, an application that still uses it fails, and every table that it references is locked against all use.',
  safeForm:
    'Release first an application that does not use it; drop its foreign keys one by one; then drop it, with --park where the rows may be wanted again.',
  source: 'DROP TABLE',
  *find(subject) {
    for (const [drop, statement] of each(subject, ({ DropStmt }) => DropStmt)) {
      if (statement.direction !== 'upgrade' || drop.removeType !== 'OBJECT_TABLE') continue;
      for (const table of droppedNames(drop.objects))
        if (!isNew(statement, table)) yield found(statement, `The rows of ${shown(table)} go.`);
    }
  },
};
