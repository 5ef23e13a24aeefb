import type { Node } from 'libpg-query';
import { constraintsOf, found, isPartitioned, knownOn, tableCommands } from '../look.js';
import type { LintStatement, Rule, Subject } from '../rule.js';
import { nodes, relationName, tree, words } from '../tree.js';

/** SET NOT NULL where no validated check says the same. */
export const setNotNullScans: Rule = {
  name: 'set-not-null-scans',
  level: 'error',
  title: 'SET NOT NULL reads the whole table',
  reason:
    'All rows are read under ACCESS EXCLUSIVE: nobody reads or writes the table until it is done. A check that is validated already spares it.',
  safeForm:
    'op.addCheck({ …, expression: \'"column" IS NOT NULL\', notValid: true }), op.alterCheck({ …, notValid: { from: true, to: false } }), then SET NOT NULL; then drop the check.',
  source: 'ALTER TABLE, SET NOT NULL',
  *find(subject) {
    for (const { statement, command, table, shown } of tableCommands(subject, 'AT_SetNotNull')) {
      const column = command.name ?? '';
      if (isPartitioned(statement, table) || isChecked(subject, statement, table, column)) continue;
      yield found(
        statement,
        `SET NOT NULL of ${shown}.${column} reads all rows while nobody can read or write ${shown}.`,
      );
    }
  },
};

function isChecked(subject: Subject, statement: LintStatement, table: string, column: string): boolean {
  const before = subject.statements.slice(0, subject.statements.indexOf(statement));
  const here = before.filter(({ direction }) => direction === statement.direction);
  const known = knownOn(statement, 'check', table).map(({ id, attributes }) => ({
    name: id.name,
    expression: expressionOf(subject, String(attributes['expression'])),
    isValid: attributes['notValid'] !== true,
  }));
  const added = here.flatMap(({ tree: { AlterTableStmt: alter } }) =>
    relationName(alter?.relation) !== table
      ? []
      : constraintsOf((alter?.cmds ?? []).flatMap((node) => tree(node).AlterTableCmd?.def ?? [])).map((constraint) => ({
          name: constraint.conname ?? '',
          expression: constraint.raw_expr,
          isValid: constraint.skip_validation !== true,
        })),
  );
  const validated = new Set(
    [...tableCommands({ statements: here }, 'AT_ValidateConstraint')]
      .filter((one) => one.table === table)
      .map(({ command }) => command.name ?? ''),
  );
  return [...known, ...added].some(
    ({ name, expression, isValid }) => (isValid || validated.has(name)) && saysNotNull(expression, column),
  );
}

function expressionOf({ parser }: Subject, expression: string): Node | undefined {
  try {
    const [target] = parser.parse(`SELECT ${expression}`)[0]?.tree.SelectStmt?.targetList ?? [];
    return tree(target).ResTarget?.val;
  } catch {
    return undefined;
  }
}

function saysNotNull(expression: Node | undefined, column: string): boolean {
  if (tree(expression).A_Expr !== undefined) return false;
  // What stands in an OR need not hold.
  if ([...nodes(expression)].some((node) => node.BoolExpr !== undefined && node.BoolExpr.boolop !== 'AND_EXPR'))
    return false;
  return [...nodes(expression)].some(({ NullTest: test }) => {
    const names = words(tree(test?.arg).ColumnRef?.fields);
    return test?.nulltesttype === 'IS_NOT_NULL' && names.at(-1) === column;
  });
}
