import { each, found, isNewRelation, isPartitioned } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown } from '../tree.js';

/** CREATE INDEX without CONCURRENTLY. */
export const indexNotConcurrently: Rule = {
  name: 'index-not-concurrently',
  level: 'error',
  title: 'an index on a table that is there is built without CONCURRENTLY',
  reason: 'The build holds a SHARE lock: nobody writes to the table until it is done, and the transaction with it.',
  safeForm: 'op.createIndex({ …, concurrently: true }), or CREATE INDEX CONCURRENTLY within op.autocommit.',
  source: 'CREATE INDEX, Building Indexes Concurrently',
  *find(subject) {
    for (const [index, statement] of each(subject, ({ IndexStmt }) => IndexStmt)) {
      const table = relationName(index.relation);
      if (index.concurrent === true || isNewRelation(statement, index.relation) || isPartitioned(statement, table))
        continue;
      // On the parent alone nothing is read.
      if (index.relation?.inh !== true) continue;
      yield found(
        statement,
        `The index ${index.idxname ?? 'without a name'} is built while nobody can write to ${shown(table)}.`,
      );
    }
  },
};
