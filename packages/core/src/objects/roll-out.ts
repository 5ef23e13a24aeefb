import type { Difference } from '../diff.js';
import type { RollOut } from '../kind.js';

/** What binds the rows that may be written: a constraint. */
export function bindingRollOut(difference: Difference): RollOut {
  const { verb } = difference;
  if (verb === 'create') return { order: 'after', reason: 'It refuses rows that the code before may still write.' };
  if (verb === 'drop') return { order: 'before', reason: 'The code after may write rows that it refuses.' };
  if (difference.verb === 'rename') return unseenRollOut();
  return BINDING.some((name) => difference.changes[name] !== undefined)
    ? {
        order: 'split',
        reason: 'The code before and the code after may write other rows: loosen it before, tighten it after.',
      }
    : { order: 'any', reason: 'It refuses the same rows as before.' };
}

/** What of a constraint says which rows it refuses. */
const BINDING = ['expression', 'definition', 'columns', 'references', 'nullsNotDistinct', 'unique', 'where'];

/** What no code speaks of. */
export const unseenRollOut = (): RollOut => ({ order: 'any', reason: 'No code speaks of it.' });

/** When all of several go out together: what goes in any order follows the others. */
export function foremost(orders: readonly RollOut['order'][]): RollOut['order'] {
  const [first = 'any', ...others] = new Set(orders.filter((order) => order !== 'any'));
  return others.length === 0 ? first : 'split';
}
