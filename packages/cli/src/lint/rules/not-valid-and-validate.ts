import { constraintsOf, found } from '../look.js';
import type { LintStatement, Rule } from '../rule.js';
import { relationName, shown, tree } from '../tree.js';

/** NOT VALID and VALIDATE in the same transaction. */
export const notValidAndValidate: Rule = {
  name: 'not-valid-and-validate',
  level: 'error',
  title: 'a constraint is added NOT VALID and validated in the same transaction',
  reason:
    'The strong lock of the first lasts until the end of the transaction, so the rows are read under it after all.',
  safeForm:
    'op.alterCheck or op.alterForeignKey with notValid: { from: true, to: false }, which has a transaction of its own; or op.autocommit.',
  source: 'ALTER TABLE, Notes',
  *find({ statements }) {
    for (const [i, statement] of statements.entries()) {
      if (statement.transaction === undefined && !isAmongOthers(statement, statements)) continue;
      const before = statements
        .slice(0, i + 1)
        .filter((one) => one.direction === statement.direction && isTogether(one, statement));
      for (const name of validatedBy(statement)) {
        if (before.some((one) => addedBy(one).includes(name)))
          yield found(
            statement,
            `The constraint ${name} of ${shown(tableOf(statement))} was added in this very transaction.`,
          );
      }
    }
  },
};

/** Several statements in one text are one transaction, wherever they run. */
const isTogether = (one: LintStatement, other: LintStatement): boolean =>
  other.transaction === undefined
    ? one.text === other.text && one.transaction === undefined
    : one.transaction === other.transaction;

const isAmongOthers = (statement: LintStatement, all: readonly LintStatement[]): boolean =>
  all.some((one) => one !== statement && isTogether(one, statement));

const tableOf = ({ tree: { AlterTableStmt: alter } }: LintStatement): string => relationName(alter?.relation);

const validatedBy = ({ tree: { AlterTableStmt: alter } }: LintStatement): readonly string[] =>
  (alter?.cmds ?? []).flatMap((node) => {
    const command = tree(node).AlterTableCmd;
    return command?.subtype === 'AT_ValidateConstraint' ? (command.name ?? []) : [];
  });

const addedBy = ({ tree: { AlterTableStmt: alter } }: LintStatement): readonly string[] =>
  constraintsOf((alter?.cmds ?? []).flatMap((node) => tree(node).AlterTableCmd?.def ?? [])).flatMap(
    ({ conname, skip_validation: isLater }) => (isLater === true ? (conname ?? []) : []),
  );
