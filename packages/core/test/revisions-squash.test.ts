import { describe, expect, test } from '@jest/globals';
import {
  AlreadySquashed,
  buildGraph,
  findRevision,
  FollowsReplaced,
  heads,
  history,
  InvalidRange,
  InvalidReplacement,
  isUpToDate,
  MultipleHeads,
  NotALine,
  NothingToSquash,
  planDowngrade,
  planUpgrade,
  rebase,
  ReplacedFilesMissing,
  ReplacedRevision,
  resolve,
  squash,
  standing,
  UnknownRevision,
  UnrelatedRange,
  type PlannedRevision,
  type Revision,
} from '@sluice/core';

/** `'s = b,c <- a'` follows a and replaces b and c; `'b [shop]'` has a label; `'b {x}'` depends on x. */
function revision(text: string): Revision {
  const [, id = '', label, dependency, replaces, down] =
    /^(\w+)(?: \[(\S+)\])?(?: \{(\S+)\})?(?: = (\S+))?(?: <- (\S+))?$/.exec(text) ?? [];
  const downs = down?.split(',') ?? [];
  return {
    revision: id,
    downRevision: downs.length > 1 ? downs : (downs[0] ?? null),
    branchLabels: label === undefined ? [] : [label],
    dependsOn: dependency === undefined ? [] : [dependency],
    ...(replaces === undefined ? {} : { replaces: replaces.split(',') }),
    message: id,
    file: `${id}.ts`,
  };
}

const graphOf = (...texts: string[]) => buildGraph(texts.map(revision));
const ids = (revisions: readonly Revision[]) => revisions.map((each) => each.revision).join(' ');
const rows = (plan: readonly PlannedRevision[]) =>
  plan.map((each) => `${each.revision}: -${each.deletes.join(',')} +${each.inserts.join(',')}`);

const squashed = 's = b,c,d <- a';
/** The files of those replaced are still there. */
const both = graphOf('a', 'b <- a', 'c <- b', 'd <- c', squashed, 'e <- d', 'f <- e');
/** They are deleted. What was written before the squash follows the last of them. */
const after = graphOf('a', squashed, 'e <- d', 'f <- e');
/** What is written after the squash follows it. */
const grown = graphOf('a', 'b <- a', 'c <- b', 'd <- c', squashed, 'g <- s');

