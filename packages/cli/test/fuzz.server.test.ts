import { describe, expect, test } from '@jest/globals';

import { withServers } from '../../../test-support/database.ts';
import { describeWrong, fuzz } from '../../../test-support/fuzz/run.ts';
import { onServer } from '../../../test-support/places.ts';

/** Parts, so that a failure leaves the others to run; each the same every time. `npm run fuzz` goes where these did not. */
const seeds = [1, 2, 3];
const casesOfEach = 40;

describe.each(withServers())('on PostgreSQL $major', ({ major, url }) => {
  test.each(seeds)(
    'the laws hold for models that chance draws: %d',
    async (part) => {
      const seed = major * 1000 + part;
      const { cases, refused, wrong } = await fuzz({
        open: onServer(url, 'catalog'),
        major,
        cases: casesOfEach,
        seed,
        shrinkMilliseconds: 30_000,
      });
      if (wrong.length > 0) throw new Error(wrong.map(describeWrong).join('\n\n'));
      expect(cases).toBe(casesOfEach);
      expect(refused.length).toBeLessThan(casesOfEach / 10);
    },
    600_000,
  );
});
