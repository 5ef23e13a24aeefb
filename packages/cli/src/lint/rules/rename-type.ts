import { each, found, isNew } from '../look.js';
import type { Rule } from '../rule.js';
import { droppedNames, qualified, shown, tree } from '../tree.js';

/** RENAME of a type, or of a value of an enum. */
export const renameType: Rule = {
  name: 'rename-type',
  level: 'warning',
  title: 'the upgrade renames a type, or a value of an enum',
  reason: 'Every application that runs still writes and expects the old name, and fails from this moment on.',
  safeForm: 'Add a value with op.alterEnum, move the rows, and drop the old one once nobody writes it any more.',
  source: 'ALTER TYPE',
  *find(subject) {
    for (const [rename, statement] of each(subject, ({ RenameStmt }) => RenameStmt)) {
      if (statement.direction !== 'upgrade' || rename.object === undefined) continue;
      const [name = ''] = droppedNames([rename.object]);
      const isType = rename.renameType === 'OBJECT_TYPE' || rename.renameType === 'OBJECT_DOMAIN';
      // Under this name it steps aside for another that is made in its place.
      const isReplaced = rename.newname?.endsWith('__replaced') === true;
      if (isType && !isReplaced && !isNew(statement, name) && tree(rename.object).List !== undefined)
        yield found(statement, `What was the type ${shown(name)} is ${rename.newname} from one moment to the next.`);
    }
    for (const [alter, statement] of each(subject, ({ AlterEnumStmt }) => AlterEnumStmt)) {
      const name = qualified(alter.typeName);
      if (statement.direction === 'upgrade' && alter.oldVal !== undefined && !isNew(statement, name))
        yield found(
          statement,
          `The value '${alter.oldVal}' of ${shown(name)} is '${alter.newVal}' from one moment to the next.`,
        );
    }
  },
};
