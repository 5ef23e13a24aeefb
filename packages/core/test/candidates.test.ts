import { describe, expect, test } from '@jest/globals';
import { candidates, traitsOfName } from '../src/candidates.ts';

const names = (before: string, count: number, after: string): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${before}_${i}_${after}`);

describe('pairs that are worth a close look', () => {
  test('of few, each with each', () => {
    const [gone, come] = [names('old', 20, 'user'), names('new', 20, 'person')];
    expect(candidates(gone, come, traitsOfName)).toHaveLength(400);
  });

  test('of many, a few of each, the likeliest among them', () => {
    const [gone, come] = [names('old', 500, 'user'), names('new', 500, 'person').toReversed()];
    const pairs = new Set(candidates(gone, come, traitsOfName).map((pair) => pair.join(' → ')));
    for (let i = 0; i < 500; i++) expect(pairs).toContain(`old_${i}_user → new_${i}_person`);
    expect(pairs.size).toBeLessThanOrEqual(500 * 10);
  });

  test('of many that share nothing, each has one', () => {
    const [gone, come] = [names('a', 100, 'b'), names('x', 30, 'y')];
    const pairs = candidates(gone, come, () => []);
    expect(new Set(pairs.map(([one]) => one)).size).toBe(100);
    expect(new Set(pairs.map(([, other]) => other)).size).toBe(30);
  });
});
