import { describe, expect, test } from '@jest/globals';
import {
  AmbiguousRevision,
  AmbiguousWalk,
  bases,
  buildGraph,
  DuplicateLabel,
  DuplicateRevision,
  findRevision,
  HasFollowers,
  heads,
  history,
  InvalidRevisionName,
  InvalidRange,
  InvalidTarget,
  isUpToDate,
  MissingRevision,
  MultipleHeads,
  NotApplied,
  NothingToRebase,
  NotInBranch,
  planDowngrade,
  planUpgrade,
  realHeads,
  rebase,
  resolve,
  RevisionCycle,
  SelfReference,
  UnknownRevision,
  UnrelatedRange,
  WalkedTooFar,
  WrongDirection,
  type PlannedRevision,
  type Revision,
} from '@sluice/core';

/** `'b1 <- a1'` follows a1; `'b1 <- a1,a2'` merges; `'b1 [shop]'` has a label; `'b1 {a2}'` depends on a2. */
function revision(text: string): Revision {
  const [, id = '', label, dependency, down] = /^(\w+)(?: \[(\S+)\])?(?: \{(\S+)\})?(?: <- (\S+))?$/.exec(text) ?? [];
  const downs = down?.split(',') ?? [];
  return {
    revision: id,
    downRevision: downs.length > 1 ? downs : (downs[0] ?? null),
    branchLabels: label === undefined ? [] : [label],
    dependsOn: dependency === undefined ? [] : [dependency],
    message: id,
    file: `migrations/${id}.ts`,
  };
}

const graphOf = (...texts: string[]) => buildGraph(texts.map(revision));
const ids = (revisions: readonly Revision[]) => revisions.map((each) => each.revision);
const rows = (plan: readonly PlannedRevision[]) =>
  plan.map((each) => `${each.revision}: -${each.deletes.join(',')} +${each.inserts.join(',')}`);

const line = graphOf('aa1', 'ab2 <- aa1', 'b3 <- ab2', 'b4 <- b3');
/** Two branches on a shared root, merged. */
const merged = graphOf('r', 'a1 [left] <- r', 'a2 <- a1', 'b1 [right] <- r', 'b2 <- b1', 'm <- a2,b2', 'n <- m');
const forked = graphOf('r', 'a1 [left] <- r', 'a2 <- a1', 'b1 [right] <- r', 'b2 <- b1');
/** Two bases; the second depends on the first's a1. */
const dependent = graphOf('a1 [core]', 'a2 <- a1', 'c1 [shop] {core}', 'c2 <- c1');

describe('buildGraph refuses', () => {
  test.each([
    ['an id twice, naming both files', ['x', 'x'], DuplicateRevision, 'migrations/x.ts and migrations/x.ts'],
    [
      'a down revision that is not there',
      ['x <- y'],
      MissingRevision,
      'Revision y, the downRevision of x (migrations/x.ts)',
    ],
    ['a dependency that is not there', ['x {y}'], MissingRevision, 'the dependsOn of x'],
    ['a revision that follows itself', ['x <- x'], SelfReference, 'names itself as its downRevision'],
    ['a revision that depends on itself', ['x {x}'], SelfReference, 'names itself as its dependsOn'],
    ['a circle', ['r', 'x <- z', 'y <- x', 'z <- y,r', 'above <- z'], RevisionCycle, 'follow each other in a circle'],
    ['a circle of dependencies', ['x {y}', 'y <- x'], RevisionCycle, 'follow each other in a circle'],
    ['a label twice', ['x [l]', 'y [l]'], DuplicateLabel, 'Branch label l in revision y'],
    ['a label that is an id', ['x', 'y [x]'], DuplicateLabel, 'already used by x'],
    ['a label that is a target', ['x [head]'], InvalidRevisionName, '"head"'],
    ['a label with an operator in it', ['x [a-1]'], InvalidRevisionName, '"a-1"'],
  ])('%s', (_, texts, error, message) => {
    const build = () => graphOf(...texts);
    expect(build).toThrow(error);
    expect(build).toThrow(message);
  });

  test.each(['a+b', 'a-b', 'a@b', 'a:b', 'head', ''])('an id that would be a target: %j', (id) => {
    expect(() => buildGraph([{ ...revision('x'), revision: id }])).toThrow(InvalidRevisionName);
  });

  test('a circle, naming those in it alone', () => {
    const circle = caught(() => graphOf('r', 'x <- z', 'y <- x', 'z <- y,r', 'above <- z'));
    expect(circle instanceof RevisionCycle && ids(circle.revisions).toSorted()).toEqual(['x', 'y', 'z']);
  });
});

