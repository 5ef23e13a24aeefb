import { pathOf } from '@sluice/core/ground';
import type { Direction, Loss } from '@sluice/database';

/** Rows or values that a migration would lose. */
export interface PlannedLoss extends Loss {
  readonly revision: string;
  readonly direction: Direction;
}

/** A loss in words: `column users.fax: about 2,000,000 values, by the upgrade of 9c2b3f1a4e5d`. */
export function describeLoss(loss: PlannedLoss): string {
  const { schema, table, column, revision, direction } = loss;
  const what =
    column === undefined
      ? `table ${pathOf({ schema, name: table })}`
      : `column ${pathOf({ schema, table, name: column })}`;
  return `${what}: ${amount(loss)}, by the ${direction} of ${revision}`;
}

function amount({ rows, isExact, loses }: PlannedLoss): string {
  if (rows === undefined) return `${loses}, nobody knows how many since this role may not read them`;
  const [noun = '', ...rest] = loses.split(' ');
  const word = rows === 1 ? noun.replace(/s$/, '') : noun;
  return [`${isExact ? '' : 'about '}${rows.toLocaleString('en-US')}`, word, ...rest].join(' ');
}
