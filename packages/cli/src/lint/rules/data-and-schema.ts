import { found, isNewRelation } from '../look.js';
import type { LintStatement, Rule } from '../rule.js';
import { relationName, shown } from '../tree.js';

/** Rows and tables changed in one transaction. */
export const dataAndSchema: Rule = {
  name: 'data-and-schema',
  level: 'warning',
  title: 'rows and tables are changed in one transaction',
  reason:
    'The locks of ALTER TABLE last until the rows are done; and after rows with a deferred foreign key it fails with 55006.',
  safeForm: 'Two migrations; or op.batchUpdate for the rows, which has transactions of its own.',
  source: 'Explicit Locking, Table-Level Locks',
  *find({ statements }) {
    const told = new Set<string>();
    for (const statement of statements) {
      const key = `${statement.direction} ${statement.transaction}`;
      const table = rowsOf(statement);
      if (table === undefined || statement.transaction === undefined || told.has(key)) continue;
      const other = statements.find(
        (one) =>
          one.direction === statement.direction &&
          one.transaction === statement.transaction &&
          schemaOf(one) !== undefined,
      );
      if (other === undefined) continue;
      told.add(key);
      yield found(statement, `Rows of ${table} change in the transaction that changes ${schemaOf(other)}.`);
    }
  },
};

/** The table whose rows it changes, where it is not new. */
function rowsOf(statement: LintStatement): string | undefined {
  const { InsertStmt, UpdateStmt, DeleteStmt, MergeStmt } = statement.tree;
  const relation = (InsertStmt ?? UpdateStmt ?? DeleteStmt ?? MergeStmt)?.relation;
  return relation === undefined || isNewRelation(statement, relation) ? undefined : shown(relationName(relation));
}

/** The table that it changes itself, where it is not new. */
function schemaOf(statement: LintStatement): string | undefined {
  const { AlterTableStmt, IndexStmt } = statement.tree;
  const relation = (AlterTableStmt ?? IndexStmt)?.relation;
  return relation === undefined || isNewRelation(statement, relation) ? undefined : shown(relationName(relation));
}
