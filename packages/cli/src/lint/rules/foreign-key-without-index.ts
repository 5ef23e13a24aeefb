import type { Json } from '@sluice/core';
import type { Constraint } from 'libpg-query';
import { constraintsOf, found, knownOn } from '../look.js';
import type { LintStatement, Rule, Subject } from '../rule.js';
import { relationName, shown, tree, words } from '../tree.js';

/** A foreign key whose columns no index begins with. */
export const foreignKeyWithoutIndex: Rule = {
  name: 'foreign-key-without-index',
  level: 'warning',
  title: 'no index begins with the columns of a foreign key',
  reason: 'Each DELETE in the referenced table, and each UPDATE of its key, reads all rows of this one.',
  safeForm: 'op.createIndex over the columns of the foreign key, before it.',
  source: 'Foreign Keys',
  *find(subject) {
    for (const { statement, table, constraint, columns } of foreignKeys(subject)) {
      const indexes = [...knownIndexes(statement, table), ...madeIndexes(subject, statement, table)];
      const isCovered = indexes.some((index) =>
        columns.every((column) => index.slice(0, columns.length).includes(column)),
      );
      if (columns.length > 0 && !isCovered)
        yield found(
          statement,
          `No index of ${shown(table)} begins with ${columns.join(', ')}, which references ${shown(relationName(constraint.pktable))}.`,
        );
    }
  },
};

interface ForeignKey {
  readonly statement: LintStatement;
  /** Qualified. */
  readonly table: string;
  readonly constraint: Constraint;
  readonly columns: readonly string[];
}

/** Those of tables that are new here, too. */
const foreignKeys = ({ statements }: Subject): readonly ForeignKey[] =>
  statements.flatMap((statement) =>
    elementsOf(statement).flatMap(({ table, constraint, column }) =>
      constraint.contype === 'CONSTR_FOREIGN' && statement.direction === 'upgrade'
        ? [{ statement, table, constraint, columns: column === undefined ? words(constraint.fk_attrs) : [column] }]
        : [],
    ),
  );

interface Element {
  readonly table: string;
  readonly constraint: Constraint;
  /** The column that it stands with. */
  readonly column: string | undefined;
}

/** The constraints that a statement makes. */
function elementsOf({ tree: { CreateStmt: create, AlterTableStmt: alter } }: LintStatement): readonly Element[] {
  const table = relationName((create ?? alter)?.relation);
  const defs = (alter?.cmds ?? []).flatMap((node) => tree(node).AlterTableCmd?.def ?? []);
  return [...(create?.tableElts ?? []), ...defs].flatMap((node) => {
    const { Constraint: own, ColumnDef: column } = tree(node);
    const inner = constraintsOf(column?.constraints).map((constraint) => ({
      table,
      constraint,
      column: column?.colname,
    }));
    return own === undefined ? inner : [{ table, constraint: own, column: undefined }];
  });
}

function knownIndexes(statement: LintStatement, table: string): readonly (readonly string[])[] {
  const keys = (['primary_key', 'unique'] as const).flatMap((kind) => knownOn(statement, kind, table));
  return [
    ...keys.map(({ attributes }) => listOf(attributes['columns']).map(String)),
    ...knownOn(statement, 'index', table).map(({ attributes }) => listOf(attributes['columns']).map(columnOf)),
  ];
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const columnOf = (member: Json): string =>
  typeof member === 'object' && member !== null && 'column' in member ? String(member['column']) : '';

function madeIndexes(
  { statements }: Subject,
  { direction }: LintStatement,
  table: string,
): readonly (readonly string[])[] {
  const ours = statements.filter((one) => one.direction === direction);
  const indexes = ours.flatMap(({ tree: { IndexStmt: index } }) =>
    index !== undefined && relationName(index.relation) === table
      ? [(index.indexParams ?? []).map((node) => tree(node).IndexElem?.name ?? '')]
      : [],
  );
  const keys = ours
    .flatMap(elementsOf)
    .flatMap(({ constraint, column, ...one }) =>
      one.table === table && (constraint.contype === 'CONSTR_PRIMARY' || constraint.contype === 'CONSTR_UNIQUE')
        ? [column === undefined ? words(constraint.keys) : [column]]
        : [],
    );
  return [...indexes, ...keys];
}
