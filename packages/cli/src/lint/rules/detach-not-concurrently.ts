import { found, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** DETACH PARTITION without CONCURRENTLY. */
export const detachNotConcurrently: Rule = {
  name: 'detach-not-concurrently',
  level: 'error',
  title: 'a partition is detached without CONCURRENTLY',
  reason:
    'It takes ACCESS EXCLUSIVE on the parent: behind it, everybody who reads or writes any partition has to wait.',
  safeForm: 'ALTER TABLE … DETACH PARTITION … CONCURRENTLY within op.autocommit.',
  source: 'ALTER TABLE, DETACH PARTITION',
  *find(subject) {
    for (const { statement, command, shown: parent } of tableCommands(subject, 'AT_DetachPartition')) {
      const partition = tree(command.def).PartitionCmd;
      if (partition?.concurrent !== true)
        yield found(
          statement,
          `${shown(relationName(partition?.name))} is detached under a lock that stops ${parent}.`,
        );
    }
  },
};