describe('a squash', () => {
  test.each([
    ['none of those replaced runs the squash alone', both, ['a'], 's: -a +s|e: -s +e|f: -e +f'],
    ['nothing runs the squash alone', both, [], 'a: - +a|s: -a +s|e: -s +e|f: -e +f'],
    ['nothing, once their files are deleted', after, [], 'a: - +a|s: -a +s|e: -s +e|f: -e +f'],
    ['all of those replaced has the squash, and its row goes at the next step', both, ['d'], 'e: -d +e|f: -e +f'],
    ['all of those replaced, once their files are deleted', after, ['d'], 'e: -d +e|f: -e +f'],
    ['the squash goes on from it', after, ['s'], 'e: -s +e|f: -e +f'],
    ['what follows', both, ['e'], 'f: -e +f'],
    ['the first of those replaced goes on by them', both, ['b'], 'c: -b +c|d: -c +d|e: -d +e|f: -e +f'],
    ['the last but one of those replaced goes on by them', both, ['c'], 'd: -c +d|e: -d +e|f: -e +f'],
    ['the middle comes to what follows the squash', grown, ['c'], 'd: -c +d|g: -d +g'],
    ['all of those replaced comes to what follows the squash', grown, ['d'], 'g: -d +g'],
  ])('is upgraded right: a database with %s', (_, graph, applied, expected) => {
    expect(rows(planUpgrade(graph, applied, 'heads')).join('|')).toBe(expected);
  });

  test.each([
    ['the squash', both, ['s'], 'base', 's: -s +a|a: -a +'],
    ['what follows it', both, ['f'], 'a', 'f: -f +e|e: -e +s|s: -s +a'],
    ['what follows it, once the files are deleted', after, ['f'], 'a', 'f: -f +e|e: -e +s|s: -s +a'],
    ['the last of those replaced', both, ['d'], 'a', 's: -d +a'],
    ['the last of those replaced, once the files are deleted', after, ['d'], 'a', 's: -d +a'],
    ['the last of those replaced, a step', after, ['d'], '-1', 's: -d +a'],
    ['the middle goes back by those replaced', both, ['c'], 'a', 'c: -c +b|b: -b +a'],
    ['the middle, a step', both, ['c'], '-1', 'c: -c +b'],
  ])('is downgraded right: a database with %s', (_, graph, applied, target, expected) => {
    expect(rows(planDowngrade(graph, applied, target)).join('|')).toBe(expected);
  });

  test('stands in the place of what it replaces', () => {
    for (const graph of [both, after]) {
      expect(ids(history(graph, ':', []))).toBe('f e s a');
      expect(ids(heads(graph))).toBe('f');
      expect(ids(resolve(graph, 'current', ['d']))).toBe('s');
      expect(ids([findRevision(graph, 'd')])).toBe('s');
      expect(graph.byId.get('e')?.downRevision).toBe('s');
      expect(isUpToDate(graph, ['f'])).toBe(true);
    }
    expect(ids(heads(graphOf('a', 'b <- a', 's = a,b')))).toBe('s');
    expect(isUpToDate(graphOf('a', 'b <- a', 's = a,b'), ['b'])).toBe(true);
    expect(isUpToDate(graphOf('a', 'b <- a', 's = a,b'), ['a'])).toBe(false);
  });

  test('gives way to what it replaces for a database in the middle', () => {
    expect(ids(history(both, ':', ['c']))).toBe('f e d c b a');
    expect(ids(standing(both, ['c']).applied)).toBe('c');
    expect(ids(standing(both, ['c']).graph.revisions)).toBe('a b c d e f');
  });

  test('of a database in the middle wants the files of what it replaces', () => {
    for (const graph of [after, graphOf('a', 'd <- c', squashed)]) {
      const work = () => planUpgrade(graph, ['c'], 'heads');
      expect(work).toThrow(ReplacedFilesMissing);
      expect(work).toThrow(
        /at revision c, in the middle of what s \(s\.ts\) replaces, and the files of b, c(, d)? are gone; check them out .* past d/,
      );
    }
    expect(() => planUpgrade(after, ['x'], 'heads')).toThrow(UnknownRevision);
  });

  test('is named in the place of those in its middle', () => {
    expect(() => resolve(both, 'c', [])).toThrow(ReplacedRevision);
    expect(() => resolve(after, 'c', [])).toThrow('Revision c is one of those that s (s.ts) replaces');
    expect(ids(resolve(both, 'c', ['b']))).toBe('c');
  });

  test('has the labels of what it replaces, and those of others that depend on it', () => {
    const files = ['a', 'b [shop] <- a', 'c {x} <- b', 'x'];
    for (const graph of [
      graphOf(...files, 's [shop] {x} = b,c <- a', 'y {c}'),
      graphOf('a', 'x', 's [shop] {x} = b,c <- a', 'y {shop}'),
    ]) {
      expect(ids(resolve(graph, 'shop@head', []))).toBe('s');
      expect(ids(planUpgrade(graph, ['a'], 's'))).toBe('x s');
      expect(ids(planUpgrade(graph, ['a', 'x'], 'y'))).toBe('s y');
    }
  });

  test('moves with its branch, and what it replaces with it', () => {
    const graph = graphOf('a', 'o <- a', 's = b,c <- a');
    const [s, o] = [findRevision(graph, 's'), findRevision(graph, 'o')];
    expect(rebase(graph, s, o).changed).toMatchObject([{ revision: 's', downRevision: 'o' }]);
    const there = graphOf('a', 'o <- a', 'b <- a', 'c <- b', 's = b,c <- a');
    const moved = rebase(there, findRevision(there, 's'), findRevision(there, 'o'));
    expect(moved.changed).toMatchObject([
      { revision: 's', downRevision: 'o' },
      { revision: 'b', downRevision: 'o' },
    ]);
    expect(ids(planUpgrade(moved.graph, ['a'], 's'))).toBe('o s');
  });

  test.each([
    ['what it is itself', ['s = s'], InvalidReplacement, 'it names itself'],
    ['another squash', ['a', 't = a', 's = t'], InvalidReplacement, 't replaces others itself'],
    ['what another replaces', ['a', 't = a', 's = a'], InvalidReplacement, 'a is replaced by t already'],
    ['what is no line', ['a', 'b', 's = a,b'], InvalidReplacement, 'b does not follow a'],
    ['what follows something else', ['a', 'b <- a', 's = b'], InvalidReplacement, 'b does not follow nothing'],
    [
      'what others follow',
      ['a', 'b <- a', 's = a,b', 'x <- a'],
      FollowsReplaced,
      'x (x.ts) stands on a, in the middle',
    ],
    ['what others depend on', ['s = a,b', 'x {a}'], FollowsReplaced, 'let it stand on s'],
  ])('cannot replace %s', (_, texts, error, message) => {
    expect(() => graphOf(...texts)).toThrow(error);
    expect(() => graphOf(...texts)).toThrow(message);
  });
});

