import { expect, test } from '@jest/globals';
import { textArray } from '../src/text-array.ts';

test.each([
  { text: '{}', list: [] },
  { text: '{a,NULL,"NULL","b "}', list: ['a', null, 'NULL', 'b '] },
  { text: String.raw`{"a \"b\"","c,d","back\\slash","{}",""}`, list: ['a "b"', 'c,d', 'back\\slash', '{}', ''] },
  {
    text: '{{1,2},{3,NULL}}',
    list: [
      ['1', '2'],
      ['3', null],
    ],
  },
  { text: '[0:1]={a,b}', list: ['a', 'b'] },
])('$text', ({ text, list }) => {
  expect(textArray(text)).toEqual(list);
});
