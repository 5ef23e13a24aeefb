import { found, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';

/** DISABLE ROW LEVEL SECURITY and NO FORCE. */
export const disableRowSecurity: Rule = {
  name: 'disable-row-security',
  level: 'error',
  title: 'the upgrade turns row-level security off',
  reason: 'From this moment on every role that may read the table sees all rows.',
  safeForm: 'Leave it on, and add a policy that allows what is wanted.',
  source: 'Row Security Policies',
  *find(subject) {
    for (const { statement, command, shown } of tableCommands(subject, ...SORTS)) {
      if (statement.direction !== 'upgrade') continue;
      const whom = command.subtype === 'AT_DisableRowSecurity' ? 'anybody' : 'its owner';
      yield found(statement, `The policies of ${shown} do not hold for ${whom} any more.`);
    }
  },
};

const SORTS = ['AT_DisableRowSecurity', 'AT_NoForceRowSecurity'] as const;
