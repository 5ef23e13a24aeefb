import { expect, test } from '@jest/globals';
import { parseMigrationHead } from '../src/load/migration-head.ts';
import { withDownRevision } from '../src/load/rewrite-head.ts';

/** A file with a body that speaks of the same name. */
const file = (head: string): string =>
  `${head}\nexport async function upgrade() {\n  const downRevision = 'local'; // Revises: x\n}\n`;

test.each([
  [`export const downRevision = 'a';`, 'c', `export const downRevision = 'c';`],
  [`export const downRevision = "a";`, 'c', `export const downRevision = "c";`],
  [`export const downRevision: string | null = null;`, 'c', `export const downRevision: string | null = 'c';`],
  [`export const downRevision: string[] = ['a', 'b'];`, 'c', `export const downRevision = 'c';`],
  [
    `export const downRevision: string[] = ['a', 'b'];`,
    ['a', 'c'],
    `export const downRevision: string[] = ['a', 'c'];`,
  ],
  [`exports.downRevision = 'a';`, 'c', `exports.downRevision = 'c';`],
  [`module.exports = { downRevision: 'a', upgrade };`, 'c', `module.exports = { downRevision: 'c', upgrade };`],
  [
    `/**\n * Revises: a\n */\nexport const downRevision = 'a';`,
    'c',
    `/**\n * Revises: c\n */\nexport const downRevision = 'c';`,
  ],
])('%s follows %j', (before, downRevision, after) => {
  expect(withDownRevision(file(before), { downRevision })).toBe(file(after));
});

test('what is written is read', () => {
  const before = file(
    `/** Revises: (base) */\nexport const revision = 'b';\nexport const downRevision = null; // none`,
  );
  const after = withDownRevision(before, { downRevision: 'c' }) ?? '';
  expect(parseMigrationHead(after, 'b.ts').downRevision).toBe('c');
  expect(after).toContain('Revises: c');
});

test('what is not written out is left to a person', () => {
  expect(withDownRevision(file('export const downRevision = previous;'), { downRevision: 'c' })).toBeUndefined();
  expect(withDownRevision(file('export const revision = 1;'), { downRevision: 'c' })).toBeUndefined();
});