describe('squash', () => {
  const files = ['a', 'b [shop] <- a', 'c {x} <- b', 'd {shop} <- c', 'e <- d', 'x', 'y {d}'];
  const graph = graphOf(...files);

  test.each([
    ['b:d', 'b c d', 'a', 'a x'],
    ['base:d', 'a b c d', null, 'x'],
    [':b', 'a b', null, ''],
    ['b:e', undefined, null, ''],
    ['c:d', 'c d', 'b', 'b x'],
    ['shop:d', 'b c d', 'a', 'a x'],
  ])('of %s', (range, replaced, downRevision, before) => {
    if (replaced === undefined) return expect(() => squash(graph, range)).toThrow(NotALine);
    const found = squash(graph, range);
    expect(ids(found.replaced)).toBe(replaced);
    expect(found.place.downRevision).toBe(downRevision);
    expect(ids(found.before)).toBe(before);
  });

  test('carries labels and dependencies over', () => {
    expect(squash(graph, 'base:d').place).toEqual({ downRevision: null, branchLabels: ['shop'], dependsOn: ['x'] });
    expect(squash(graph, 'c:d').place).toEqual({ downRevision: 'b', branchLabels: [], dependsOn: ['x', 'shop'] });
  });

  const fork = ['r', 'a <- r', 'b <- a', 'o <- a', 'm <- b,o', 'n <- m'];
  test.each([
    ['a branch inside', fork, 'r:b', NotALine, 'on a (a.ts) stand o (o.ts), outside of the range'],
    ['a merge inside', fork, 'a:n', NotALine, 'm (m.ts) merges b (b.ts) and o (o.ts)'],
    ['several heads', ['a', 'b <- a', 'c <- a'], 'a:heads', MultipleHeads, 'several heads'],
    ['what is no range', files, 'b', InvalidRange, '"b" is not a range; give from:to'],
    ['one revision', files, 'b:b', NothingToSquash, 'b (b.ts) lies there alone'],
    ['none', files, 'base:base', NothingToSquash, 'no revision lies there'],
    ['ends the wrong way round', files, 'd:b', UnrelatedRange, 'has no path'],
    ['a squash', ['a', 's = x <- a'], 'a:s', AlreadySquashed, 'is a squash itself'],
  ])('refuses %s', (_, texts, range, error, message) => {
    expect(() => squash(graphOf(...texts), range)).toThrow(error);
    expect(() => squash(graphOf(...texts), range)).toThrow(message);
  });

  test('begins at a merge', () => {
    expect(squash(graphOf(...fork), 'm:n').place.downRevision).toEqual(['b', 'o']);
  });
});
