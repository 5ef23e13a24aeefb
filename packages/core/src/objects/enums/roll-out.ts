import type { Difference } from '../../diff.js';
import type { Json } from '../../json.js';
import type { RollOut } from '../../kind.js';

/** When a change of an enum goes out: code that writes a value needs it, and so does code that still reads it. */
export function enumRollOut(difference: Difference): RollOut | undefined {
  if (difference.verb !== 'alter' || difference.changes['values'] === undefined) return undefined;
  const { from, to } = difference.changes['values'];
  const [were, are] = [textsOf(from), textsOf(to)];
  const [come, gone] = [are.filter((value) => !were.includes(value)), were.filter((value) => !are.includes(value))];
  if (gone.length === 0)
    return come.length === 0
      ? { order: 'any', reason: 'The values are the same in another order.' }
      : { order: 'before', reason: `The code after may write ${come.join(', ')}.` };
  if (come.length === 0) return { order: 'after', reason: `The code before may still write ${gone.join(', ')}.` };
  return {
    order: 'split',
    reason: `The code before may still write ${gone.join(', ')}, and the code after ${come.join(', ')}.`,
  };
}

const textsOf = (value: Json): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
