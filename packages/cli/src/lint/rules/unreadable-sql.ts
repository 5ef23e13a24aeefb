import { found } from '../look.js';
import type { Rule } from '../rule.js';

/** SQL that PostgreSQL's parser refuses. */
export const unreadableSql: Rule = {
  name: 'unreadable-sql',
  level: 'warning',
  title: 'SQL that the parser of PostgreSQL 18 does not read',
  reason: 'No other rule has looked at it.',
  safeForm: 'Correct it; where it is right for the server that you have, waive this.',
  source: 'libpg-query',
  *find({ statements }) {
    for (const statement of statements) {
      if (statement.unreadable !== undefined)
        yield found(statement, `This SQL cannot be read: ${statement.unreadable}.`);
    }
  },
};