test('the order is by file name among free revisions, whatever the order of the input', () => {
  const texts = ['r', 'a1 <- r', 'a2 <- a1', 'b1 <- r', 'b2 <- b1', 'm <- a2,b2'];
  expect(ids(graphOf(...texts).revisions)).toEqual(['r', 'a1', 'a2', 'b1', 'b2', 'm']);
  expect(ids(graphOf(...texts.toReversed()).revisions)).toEqual(['r', 'a1', 'a2', 'b1', 'b2', 'm']);
});

test('heads and bases are by down revision, real heads also by dependency', () => {
  expect(ids(heads(forked))).toEqual(['a2', 'b2']);
  expect(ids(bases(dependent))).toEqual(['a1', 'c1']);
  const leaning = graphOf('a1', 'c1 {a1}');
  expect(ids(heads(leaning))).toEqual(['a1', 'c1']);
  expect(ids(realHeads(leaning))).toEqual(['c1']);
});

describe('resolve', () => {
  test.each([
    [line, 'ab2', [], ['ab2']],
    [line, 'ab', [], ['ab2']],
    [line, 'head', [], ['b4']],
    [line, 'heads', [], ['b4']],
    [line, 'base', ['b4'], []],
    [line, 'current', ['b3'], ['b3']],
    [line, 'current', [], []],
    [line, '+1', [], ['aa1']],
    [line, '+2', ['aa1'], ['b3']],
    [line, '-1', ['b3'], ['ab2']],
    [line, '-3', ['b3'], []],
    [line, 'ab+1', [], ['b3']],
    [line, 'ab2-1', [], ['aa1']],
    [line, 'head-1', [], ['b3']],
    [line, 'base+2', [], ['ab2']],
    [line, 'current-1', ['b4'], ['b3']],
    [forked, 'heads', [], ['a2', 'b2']],
    [forked, 'left', [], ['a1']],
    [forked, 'left@head', [], ['a2']],
    [forked, 'b1@head', [], ['b2']],
    [forked, 'left@heads', [], ['a2']],
    [forked, 'left@head-2', [], ['r']],
    [forked, 'left@a2-1', [], ['a1']],
    [forked, 'left@base', ['a2'], ['r']],
    [forked, 'left@+1', ['r'], ['a1']],
    [forked, 'left@+1', ['b2'], ['a1']],
    [forked, 'left@-1', ['a2', 'b1'], ['a1']],
    [forked, 'right@head-1', [], ['b1']],
    [forked, 'left@r+1', [], ['a1']],
    [merged, 'm-1', [], ['a2', 'b2']],
    [merged, 'left@head', [], ['n']],
    [merged, 'right@head', [], ['n']],
    [graphOf('a1', 'c1 {a1}'), 'heads', [], ['c1']],
  ])('%# %s of %j', (graph, target, applied, expected) => {
    expect(ids(resolve(graph, target, applied))).toEqual(expected);
  });

  test.each([
    [line, 'a', [], AmbiguousRevision, 'Several revisions begin with "a": aa1 (migrations/aa1.ts), ab2'],
    [line, 'zz', [], UnknownRevision, '"zz"'],
    [
      line,
      'current',
      ['gone'],
      UnknownRevision,
      'The database is at revision gone, which is not among the migrations; restore its file, or forget it and say where the database is: sluice stamp <revision> --purge',
    ],
    [line, 'nope@head', [], UnknownRevision, '"nope"'],
    [line, '+3', ['b3'], WalkedTooFar, 'there is 1 step that way'],
    [line, '-3', ['ab2'], WalkedTooFar, 'there are 2 steps that way'],
    [line, '', [], InvalidTarget, '""'],
    [line, 'a@b@c', [], InvalidTarget, '"a@b@c"'],
    [line, 'head+x', [], InvalidTarget, '"head+x"'],
    [line, 'aa1:b3', [], InvalidTarget, '"aa1:b3" is a range, and one target is wanted'],
    [forked, 'head', [], MultipleHeads, 'a2 (migrations/a2.ts), b2 (migrations/b2.ts)'],
    [forked, 'r+1', [], AmbiguousWalk, 'a1 (migrations/a1.ts), b1'],
    [forked, '+1', ['a1', 'b1'], AmbiguousWalk, 'a1 (migrations/a1.ts), b1'],
    [forked, '-1', ['a2', 'b2'], AmbiguousWalk, 'a2 (migrations/a2.ts), b2'],
    [forked, 'left@b1', [], NotInBranch, 'b1 (migrations/b1.ts) does not belong to branch left'],
    [dependent, '+1', [], AmbiguousWalk, 'a1 (migrations/a1.ts), c1'],
    [merged, 'n-3', [], AmbiguousWalk, 'a2 (migrations/a2.ts), b2'],
  ])('%# refuses %s of %j', (graph, target, applied, error, message) => {
    expect(() => resolve(graph, target, applied)).toThrow(error);
    expect(() => resolve(graph, target, applied)).toThrow(message);
  });
});

