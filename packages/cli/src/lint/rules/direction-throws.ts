import { SluiceError } from '@sluice/core';
import { found } from '../look.js';
import type { Rule } from '../rule.js';

/** What cannot be looked at, since the code throws before. */
export const directionThrows: Rule = {
  name: 'direction-throws',
  level: 'warning',
  title: 'upgrade or downgrade throws when it is called without a database',
  reason: 'No rule has looked at what comes after.',
  safeForm: 'Correct it; or let it go on where a query gives no rows, as it does here.',
  source: 'sluice lint',
  *find({ upgrade, downgrade }) {
    for (const recorded of [upgrade, downgrade]) {
      const { thrown, direction, calls } = recorded;
      if (thrown === undefined) continue;
      const { error } = thrown;
      // A downgrade that only throws says that there is none.
      const isRefusal =
        direction === 'downgrade' && calls === 0 && !(error instanceof SluiceError) && !(error instanceof TypeError);
      const reason = error instanceof Error ? error.message : String(error);
      if (!isRefusal) yield found(recorded, `The ${direction} throws: ${reason.replace(/\.$/, '')}.`);
    }
  },
};
