import { each, found, isNew } from '../look.js';
import type { Rule } from '../rule.js';
import { nodes, qualified, shown } from '../tree.js';

/** A value of an enum that is added and used in the same transaction. */
export const enumValueUsedAtOnce: Rule = {
  name: 'enum-value-used-at-once',
  level: 'error',
  title: 'a value is added to an enum and used in the same transaction',
  reason:
    'PostgreSQL lets nobody use a new value before the transaction that adds it has been committed: it fails with 55P04.',
  safeForm: 'op.alterEnum({ …, commit: true }), which commits before what follows.',
  source: 'ALTER TYPE, Notes',
  *find(subject) {
    const { statements } = subject;
    for (const [{ newVal, oldVal, typeName }, statement] of each(subject, ({ AlterEnumStmt }) => AlterEnumStmt)) {
      const name = qualified(typeName);
      if (newVal === undefined || oldVal !== undefined || isNew(statement, name) || statement.transaction === undefined)
        continue;
      const later = statements
        .slice(statements.indexOf(statement) + 1)
        .filter(
          ({ direction, transaction }) => direction === statement.direction && transaction === statement.transaction,
        );
      const user = later.find(
        ({ tree }) =>
          tree.AlterEnumStmt === undefined &&
          [...nodes(tree)].some(({ A_Const: value }) => value?.sval?.sval === newVal),
      );
      if (user !== undefined) yield found(user, `'${newVal}' was added to ${shown(name)} in this very transaction.`);
    }
  },
};