describe('history', () => {
  test.each([
    [line, ':', [], ['b4', 'b3', 'ab2', 'aa1']],
    [line, 'ab2:b3', [], ['b3', 'ab2']],
    [line, 'b3:', [], ['b4', 'b3']],
    [line, ':ab', [], ['ab2', 'aa1']],
    [line, '-1:current', ['b3'], ['b3', 'ab2']],
    [line, 'current:+1', ['b3'], ['b4', 'b3']],
    [merged, 'left:m', [], ['m', 'a2', 'a1']],
    [forked, ':left@head', [], ['a2', 'a1', 'r']],
  ])('%# of %s at %j', (graph, range, applied, expected) => {
    expect(ids(history(graph, range, applied))).toEqual(expected);
  });

  test('refuses a range that is not on one line', () => {
    expect(() => history(line, 'b3:ab2', [])).toThrow(UnrelatedRange);
    expect(() => history(forked, 'left:right', [])).toThrow(UnrelatedRange);
    expect(() => history(line, 'b3', [])).toThrow(InvalidRange);
    expect(() => history(line, 'aa1:b3:b4', [])).toThrow('give from:to');
  });
});

describe('planUpgrade', () => {
  test.each([
    ['a line from nothing', line, [], 'ab2', ['aa1: - +aa1', 'ab2: -aa1 +ab2']],
    ['a line from its middle', line, ['b3'], 'head', ['b4: -b3 +b4']],
    ['nothing where it is applied', line, ['b4'], 'ab2', []],
    ['a count', line, ['aa1'], '+2', ['ab2: -aa1 +ab2', 'b3: -ab2 +b3']],
    ['a second branch', forked, ['a2'], 'right', ['b1: - +b1']],
    ['to a label, which is the revision that bears it and not the head', forked, [], 'left', ['r: - +r', 'a1: -r +a1']],
    [
      'a dependency that comes before anyway has no row of its own',
      graphOf('a1', 'a2 <- a1', 'a3 {a1} <- a2'),
      ['a2'],
      'head',
      ['a3: -a2 +a3'],
    ],
    ['a fork', forked, ['r'], 'heads', ['a1: -r +a1', 'a2: -a1 +a2', 'b1: - +b1', 'b2: -b1 +b2']],
    ['a merge', merged, ['a2', 'b1'], 'm', ['b2: -b1 +b2', 'm: -a2,b2 +m']],
    ['what it depends on too', dependent, [], 'shop@head', ['a1: - +a1', 'c1: -a1 +c1', 'c2: -c1 +c2']],
    ['a branch below what another depends on', dependent, ['c2'], 'core@head', ['a2: - +a2']],
  ])('%s', (_, graph, applied, target, expected) => {
    expect(rows(planUpgrade(graph, applied, target))).toEqual(expected);
  });

  test('refuses a count down and a revision the database alone knows', () => {
    expect(() => planUpgrade(line, ['b3'], '-1')).toThrow(WrongDirection);
    expect(() => planUpgrade(line, ['gone'], 'head')).toThrow(UnknownRevision);
  });

  test('of a graph without revisions is empty', () => {
    expect(planUpgrade(graphOf(), [], 'head')).toEqual([]);
    expect(isUpToDate(graphOf(), [])).toBe(true);
  });
});

