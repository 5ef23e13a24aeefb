import type { Difference } from '../../diff.js';
import type { RollOut } from '../../kind.js';

/** When a change of a domain goes out: it binds what is written to every column that has it. */
export function domainRollOut(difference: Difference): RollOut | undefined {
  if (difference.verb !== 'alter') return undefined;
  const { type, notNull, checks } = difference.changes;
  if (type !== undefined || checks !== undefined)
    return { order: 'split', reason: 'The code before and the code after may write other values.' };
  if (notNull === undefined) return undefined;
  return notNull.to === true
    ? { order: 'after', reason: 'NOT NULL refuses values that the code before may still write.' }
    : { order: 'before', reason: 'The code after may write what NOT NULL refuses.' };
}
