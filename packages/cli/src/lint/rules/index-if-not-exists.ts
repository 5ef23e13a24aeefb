import { each, found } from '../look.js';
import type { Rule } from '../rule.js';

/** CREATE INDEX CONCURRENTLY IF NOT EXISTS. */
export const indexIfNotExists: Rule = {
  name: 'index-if-not-exists',
  level: 'error',
  title: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS',
  reason: 'A build that failed leaves an invalid index under that name, and IF NOT EXISTS takes it for the real one.',
  safeForm:
    'op.createIndex({ …, concurrently: true }): another try drops first what the last one left. In SQL: DROP INDEX CONCURRENTLY IF EXISTS, then CREATE INDEX CONCURRENTLY.',
  source: 'CREATE INDEX, Building Indexes Concurrently',
  *find(subject) {
    for (const [index, statement] of each(subject, ({ IndexStmt }) => IndexStmt)) {
      if (index.concurrent === true && index.if_not_exists === true)
        yield found(statement, `The index ${index.idxname} is taken for built, even if what is there is invalid.`);
    }
  },
};
