import { found } from '../look.js';
import type { Rule } from '../rule.js';
import { tree, type Tree } from '../tree.js';

/** CONCURRENTLY, or VACUUM, where there is a transaction. */
export const concurrentlyInTransaction: Rule = {
  name: 'concurrently-in-transaction',
  level: 'error',
  title: 'CONCURRENTLY or VACUUM in a transaction, or in one text with another statement',
  reason: 'PostgreSQL refuses it there, and several statements in one text are a transaction too.',
  safeForm: 'op.autocommit(async () => { await op.execute(…); }), one statement in each text.',
  source: 'CREATE INDEX, Building Indexes Concurrently; VACUUM',
  *find({ statements, parser }) {
    for (const statement of statements) {
      const word = concurrentWord(statement.tree);
      if (word === undefined) continue;
      const isAmongOthers = parser.parse(statement.text).length > 1;
      if (statement.transaction !== undefined || isAmongOthers)
        yield found(
          statement,
          `${word} stands in a transaction${isAmongOthers ? ', since other statements are in the same text' : ''}.`,
        );
    }
  },
};

function concurrentWord({ IndexStmt, DropStmt, ReindexStmt, VacuumStmt, AlterTableStmt }: Tree): string | undefined {
  if (IndexStmt?.concurrent === true) return 'CREATE INDEX CONCURRENTLY';
  if (DropStmt?.concurrent === true) return 'DROP INDEX CONCURRENTLY';
  if (VacuumStmt?.is_vacuumcmd === true) return 'VACUUM';
  if (ReindexStmt?.params?.some((node) => tree(node).DefElem?.defname === 'concurrently') === true)
    return 'REINDEX CONCURRENTLY';
  const commands = AlterTableStmt?.cmds ?? [];
  const isDetach = commands.some((node) => tree(tree(node).AlterTableCmd?.def).PartitionCmd?.concurrent === true);
  return isDetach ? 'DETACH PARTITION CONCURRENTLY' : undefined;
}
