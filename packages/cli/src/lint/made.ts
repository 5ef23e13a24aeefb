import { droppedNames, qualified, relationName, type Tree } from './tree.js';

/** The names of what is new, after one more statement. */
export function madeAfter(made: ReadonlySet<string>, tree: Tree): ReadonlySet<string> {
  const [gone, come] = [goneBy(tree), comeBy(tree, made)];
  return gone.length + come.length === 0
    ? made
    : new Set([...made].filter((name) => !gone.includes(name)).concat(come));
}

function comeBy(tree: Tree, made: ReadonlySet<string>): readonly string[] {
  const { CreateStmt: table, CreateTableAsStmt: copy, SelectStmt: select, IndexStmt: index } = tree;
  if (table !== undefined && table.if_not_exists !== true) return [relationName(table.relation)];
  if (copy?.into?.rel !== undefined && copy.if_not_exists !== true) return [relationName(copy.into.rel)];
  if (select?.intoClause?.rel !== undefined) return [relationName(select.intoClause.rel)];
  if (index?.idxname !== undefined) return [relationName({ ...index.relation, relname: index.idxname })];
  const { CreateEnumStmt: enumeration, CreateDomainStmt: domain, CompositeTypeStmt: composite } = tree;
  if (enumeration !== undefined) return [qualified(enumeration.typeName)];
  if (domain !== undefined) return [qualified(domain.domainname)];
  if (composite !== undefined) return [relationName(composite.typevar)];
  const renamed = tree.RenameStmt;
  const isNew =
    renamed?.subname === undefined && renamed?.relation !== undefined && made.has(relationName(renamed.relation));
  return isNew ? [relationName({ ...renamed.relation, relname: renamed.newname ?? '' })] : [];
}

/** The names of what a statement drops. */
export const goneBy = (tree: Tree): readonly string[] =>
  tree.DropStmt === undefined ? [] : droppedNames(tree.DropStmt.objects);
