import { found, isNew, knownOn } from '../look.js';
import type { LintStatement, Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** DROP CONSTRAINT of a foreign key among other statements. */
export const dropForeignKey: Rule = {
  name: 'drop-foreign-key',
  level: 'warning',
  title: 'the upgrade drops a foreign key together with other changes',
  reason: 'It takes ACCESS EXCLUSIVE on both tables, and keeps it until all else in the transaction is done.',
  safeForm: 'A migration for each foreign key that is dropped, with --lock-timeout.',
  source: 'ALTER TABLE, DROP CONSTRAINT',
  *find({ statements }) {
    const ours = statements.filter(
      ({ direction, transaction }) => direction === 'upgrade' && transaction !== undefined,
    );
    for (const statement of ours) {
      const name = droppedKey(statement);
      const isAlone = ours.filter(({ transaction }) => transaction === statement.transaction).length === 1;
      if (name !== undefined && !isAlone)
        yield found(statement, `The foreign key ${name} locks both tables until the transaction is done.`);
    }
  },
};

/** As the migrations before have made it: the statement does not say what sort of constraint it is. */
function droppedKey(statement: LintStatement): string | undefined {
  const alter = statement.tree.AlterTableStmt;
  const table = relationName(alter?.relation);
  if (alter === undefined || isNew(statement, table)) return undefined;
  const keys = new Set(knownOn(statement, 'foreign_key', table).map(({ id }) => id.name));
  const dropped = (alter.cmds ?? [])
    .map((node) => tree(node).AlterTableCmd)
    .find((command) => command?.subtype === 'AT_DropConstraint' && keys.has(command.name ?? ''));
  return dropped === undefined ? undefined : `${dropped.name} of ${shown(table)}`;
}
