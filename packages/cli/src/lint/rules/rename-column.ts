import { each, found, isNewRelation } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown } from '../tree.js';

/** RENAME COLUMN. */
export const renameColumn: Rule = {
  name: 'rename-column',
  level: 'warning',
  title: 'the upgrade renames a column',
  reason: 'Every application that runs still asks for the old name, and fails from this moment on.',
  safeForm:
    'Add a column under the new name and keep both equal with a trigger while applications change over; or put a view with the old name in front.',
  source: 'ALTER TABLE, RENAME',
  *find(subject) {
    for (const [rename, statement] of each(subject, ({ RenameStmt }) => RenameStmt)) {
      if (rename.renameType !== 'OBJECT_COLUMN' || statement.direction !== 'upgrade') continue;
      if (!isNewRelation(statement, rename.relation))
        yield found(
          statement,
          `${shown(relationName(rename.relation))}.${rename.subname} is ${rename.newname} from one moment to the next.`,
        );
    }
  },
};
