import { found, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';

/** DROP NOT NULL. */
export const dropNotNull: Rule = {
  name: 'drop-not-null',
  level: 'warning',
  title: 'the upgrade lets a column be null',
  reason: 'An application that runs still takes it for granted that there is a value.',
  safeForm: 'Release first an application that can read NULL; then drop NOT NULL.',
  source: 'ALTER TABLE, DROP NOT NULL',
  *find(subject) {
    for (const { statement, command, shown } of tableCommands(subject, 'AT_DropNotNull')) {
      if (statement.direction === 'upgrade')
        yield found(statement, `${shown}.${command.name} may be null from this moment on.`);
    }
  },
};
