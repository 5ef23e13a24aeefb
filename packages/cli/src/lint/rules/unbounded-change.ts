import type { Node } from 'libpg-query';
import { found, isNewRelation } from '../look.js';
import type { Rule } from '../rule.js';
import { nodes, relationName, shown, tree } from '../tree.js';

/** UPDATE and DELETE of as many rows as there are. */
export const unboundedChange: Rule = {
  name: 'unbounded-change',
  level: 'warning',
  title: 'UPDATE or DELETE of as many rows as there are',
  reason: 'Every row it changes stays locked until the migration is committed, and the table grows by all of them.',
  safeForm:
    'op.batchUpdate, which commits after each batch; or a condition that names the rows: a key, or a range of it.',
  source: 'Explicit Locking, Row-Level Locks',
  *find({ statements }) {
    for (const statement of statements) {
      const { UpdateStmt: update, DeleteStmt: remove } = statement.tree;
      const change = update ?? remove;
      if (change === undefined || isNewRelation(statement, change.relation) || isBounded(change.whereClause)) continue;
      const verb = update === undefined ? 'DELETE' : 'UPDATE';
      yield found(
        statement,
        `${verb} of ${shown(relationName(change.relation))} changes as many rows as there are, in one transaction.`,
      );
    }
  },
};

/** Whether a column is compared with a value, or there is a LIMIT. */
const isBounded = (where: Node | undefined): boolean =>
  [...nodes(where)].some(({ A_Expr: comparison, SelectStmt: select }) => {
    if (select?.limitCount !== undefined) return true;
    const sides = [tree(comparison?.lexpr), tree(comparison?.rexpr)];
    const isValue = sides.some((side) =>
      [...nodes(side)].some(({ A_Const, ParamRef }) => (A_Const ?? ParamRef) !== undefined),
    );
    return isValue && sides.some((side) => [...nodes(side)].some(({ ColumnRef }) => ColumnRef !== undefined));
  });
