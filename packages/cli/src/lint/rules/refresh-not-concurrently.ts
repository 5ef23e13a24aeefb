import { each, found, isNewRelation } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown } from '../tree.js';

/** REFRESH MATERIALIZED VIEW without CONCURRENTLY. */
export const refreshNotConcurrently: Rule = {
  name: 'refresh-not-concurrently',
  level: 'error',
  title: 'a materialized view is refreshed without CONCURRENTLY',
  reason: 'Nobody reads the view until its query is done.',
  safeForm:
    'REFRESH MATERIALIZED VIEW CONCURRENTLY, which takes a unique index over plain columns; after the migration rather than in it.',
  source: 'REFRESH MATERIALIZED VIEW',
  *find(subject) {
    for (const [refresh, statement] of each(subject, ({ RefreshMatViewStmt }) => RefreshMatViewStmt)) {
      if (refresh.concurrent !== true && refresh.skipData !== true && !isNewRelation(statement, refresh.relation))
        yield found(statement, `Nobody can read ${shown(relationName(refresh.relation))} until it is full again.`);
    }
  },
};
