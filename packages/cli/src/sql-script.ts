import { ident, statements, type Operation, type UncoveredDifference } from '@sluice/core';
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
  const blocks = [
    ...(operations.length === 0 ? [] : [`SET search_path TO ${ident(defaultSchema)};`]),
    ...inTransactions(operations),
    ...uncovered.map(({ description }) => `-- Not made, since no kind covers it: ${oneLine(description)}`),
  ];
  return blocks.length === 0 ? '-- No differences.\n' : `${blocks.join('\n\n')}\n`;
}

function inTransactions(operations: readonly Operation[]): readonly string[] {
  const blocks: string[] = [];
  let isOpen = false;
  for (const operation of operations) {
    const { sign, object } = describeOperation(operation);
    const lines = [`-- ${sign} ${oneLine(object)}`];
    for (const { sql, transaction } of statements(operation)) {
      if (isOpen && transaction === 'outside') lines.push('COMMIT;');
      if (!isOpen && transaction !== 'outside') lines.push('BEGIN;');
      lines.push(`${sql};`);
      if (transaction === 'committed') lines.push('COMMIT;');
      isOpen = transaction === 'inside';
    }
    blocks.push(lines.join('\n'));
  }
  return isOpen ? [...blocks, 'COMMIT;'] : blocks;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
