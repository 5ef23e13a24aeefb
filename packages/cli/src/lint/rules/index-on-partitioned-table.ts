import { each, found, isNewRelation, isPartitioned } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown } from '../tree.js';

/** CREATE INDEX on a table with partitions. */
export const indexOnPartitionedTable: Rule = {
  name: 'index-on-partitioned-table',
  level: 'warning',
  title: 'an index is built on a partitioned table and all its partitions at once',
  reason:
    'The SHARE lock is on every partition until all of them are done, and PostgreSQL has no CONCURRENTLY for the parent.',
  safeForm:
    'CREATE INDEX … ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION.',
  source: 'Table Partitioning, Partition Maintenance',
  *find(subject) {
    for (const [index, statement] of each(subject, ({ IndexStmt }) => IndexStmt)) {
      const table = relationName(index.relation);
      if (index.relation?.inh !== true || isNewRelation(statement, index.relation)) continue;
      if (isPartitioned(statement, table))
        yield found(
          statement,
          `The index ${index.idxname ?? 'without a name'} is built on ${shown(table)} and all its partitions at once.`,
        );
    }
  },
};
