import fc from 'fast-check';
import { inspect } from 'node:util';

import { Places, type Site } from '../places.ts';
import { cases } from './arbitrary.ts';
import { check, type Outcome } from './check.ts';
import type { CaseData } from './data.ts';
import { smaller } from './shrink.ts';

/** How much to try, and where to begin. */
export interface Run {
  /** Opens the databases: `onServer(url, 'catalog')`, `onPglite()`. */
  readonly open: () => Promise<Site>;
  /** Their major version of PostgreSQL. */
  readonly major: number;
  readonly cases: number;
  readonly seed: number;
  /** The one case to try of those that the seed gives, as a failure prints it. */
  readonly path?: string;
  /** Goes on after a failure; of failures that look alike only the first is kept. */
  readonly keepGoing?: boolean;
  /** Is told of a failure as soon as it is found. */
  readonly onWrong?: (wrong: Wrong) => void;
  /** At most so long is a failure made smaller. */
  readonly shrinkMilliseconds?: number;
}

/** What came of it. */
export interface Result {
  readonly cases: number;
  /** The reasons of those that were refused. */
  readonly refused: readonly string[];
  readonly wrong: readonly Wrong[];
}

/** A case that breaks a law, made as small as time allowed. */
export interface Wrong {
  readonly seed: number;
  readonly path: string;
  readonly case: CaseData;
  readonly message: string;
}

/** Draws cases and checks the laws on each, until one is broken. */
export async function fuzz(run: Run): Promise<Result> {
  const places = new Places(run.open);
  const judge = async (drawn: CaseData): Promise<Outcome> => check(drawn, run.major, await places.next());
  const wrong: Wrong[] = [];
  const refused: string[] = [];
  let tried = 0;
  const property = fc.asyncProperty(cases, async (drawn) => {
    try {
      const { refused: reason } = await judge(drawn);
      if (reason !== undefined) refused.push(reason);
    } catch (error) {
      const message = messageOf(error);
      if (run.keepGoing && wrong.some((known) => lookOf(known.message) === lookOf(message))) return;
      const path = run.path ?? String(tried);
      const found = {
        seed: run.seed,
        path,
        ...(await shrink({ case: drawn, message }, judge, run.shrinkMilliseconds ?? 60_000)),
      };
      wrong.push(found);
      run.onWrong?.(found);
      if (!run.keepGoing) throw error;
    } finally {
      tried++;
    }
  });
  try {
    await fc.check(property, {
      numRuns: run.cases,
      seed: run.seed,
      endOnFailure: true,
      ...(run.path !== undefined && { path: run.path }),
    });
  } finally {
    await places.close();
  }
  return { cases: tried, refused, wrong };
}

type Failure = Pick<Wrong, 'case' | 'message'>;

/** Smaller and smaller cases, as long as they fail alike and there is time. */
async function shrink(
  failure: Failure,
  judge: (drawn: CaseData) => Promise<Outcome>,
  milliseconds: number,
): Promise<Failure> {
  const end = Date.now() + milliseconds;
  let smallest = failure;
  // One pass goes on where a smaller case was found; the last pass finds none.
  for (let before: Failure | undefined; before !== smallest;) {
    before = smallest;
    for (let at = 0; ;) {
      const candidate = [...smaller(smallest.case)][at];
      if (candidate === undefined) break;
      if (Date.now() > end) return smallest;
      const message = await judge(candidate).then(() => undefined, messageOf);
      if (message !== undefined && lookOf(message) === lookOf(failure.message)) smallest = { case: candidate, message };
      else at++;
    }
  }
  return smallest;
}

/** What failures of one cause have in common: the law, the directive, and PostgreSQL's code or the sentence without names. */
function lookOf(message: string): string {
  const [first = ''] = message.split('\n');
  const law = /^[^:]*/.exec(first)?.[0] ?? '';
  const code = /\(([0-9A-Z]{5})\)/.exec(first)?.[1];
  const directive = code === undefined ? '' : (/in (op\.\w+)/.exec(first)?.[1] ?? '');
  const differs = [...message.matchAll(/^[+-] +(\w+): [{[]$|directive: '(\w+)'/gm)].map(
    ([, attribute, called]) => attribute ?? called ?? '',
  );
  return [law, directive, code ?? '', ...[...new Set(differs)].toSorted()].join('|');
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A failure as a person reads it: the law, the data, and how to see it again. */
export const describeWrong = ({ seed, path, case: { before, byHand, after, renameAlong }, message }: Wrong): string =>
  [
    message,
    `before: ${show(before)}`,
    ...(byHand.length > 0 ? [`by hand:\n${byHand.join('\n')}`] : []),
    `after: ${show(after)}`,
    ...(renameAlong ? ['with what is named after it renamed along'] : []),
    `Again: npm run fuzz -- --cases 1 --seed ${seed} --path ${path}, with --on of this server`,
  ].join('\n\n');

const show = (data: unknown): string =>
  inspect(data, { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: 140 });
