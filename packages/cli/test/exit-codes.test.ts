import { expect, test } from '@jest/globals';
import { EXIT } from '../src/exit-codes.ts';
import { readPage } from './fixtures/markdown.ts';

test('docs/exit-codes.md has every exit code, and no other', () => {
  const documented = [...readPage('docs/exit-codes.md').matchAll(/^\| `(\d+)` +\|/gm)].map(([, code]) => Number(code));
  expect(documented).toEqual(Object.values(EXIT));
});
