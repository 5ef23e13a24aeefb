import { each, found, isNew, isPartitioned } from '../look.js';
import type { LintStatement, Rule } from '../rule.js';
import { droppedNames, shown } from '../tree.js';

/** DROP INDEX without CONCURRENTLY. */
export const dropIndexNotConcurrently: Rule = {
  name: 'drop-index-not-concurrently',
  level: 'error',
  title: 'an index is dropped without CONCURRENTLY',
  reason: 'DROP INDEX takes ACCESS EXCLUSIVE on the table: behind it, everybody who reads or writes has to wait.',
  safeForm: 'op.dropIndex({ …, concurrently: true }), or DROP INDEX CONCURRENTLY within op.autocommit.',
  source: 'DROP INDEX, CONCURRENTLY',
  *find(subject) {
    for (const [drop, statement] of each(subject, ({ DropStmt }) => DropStmt)) {
      if (drop.removeType !== 'OBJECT_INDEX' || drop.concurrent === true) continue;
      for (const index of droppedNames(drop.objects)) {
        const table = tableOf(statement, index);
        if (
          isNew(statement, index) ||
          (table !== undefined && (isNew(statement, table) || isPartitioned(statement, table)))
        )
          continue;
        yield found(statement, `The index ${shown(index)} is dropped under a lock that stops its table.`);
      }
    }
  },
};

/** As the migrations before have made it. */
function tableOf({ before }: LintStatement, index: string): string | undefined {
  const id = before.find(({ kind, id }) => kind === 'index' && `${id.schema}.${id.name}` === index)?.id;
  return id === undefined ? undefined : `${id.schema}.${id.table}`;
}
