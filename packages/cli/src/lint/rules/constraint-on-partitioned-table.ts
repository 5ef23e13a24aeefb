import { addedConstraints, found, isPartitioned } from '../look.js';
import type { Rule } from '../rule.js';

/** A constraint that is checked at once on a table with partitions. */
export const constraintOnPartitionedTable: Rule = {
  name: 'constraint-on-partitioned-table',
  level: 'warning',
  title: 'a constraint is added to a partitioned table and all its partitions at once',
  reason: 'The parent and every partition are locked until the rows of all of them have been read.',
  safeForm:
    'Add it to each partition first, NOT VALID and validated, or over an index built CONCURRENTLY; then to the parent.',
  source: 'Table Partitioning, Partition Maintenance',
  *find(subject) {
    const sorts = ['CONSTR_CHECK', 'CONSTR_FOREIGN', 'CONSTR_UNIQUE', 'CONSTR_PRIMARY'] as const;
    for (const { constraint, statement, table, shown, name } of addedConstraints(subject, ...sorts)) {
      if (constraint.skip_validation !== true && isPartitioned(statement, table))
        yield found(
          statement,
          `The constraint ${name} locks ${shown} and all its partitions while their rows are read.`,
        );
    }
  },
};
