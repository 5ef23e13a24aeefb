import { found, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';

/** DROP COLUMN. */
export const dropColumn: Rule = {
  name: 'drop-column',
  level: 'warning',
  title: 'the upgrade drops a column',
  reason:
    'Its values are lost, and with it go, without a word, indexes, checks and statistics over it; an application that still asks for it fails.',
  safeForm:
    'Release first an application that does not use it; then drop it, with --park where the values may be wanted again.',
  source: 'ALTER TABLE, DROP COLUMN',
  *find(subject) {
    for (const { statement, command, shown } of tableCommands(subject, 'AT_DropColumn')) {
      const { operation } = statement;
      // What is nowhere else goes.
      if (operation?.verb === 'drop' && operation.manner?.['keptIn'] !== undefined) continue;
      if (statement.direction === 'upgrade') yield found(statement, `The values of ${shown}.${command.name} go.`);
    }
  },
};
