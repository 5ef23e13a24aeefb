import { found } from '../look.js';
import type { LintStatement, Rule } from '../rule.js';
import { droppedNames, relationName, shown, tree } from '../tree.js';

/** CASCADE. */
export const cascade: Rule = {
  name: 'cascade',
  level: 'error',
  title: 'CASCADE',
  reason: 'It drops, or empties, whatever depends on it, here and on every other database, and names none of it.',
  safeForm: 'Drop each dependent by its name, before.',
  source: 'Dependency Tracking',
  *find({ statements }) {
    for (const statement of statements) {
      const what = whatCascades(statement);
      if (what !== undefined) yield found(statement, `What depends on ${what} goes with it, whatever that is.`);
    }
  },
};

function whatCascades({
  tree: { DropStmt: drop, TruncateStmt: truncate, AlterTableStmt: alter },
}: LintStatement): string | undefined {
  if (drop?.behavior === 'DROP_CASCADE') return droppedNames(drop.objects).map(shown).join(', ');
  if (truncate?.behavior === 'DROP_CASCADE')
    return (truncate.relations ?? []).map((node) => shown(relationName(tree(node).RangeVar))).join(', ');
  const command = (alter?.cmds ?? [])
    .map((node) => tree(node).AlterTableCmd)
    .find((one) => one?.behavior === 'DROP_CASCADE');
  return command === undefined ? undefined : `${command.name} of ${shown(relationName(alter?.relation))}`;
}
