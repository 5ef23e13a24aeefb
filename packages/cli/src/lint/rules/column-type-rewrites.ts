import type { Node, TypeName } from 'libpg-query';
import { found, knownOn, tableCommands, type TableCommand } from '../look.js';
import type { Rule, Subject } from '../rule.js';
import { sameWithoutRewrite } from '../type-change.js';
import { tree, words } from '../tree.js';

/** ALTER COLUMN TYPE that writes all rows again. */
export const columnTypeRewrites: Rule = {
  name: 'column-type-rewrites',
  level: 'error',
  title: 'a change of type writes the whole table again',
  reason:
    'All rows are rewritten and all indexes rebuilt under ACCESS EXCLUSIVE; with a foreign key, the other table is locked too.',
  safeForm:
    'Add a column of the new type, keep it equal with a trigger, fill it with op.batchUpdate, and swap the two in a later migration.',
  source: 'ALTER TABLE, Notes',
  *find(subject) {
    for (const one of tableCommands(subject, 'AT_AlterColumnType')) {
      const { command, statement, shown } = one;
      const definition = tree(command.def).ColumnDef;
      const to = definition?.typeName;
      if (to === undefined) continue;
      const from = typeBefore(one, subject);
      const isCast = isPlainCast(definition?.raw_default, command.name, to);
      if (from !== undefined && isCast && sameWithoutRewrite(from, to)) continue;
      const may = from === undefined ? 'may write' : 'writes';
      yield found(statement, `The change of the type of ${shown}.${command.name} ${may} all rows of ${shown} again.`);
    }
  },
};

/** The type that the migration says it was, or else that those before have made it. */
function typeBefore({ statement, command, table }: TableCommand, { parser }: Subject): TypeName | undefined {
  const { operation } = statement;
  const said = operation?.verb === 'alter' ? operation.changes['type']?.from : undefined;
  const known = knownOn(statement, 'column', table).find(({ id }) => id.name === command.name)?.attributes['type'];
  const text = said ?? known;
  if (typeof text !== 'string') return undefined;
  try {
    const [target] = parser.parse(`SELECT NULL::${text}`)[0]?.tree.SelectStmt?.targetList ?? [];
    return tree(tree(target).ResTarget?.val).TypeCast?.typeName;
  } catch {
    return undefined;
  }
}

/** Nothing, or the column itself as the new type: what PostgreSQL does anyway. */
function isPlainCast(using: Node | undefined, column: string | undefined, to: TypeName): boolean {
  if (using === undefined) return true;
  const cast = tree(using).TypeCast;
  const bare = (type: TypeName | undefined): string => JSON.stringify([words(type?.names), type?.typmods?.length ?? 0]);
  return words(tree(cast?.arg).ColumnRef?.fields).at(-1) === column && bare(cast?.typeName) === bare(to);
}
