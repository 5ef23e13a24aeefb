import type { DatabaseObject } from '@sluice/core';
import type { AlterTableCmd, ColumnDef, Constraint, Node, RangeVar } from 'libpg-query';
import type { Found, LintStatement, Place, Subject } from './rule.js';
import { relationName, shown, tree, type Tree } from './tree.js';

/** A subcommand of ALTER TABLE. */
export interface TableCommand {
  readonly statement: LintStatement;
  readonly command: AlterTableCmd;
  /** Qualified. */
  readonly table: string;
  /** As messages name it. */
  readonly shown: string;
}

/** What makes a finding of a statement. */
export const found = ({ line, direction }: Place, message: string): Found => ({ at: { line, direction }, message });

/** Whether a relation or a type is new here: nobody uses it yet, and it has no rows. Or it is dropped here right after. */
export const isNew = ({ made, going }: LintStatement, name: string): boolean => made.has(name) || going.has(name);

/** Whether a relation is one that this direction makes; a temporary one is nobody else's either. */
export const isNewRelation = (statement: LintStatement, relation: RangeVar | undefined): boolean =>
  relation?.schemaname === 'pg_temp' || isNew(statement, relationName(relation));

/** All subcommands of ALTER TABLE of some sorts, on tables that are not new here. */
export function* tableCommands(
  { statements }: Pick<Subject, 'statements'>,
  ...sorts: readonly AlterTableCmd['subtype'][]
): Generator<TableCommand, void, undefined> {
  for (const statement of statements) {
    const alter = statement.tree.AlterTableStmt;
    if (alter === undefined || isNewRelation(statement, alter.relation)) continue;
    const table = relationName(alter.relation);
    for (const node of alter.cmds ?? []) {
      const command = tree(node).AlterTableCmd;
      if (command !== undefined && sorts.includes(command.subtype))
        yield { statement, command, table, shown: shown(table) };
    }
  }
}

/** A column that is added to a table that is not new here. */
export interface AddedColumn extends TableCommand {
  readonly column: ColumnDef;
  readonly constraints: readonly Constraint[];
  /** `users.email`. */
  readonly path: string;
}

/** All columns that are added to tables that are not new here. */
export function* addedColumns(subject: Subject): Generator<AddedColumn, void, undefined> {
  for (const one of tableCommands(subject, 'AT_AddColumn')) {
    const column = tree(one.command.def).ColumnDef;
    if (column === undefined) continue;
    yield { ...one, column, constraints: constraintsOf(column.constraints), path: `${one.shown}.${column.colname}` };
  }
}

/** A constraint that is added to a table that is not new here. */
export interface AddedConstraint extends TableCommand {
  readonly constraint: Constraint;
  /** `The foreign key posts_author of posts`. */
  readonly name: string;
}

/** All constraints of a sort that are added to tables that are not new here; those of new columns are not among them. */
export function* addedConstraints(
  subject: Subject,
  ...sorts: readonly Constraint['contype'][]
): Generator<AddedConstraint, void, undefined> {
  for (const one of tableCommands(subject, 'AT_AddConstraint')) {
    const constraint = tree(one.command.def).Constraint;
    if (constraint === undefined || !sorts.includes(constraint.contype)) continue;
    yield { ...one, constraint, name: constraint.conname ?? 'without a name' };
  }
}

/** The constraints among nodes. */
export const constraintsOf = (list: readonly Node[] | undefined): readonly Constraint[] =>
  (list ?? []).flatMap((node) => tree(node).Constraint ?? []);

/** Each statement of a sort: what `pick` takes out of its tree. */
export function* each<T>(
  { statements }: Subject,
  pick: (tree: Tree) => T | undefined,
): Generator<readonly [T, LintStatement], void, undefined> {
  for (const statement of statements) {
    const picked = pick(statement.tree);
    if (picked !== undefined) yield [picked, statement];
  }
}

/** The table as the migrations before have made it; undefined where they do not say. */
export const knownTable = (statement: LintStatement, table: string): DatabaseObject | undefined =>
  statement.before.find(({ kind, id }) => kind === 'table' && `${id.schema}.${id.name}` === table);

/** What stands on a table, as the migrations before have made it. */
export const knownOn = (
  statement: LintStatement,
  kind: DatabaseObject['kind'],
  table: string,
): readonly DatabaseObject[] =>
  statement.before.filter((object) => object.kind === kind && `${object.id.schema}.${object.id.table}` === table);

/** Whether a table is known to have partitions: for many a safe form PostgreSQL refuses there. */
export const isPartitioned = (statement: LintStatement, table: string): boolean =>
  knownTable(statement, table)?.attributes['partitionBy'] != null;
