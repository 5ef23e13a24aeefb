import * as declarations from '@sluice/core/models';
import { expect, test } from '@jest/globals';

import * as models from '../src/models.ts';

test('sluice/models exports all that can be declared', () => {
  expect(Object.keys(models).toSorted()).toEqual(Object.keys(declarations).toSorted());
});
