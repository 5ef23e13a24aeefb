import { beforeAll, test } from '@jest/globals';
import { build } from './fixtures/build.ts';
import { runPage, TUTORIAL } from './fixtures/run-page.ts';

beforeAll(build, 180_000);

test(
  'the walk of the tutorial is taken, and what it shows is what is written and printed',
  () => runPage(TUTORIAL),
  900_000,
);
