import { each, found, isNewRelation } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** VACUUM FULL and CLUSTER. */
export const vacuumFull: Rule = {
  name: 'vacuum-full',
  level: 'error',
  title: 'VACUUM FULL or CLUSTER',
  reason: 'The table is written anew under ACCESS EXCLUSIVE: nobody reads or writes it until it is done.',
  safeForm: 'pg_repack, or a time in which nobody needs the table. It changes nothing that a migration should.',
  source: 'VACUUM; CLUSTER',
  *find(subject) {
    for (const [vacuum, statement] of each(subject, ({ VacuumStmt }) => VacuumStmt)) {
      if ((vacuum.options ?? []).some((node) => tree(node).DefElem?.defname === 'full'))
        yield found(statement, 'VACUUM FULL writes the whole table anew while nobody can use it.');
    }
    for (const [{ relation }, statement] of each(subject, ({ ClusterStmt }) => ClusterStmt)) {
      const name = relation === undefined ? 'every clustered table' : shown(relationName(relation));
      if (relation === undefined || !isNewRelation(statement, relation))
        yield found(statement, `CLUSTER writes ${name} anew while nobody can use it.`);
    }
  },
};