describe('planDowngrade', () => {
  test.each([
    ['a line to base', line, ['ab2'], 'base', ['ab2: -ab2 +aa1', 'aa1: -aa1 +']],
    ['one step', line, ['b3'], '-1', ['b3: -b3 +ab2']],
    ['to a revision', line, ['b4'], 'ab', ['b4: -b4 +b3', 'b3: -b3 +ab2']],
    ['nothing where it is there', line, ['b4'], 'current', []],
    ['a merge by one step', merged, ['m'], '-1', ['m: -m +a2,b2']],
    ['a merge and one of its branches', merged, ['m'], 'a1', ['m: -m +a2,b2', 'a2: -a2 +a1']],
    ['one branch, the other stays', forked, ['a2', 'b2'], 'left', ['a2: -a2 +a1']],
    ['one branch whole, its sibling stays', forked, ['a2', 'b2'], 'left@base', ['a2: -a2 +a1', 'a1: -a1 +']],
    ['the last branch whole, the shared root stays', forked, ['a1'], 'left@base', ['a1: -a1 +r']],
    ['a fork to its root', forked, ['a1', 'b1'], 'r', ['b1: -b1 +', 'a1: -a1 +r']],
    ['what has a row of its own already', dependent, ['a1', 'c1'], 'shop@base', ['c1: -c1 +']],
    ['what it depends on stays', dependent, ['c1'], '-1', ['c1: -c1 +a1']],
    [
      'what depends on it goes',
      dependent,
      ['a2', 'c2'],
      'core@base',
      ['c2: -c2 +c1', 'c1: -c1 +', 'a2: -a2 +a1', 'a1: -a1 +'],
    ],
  ])('%s', (_, graph, applied, target, expected) => {
    expect(rows(planDowngrade(graph, applied, target))).toEqual(expected);
  });

  test('refuses what is ambiguous, not applied or the other way', () => {
    const ambiguous = caught(() => planDowngrade(forked, ['a2', 'b2'], '-1'));
    expect(ambiguous instanceof AmbiguousWalk && ids(ambiguous.candidates)).toEqual(['a2', 'b2']);
    expect(() => planDowngrade(line, ['ab2'], 'b3')).toThrow(NotApplied);
    expect(() => planDowngrade(line, ['ab2'], '+1')).toThrow(WrongDirection);
    expect(() => planDowngrade(line, ['gone'], 'base')).toThrow(UnknownRevision);
  });
});

describe('rebase', () => {
  const twice = graphOf('r', 'a1 <- r', 'a2 <- a1', 'b1 <- r', 'b2 <- b1');
  test.each([
    ['a branch of one', graphOf('r', 'a1 <- r', 'b1 <- r'), 'b1', 'a1', ['b1 <- a1']],
    ['a branch of two: the first follows the other head', twice, 'b2', 'a2', ['b1 <- a2']],
    ['the other way', twice, 'a2', 'b2', ['a1 <- b2']],
    ['a base of its own', graphOf('a1', 'c1', 'c2 <- c1'), 'c2', 'a1', ['c1 <- a1']],
    [
      'branches that met: each begins after the other head',
      graphOf('r', 'a <- r', 'x <- r', 'y <- r', 'm <- x,y'),
      'm',
      'a',
      ['x <- a', 'y <- a'],
    ],
    [
      'what merged a part of the other: that comes before anyway',
      graphOf('r', 'a1 <- r', 'a2 <- a1', 'x <- r', 'm <- x,a1'),
      'm',
      'a2',
      ['x <- a2', 'm <- x'],
    ],
  ])('%s', (_, graph, head, onto, expected) => {
    const [from, to] = [graph.byId.get(head), graph.byId.get(onto)];
    if (from === undefined || to === undefined) throw new Error('Not in the graph');
    const { changed, graph: after } = rebase(graph, from, to);
    expect(changed.map(({ revision: id, downRevision }) => `${id} <- ${[downRevision].flat().join()}`)).toEqual(
      expected,
    );
    expect(ids(heads(after))).toEqual([head]);
  });

  test('refuses what is no head, itself, and a branch that the other needs', () => {
    const of = (graph: typeof line, id: string) => findRevision(graph, id);
    expect(() => rebase(forked, of(forked, 'a1'), of(forked, 'b2'))).toThrow(
      'a1 (migrations/a1.ts) is no head, since a2',
    );
    expect(() => rebase(forked, of(forked, 'a2'), of(forked, 'b1'))).toThrow(HasFollowers);
    expect(() => rebase(line, of(line, 'b4'), of(line, 'b4'))).toThrow(NothingToRebase);
    const needed = graphOf('r', 'a <- r', 'b {a} <- r');
    expect(() => rebase(needed, of(needed, 'a'), of(needed, 'b'))).toThrow(RevisionCycle);
  });
});

test('isUpToDate when all heads are applied', () => {
  expect(isUpToDate(forked, ['a2', 'b2'])).toBe(true);
  expect(isUpToDate(forked, ['a2', 'b1'])).toBe(false);
  expect(isUpToDate(line, [])).toBe(false);
});

test('every error bears its own name', () => {
  expect(caught(() => resolve(line, 'zz', []))).toMatchObject({
    name: 'UnknownRevision',
    revision: 'zz',
    where: 'argument',
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}
