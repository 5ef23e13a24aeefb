import { ident, statements, type Operation, type Statement, type UncoveredDifference } from '@sluice/core';
import { scriptText } from '@sluice/database';
import { describeOperation } from './describe.js';

/**
 * Operations as a script for psql: each under a comment that names its object, in one transaction as far as PostgreSQL
 * allows.
 *
 * @param uncovered - differences that no SQL is known for; they are named at the end.
 */
export function sqlScript(
  operations: readonly Operation[],
  uncovered: readonly UncoveredDifference[],
  defaultSchema: string,
): string {
  const said = operations.map((operation) => {
    const { sign, object } = describeOperation(operation);
    return { title: `${sign} ${object}`, statements: statements(operation) };
  });
  const blocks = [
    ...(operations.length === 0 ? [] : [`SET search_path TO ${ident(defaultSchema)};`]),
    ...inTransactions(said),
    ...uncovered.map(({ description }) => `-- Not made, since no kind covers it: ${oneLine(description)}`),
  ];
  return blocks.length === 0 ? '-- No differences.\n' : `${blocks.join('\n\n')}\n`;
}

/** Statements that have a title. */
export interface TitledStatements {
  readonly title: string;
  readonly statements: readonly Pick<Statement, 'sql' | 'parameters' | 'transaction'>[];
}

/** Statements, each group under its title, with the boundaries of their transactions: a text for each group. */
export function inTransactions(groups: readonly TitledStatements[]): readonly string[] {
  const blocks: string[] = [];
  let isOpen = false;
  for (const { title, statements: list } of groups) {
    const lines = [`-- ${oneLine(title)}`];
    for (const statement of list) {
      const { transaction } = statement;
      if (isOpen && transaction === 'outside') lines.push('COMMIT;');
      if (!isOpen && transaction !== 'outside') lines.push('BEGIN;');
      lines.push(scriptText(statement));
      if (transaction === 'committed') lines.push('COMMIT;');
      isOpen = transaction === 'inside';
    }
    blocks.push(lines.join('\n'));
  }
  return isOpen ? [...blocks, 'COMMIT;'] : blocks;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
