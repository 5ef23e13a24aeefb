import { found } from '../look.js';
import type { LintStatement, Rule } from '../rule.js';
import { tree } from '../tree.js';

/** A name that is another one without quotes. */
export const nameNeedsQuotes: Rule = {
  name: 'name-needs-quotes',
  level: 'off',
  title: 'a new table, column, index or constraint has a name that must be quoted',
  reason: 'Without quotes PostgreSQL reads it as another name, so that everybody has to quote it everywhere.',
  safeForm: 'Small letters, digits and underscores.',
  source: 'Identifiers and Key Words',
  *find({ statements }) {
    for (const statement of statements) {
      for (const name of newNames(statement))
        if (!/^[\p{Ll}\p{Lo}_][\p{Ll}\p{Lo}\p{Nd}_$]*$/u.test(name)) yield found(statement, `${name} must be quoted.`);
    }
  },
};

function newNames({
  tree: { CreateStmt: create, AlterTableStmt: alter, IndexStmt: index, RenameStmt: rename },
}: LintStatement): readonly string[] {
  const defs = (alter?.cmds ?? []).flatMap((node) => tree(node).AlterTableCmd?.def ?? []);
  const inner = [...(create?.tableElts ?? []), ...defs].flatMap(
    (node) => tree(node).ColumnDef?.colname ?? tree(node).Constraint?.conname ?? [],
  );
  return [create?.relation?.relname, index?.idxname, rename?.newname, ...inner].flatMap((name) => name ?? []);
}
