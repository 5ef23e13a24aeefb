import { each, found } from '../look.js';
import type { Rule } from '../rule.js';
import { droppedNames } from '../tree.js';

/** DROP EXTENSION. */
export const dropExtension: Rule = {
  name: 'drop-extension',
  level: 'warning',
  title: 'the upgrade drops an extension',
  reason: 'Its types, functions and tables go with it, and all data in them.',
  safeForm: 'Look for what still uses it: \\dx+ lists its members.',
  source: 'DROP EXTENSION',
  *find(subject) {
    for (const [drop, statement] of each(subject, ({ DropStmt }) => DropStmt)) {
      if (statement.direction === 'upgrade' && drop.removeType === 'OBJECT_EXTENSION')
        yield found(
          statement,
          `The extension ${droppedNames(drop.objects).join(', ')} goes, with all that belongs to it.`,
        );
    }
  },
};
