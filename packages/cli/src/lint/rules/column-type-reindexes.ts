import { found, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';
import { tree, words } from '../tree.js';

/** ALTER COLUMN TYPE with a collation, or to citext: rows stay, indexes do not. */
export const columnTypeReindexes: Rule = {
  name: 'column-type-reindexes',
  level: 'warning',
  title: 'a change of collation, or to citext, builds indexes again',
  reason: 'The rows stay as they are, but every index over the column is built again under ACCESS EXCLUSIVE.',
  safeForm: 'Drop such indexes CONCURRENTLY before, and build them CONCURRENTLY afterwards.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const { statement, command, shown } of tableCommands(subject, 'AT_AlterColumnType')) {
      const definition = tree(command.def).ColumnDef;
      if (definition?.collClause !== undefined || words(definition?.typeName?.names).at(-1) === 'citext')
        yield found(
          statement,
          `Every index over ${shown}.${command.name} is built again while nobody can use ${shown}.`,
        );
    }
  },
};
