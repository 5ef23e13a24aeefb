import { constraintsOf, found, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** An index or a constraint without a name. */
export const unnamedObject: Rule = {
  name: 'unnamed-object',
  level: 'warning',
  title: 'an index or a constraint is made without a name',
  reason: 'PostgreSQL chooses one, and another where that is taken: no migration can be sure what to call it.',
  safeForm: 'Give it a name: CREATE INDEX name ON …, ADD CONSTRAINT name ….',
  source: 'CREATE INDEX; ALTER TABLE',
  *find(subject) {
    for (const statement of subject.statements) {
      const index = statement.tree.IndexStmt;
      if (index !== undefined && index.idxname === undefined)
        yield found(statement, `The index on ${shown(relationName(index.relation))} has no name.`);
    }
    for (const { statement, command, shown: table } of tableCommands(subject, 'AT_AddConstraint')) {
      const [constraint] = constraintsOf(command.def === undefined ? [] : [command.def]);
      if (constraint?.conname === undefined && tree(command.def).Constraint !== undefined)
        yield found(statement, `The constraint of ${table} has no name.`);
    }
  },
};
