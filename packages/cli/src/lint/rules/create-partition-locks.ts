import { each, found, isNewRelation } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** CREATE TABLE … PARTITION OF. */
export const createPartitionLocks: Rule = {
  name: 'create-partition-locks',
  level: 'warning',
  title: 'a partition is created on its parent',
  reason: 'It takes ACCESS EXCLUSIVE on the parent, and reads all rows of a default partition.',
  safeForm: 'CREATE TABLE … (LIKE the parent), then ALTER TABLE … ATTACH PARTITION.',
  source: 'Table Partitioning, Partition Maintenance',
  *find(subject) {
    for (const [create, statement] of each(subject, ({ CreateStmt }) => CreateStmt)) {
      const parent = tree(create.inhRelations?.[0]).RangeVar;
      if (create.partbound !== undefined && parent !== undefined && !isNewRelation(statement, parent))
        yield found(
          statement,
          `Nobody can use ${shown(relationName(parent))} while ${shown(relationName(create.relation))} becomes a partition of it.`,
        );
    }
  },
};
