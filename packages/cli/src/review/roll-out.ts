import { describeObject, foremost, keyOf, rollOut, type Difference } from '@sluice/core';
import { objectOf } from '../difference-places.js';
import type { ReviewedRollOut } from './reviewed.js';
import { tableOf } from './tables.js';

/** When a migration is run, seen from the code that goes with it. What stands on a table that comes or goes follows that. */
export function reviewRollOut(differences: readonly Difference[]): ReviewedRollOut {
  const whole = new Set(
    differences.flatMap((one) => {
      const { kind, id } = objectOf(one);
      return one.verb === 'create' || one.verb === 'drop' ? [keyOf(kind, id)] : [];
    }),
  );
  const reasons = differences.flatMap((difference) => {
    const object = objectOf(difference);
    const table = tableOf(object);
    if (object.kind !== 'table' && table !== undefined && whole.has(keyOf('table', table))) return [];
    return [{ object: describeObject(object), ...rollOut(difference) }];
  });
  const order = foremost(reasons.map((each) => each.order));
  return { order, advice: differences.length === 0 ? NOTHING : ADVICE[order], reasons };
}

const NOTHING = 'The catalog stays as it is. Whether the code waits for the rows that it changes, its author knows.';

const ADVICE: Readonly<Record<ReviewedRollOut['order'], string>> = {
  before: 'Run it before the new code: the code that runs until then goes on with it.',
  after: 'Run it after the new code, once no code runs any more that needs what it takes away.',
  any: 'Run it before or after the new code: no code sees it.',
  split:
    'Split it: one migration before the new code, and one after it. As one, either code meets a database that it does not know.',
};
