import { each, found } from '../look.js';
import type { Rule } from '../rule.js';

/** BEGIN and COMMIT. */
export const transactionControl: Rule = {
  name: 'transaction-control',
  level: 'error',
  title: 'BEGIN, COMMIT or ROLLBACK in a migration',
  reason:
    'A migration and its record are one transaction already: a COMMIT ends it in the middle, and what follows is not undone with it.',
  safeForm: 'Leave it out. Where a step must be committed on its own: op.autocommit, or a migration of its own.',
  source: 'COMMIT',
  *find(subject) {
    for (const [{ kind }, statement] of each(subject, ({ TransactionStmt }) => TransactionStmt)) {
      const word = kind?.replace('TRANS_STMT_', '').replaceAll('_', ' ') ?? '';
      if (!/^(?:SAVEPOINT|RELEASE|ROLLBACK TO)$/.test(word)) yield found(statement, `${word} stands in the migration.`);
    }
  },
};
