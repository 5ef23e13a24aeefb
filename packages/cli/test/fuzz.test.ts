import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { expect, test } from '@jest/globals';

import { describeWrong, fuzz } from '../../../test-support/fuzz/run.ts';
import { onPglite } from '../../../test-support/places.ts';

const casesHere = 60;

test('the laws hold for models that chance draws, on PGlite', async () => {
  const { cases, refused, wrong } = await fuzz({
    open: onPglite({ btree_gist, citext, pg_trgm }),
    major: 18,
    cases: casesHere,
    seed: 1,
    shrinkMilliseconds: 30_000,
  });
  if (wrong.length > 0) throw new Error(wrong.map(describeWrong).join('\n\n'));
  expect(cases).toBe(casesHere);
  expect(refused.length).toBeLessThan(casesHere / 10);
}, 600_000);
