import { each, found, isNewRelation } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** REINDEX without CONCURRENTLY. */
export const reindexNotConcurrently: Rule = {
  name: 'reindex-not-concurrently',
  level: 'error',
  title: 'an index is rebuilt without CONCURRENTLY',
  reason: 'REINDEX stops writes to the table, and reads that would use the index, until it is done.',
  safeForm: 'REINDEX … CONCURRENTLY within op.autocommit.',
  source: 'REINDEX, Rebuilding Indexes Concurrently',
  *find(subject) {
    for (const [reindex, statement] of each(subject, ({ ReindexStmt }) => ReindexStmt)) {
      const isConcurrent = (reindex.params ?? []).some((node) => tree(node).DefElem?.defname === 'concurrently');
      if (isConcurrent || isNewRelation(statement, reindex.relation)) continue;
      const name =
        reindex.relation === undefined ? (reindex.name ?? 'the database') : shown(relationName(reindex.relation));
      yield found(statement, `REINDEX of ${name} stops writes until it is done.`);
    }
  },
};
