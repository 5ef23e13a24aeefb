import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ancestors,
  buildGraph,
  downRevisionsOf,
  isUpToDate,
  planDowngrade,
  planUpgrade,
  type PlannedRevision,
  type Revision,
  type RevisionGraph,
} from '@sluice/core';

/** A random graph without circles: each revision follows and depends on some of those made before it; then shuffled. */
const revisionsArbitrary = fc
  .array(
    fc.record({
      down: fc.array(fc.nat(), { maxLength: 3 }),
      dependsOn: fc.array(fc.nat(), { maxLength: 2 }),
      file: fc.nat(9),
    }),
    {
      maxLength: 30,
    },
  )
  .map((nodes) => nodes.map(({ down, dependsOn, file }, index) => made(index, down, dependsOn, file)))
  .chain((revisions) => fc.shuffledSubarray(revisions, { minLength: revisions.length }));

function made(index: number, down: readonly number[], dependsOn: readonly number[], file: number): Revision {
  const earlier = (numbers: readonly number[]): string[] =>
    index === 0 ? [] : [...new Set(numbers.map((each) => `r${each % index}`))];
  const downs = earlier(down);
  const [first = null, ...others] = downs;
  return {
    revision: `r${index}`,
    downRevision: others.length > 0 ? downs : first,
    branchLabels: [],
    dependsOn: earlier(dependsOn),
    message: '',
    file: `${file}_r${index}.ts`,
  };
}

const lower = (revision: Revision): readonly string[] => [...downRevisionsOf(revision), ...revision.dependsOn];

/** The version table after each step; fails where a step deletes a row that is not there, or inserts one that is. */
function replay(
  rows: Set<string>,
  plan: readonly PlannedRevision[],
  check: (step: PlannedRevision) => void,
): Set<string> {
  for (const step of plan) {
    for (const id of step.deletes) expect(rows.delete(id)).toBe(true);
    for (const id of step.inserts) {
      expect(rows.has(id)).toBe(false);
      rows.add(id);
    }
    check(step);
  }
  return rows;
}

/** The applied revisions that no other applied one follows or depends on: what the version table must hold. */
function tops(graph: RevisionGraph, applied: ReadonlySet<string>): readonly string[] {
  const covered = new Set(graph.revisions.filter(({ revision }) => applied.has(revision)).flatMap(lower));
  return [...applied].filter((id) => !covered.has(id)).toSorted();
}

test('up to heads and down to base visits each revision once, in a valid order, with the right rows at each step', () => {
  fc.assert(
    fc.property(revisionsArbitrary, (revisions) => {
      const graph = buildGraph(revisions);
      const applied = new Set<string>();
      const up = planUpgrade(graph, [], 'heads');
      const rows = replay(new Set(), up, (step) => {
        expect(applied.has(step.revision)).toBe(false);
        expect(lower(step).every((id) => applied.has(id))).toBe(true);
        applied.add(step.revision);
      });
      expect(applied.size).toBe(revisions.length);
      expect([...rows].toSorted()).toEqual(tops(graph, applied));
      expect(isUpToDate(graph, [...rows])).toBe(true);

      const down = planDowngrade(graph, [...rows], 'base');
      const left = replay(rows, down, (step) => {
        expect(applied.delete(step.revision)).toBe(true);
        expect(graph.revisions.some((each) => applied.has(each.revision) && lower(each).includes(step.revision))).toBe(
          false,
        );
        expect([...rows].toSorted()).toEqual(tops(graph, applied));
      });
      expect(applied.size + left.size).toBe(0);
    }),
  );
});

test('down to any revision and up again leads back to where it was', () => {
  fc.assert(
    fc.property(revisionsArbitrary, fc.nat(), (revisions, pick) => {
      fc.pre(revisions.length > 0);
      const graph = buildGraph(revisions);
      const all = replay(new Set(), planUpgrade(graph, [], 'heads'), () => {});
      const target = revisions[pick % revisions.length]?.revision ?? 'base';
      const down = planDowngrade(graph, [...all], target);
      const rows = replay(new Set(all), down, () => {});
      const kept = ancestors(
        graph,
        revisions.filter(({ revision }) => rows.has(revision)),
      );
      expect(kept.has(target)).toBe(true);
      expect([...rows].toSorted()).toEqual(tops(graph, kept));
      const up = planUpgrade(graph, [...rows], 'heads');
      expect(new Set(up.map(({ revision }) => revision))).toEqual(new Set(down.map(({ revision }) => revision)));
      expect(replay(rows, up, () => {})).toEqual(all);
    }),
  );
});

test('the order of the files given does not matter', () => {
  fc.assert(
    fc.property(revisionsArbitrary, (revisions) => {
      const order = (list: readonly Revision[]) => planUpgrade(buildGraph(list), [], 'heads');
      expect(order(revisions.toReversed())).toEqual(order(revisions));
    }),
  );
});

test('5,000 revisions in one line, or all on one root, are planned', () => {
  const count = 5000;
  const shapes = [(index: number) => [index - 1], () => [0]];
  for (const shape of shapes) {
    const revisions = Array.from({ length: count }, (_, index) => made(index, index === 0 ? [] : shape(index), [], 0));
    const graph = buildGraph(revisions);
    const rows = replay(new Set(), planUpgrade(graph, [], 'heads'), () => {});
    expect(planDowngrade(graph, [...rows], 'base')).toHaveLength(count);
  }
});
