import type { ColumnDef, RangeVar } from 'libpg-query';
import { found } from '../look.js';
import type { LintStatement, Rule } from '../rule.js';
import { relationName, shown, tree, words } from '../tree.js';

/** A column of the type json. */
export const jsonColumn: Rule = {
  name: 'json-column',
  level: 'warning',
  title: 'a column of the type json',
  reason: 'json has no equality: SELECT DISTINCT, GROUP BY and UNION over the row fail.',
  safeForm: 'jsonb.',
  source: 'JSON Types',
  *find({ statements }) {
    for (const statement of statements) {
      for (const { column, relation } of columnsOf(statement)) {
        if (words(column.typeName?.names).at(-1) === 'json')
          yield found(
            statement,
            `The column ${shown(relationName(relation))}.${column.colname} is json, which cannot be compared.`,
          );
      }
    }
  },
};

function columnsOf({ tree: { CreateStmt: create, AlterTableStmt: alter } }: LintStatement): readonly {
  readonly column: ColumnDef;
  readonly relation: RangeVar | undefined;
}[] {
  const { relation } = create ?? alter ?? {};
  const commands = (alter?.cmds ?? []).flatMap((node) => tree(node).AlterTableCmd ?? []);
  const defs = commands.filter(({ subtype }) => subtype === 'AT_AddColumn').flatMap(({ def }) => def ?? []);
  return [...(create?.tableElts ?? []), ...defs].flatMap((node) => {
    const column = tree(node).ColumnDef;
    return column === undefined ? [] : [{ column, relation }];
  });
}
