import { each, found, isNewRelation } from '../look.js';
import type { Rule } from '../rule.js';
import { relationName, shown } from '../tree.js';

/** RENAME TO and SET SCHEMA of a table, and RENAME of a schema. */
export const renameTable: Rule = {
  name: 'rename-table',
  level: 'warning',
  title: 'the upgrade renames a table or a schema, or moves a table to another schema',
  reason: 'Every application that runs still asks for the old name, and fails from this moment on.',
  safeForm:
    'In the same transaction, create a view under the old name, which takes reads and writes; drop it a release later.',
  source: 'ALTER TABLE, RENAME; CREATE VIEW, Updatable Views',
  *find(subject) {
    for (const [rename, statement] of each(subject, ({ RenameStmt }) => RenameStmt)) {
      if (statement.direction !== 'upgrade') continue;
      const isTable = rename.renameType === 'OBJECT_TABLE' && !isNewRelation(statement, rename.relation);
      const old = isTable ? shown(relationName(rename.relation)) : `the schema ${rename.subname}`;
      if (isTable || rename.renameType === 'OBJECT_SCHEMA')
        yield found(statement, `What was ${old} is ${rename.newname} from one moment to the next.`);
    }
    for (const [move, statement] of each(subject, ({ AlterObjectSchemaStmt }) => AlterObjectSchemaStmt)) {
      if (statement.direction !== 'upgrade' || move.objectType !== 'OBJECT_TABLE') continue;
      if (!isNewRelation(statement, move.relation))
        yield found(
          statement,
          `${shown(relationName(move.relation))} is in the schema ${move.newschema} from one moment to the next.`,
        );
    }
  },
};
