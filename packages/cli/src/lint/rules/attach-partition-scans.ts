import { found, isNewRelation, knownOn, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** ATTACH PARTITION of a table that no check describes. */
export const attachPartitionScans: Rule = {
  name: 'attach-partition-scans',
  level: 'error',
  title: 'a table is attached as a partition, and no check says that its rows belong there',
  reason:
    'All its rows are read under ACCESS EXCLUSIVE, and the indexes it lacks are built: nobody can use it until then.',
  safeForm:
    'Add a check that says what the partition holds, NOT VALID and validated, and build the indexes of the parent CONCURRENTLY; then attach, then drop the check.',
  source: 'Table Partitioning, Partition Maintenance',
  *find(subject) {
    for (const { statement, command, shown: parent } of tableCommands(subject, 'AT_AttachPartition')) {
      const child = tree(command.def).PartitionCmd?.name;
      const name = relationName(child);
      if (
        child === undefined ||
        statement.tree.AlterTableStmt?.objtype === 'OBJECT_INDEX' ||
        isNewRelation(statement, child)
      )
        continue;
      const added = [...tableCommands(subject, 'AT_AddConstraint')].filter((one) => one.table === name);
      const isChecked = added.some((one) => tree(one.command.def).Constraint?.contype === 'CONSTR_CHECK');
      if (!isChecked && knownOn(statement, 'check', name).every(({ attributes }) => attributes['notValid'] === true))
        yield found(statement, `All rows of ${shown(name)} are read when it is attached to ${parent}.`);
    }
  },
};
