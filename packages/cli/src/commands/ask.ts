import { confirm, isCancel, select } from '@clack/prompts';
import type { Readable, Writable } from 'node:stream';
import { someOf } from '../output.js';
import type { Ask, AskAlong, RenameQuestion } from '../answers.js';
import type { ConfirmLoss } from '../data-loss.js';
import { describeLoss } from '../describe-loss.js';
import { QuestionCancelled } from '../errors.js';

/** Where a question is put, and where its answer comes from. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Asks at a terminal, the likeliest answer first.
 *
 * @throws QuestionCancelled on Ctrl-C
 */
export function askAt({ input, output }: Terminal): Ask {
  return async (question) => {
    const answer = await select({
      message: messageOf(question),
      options: optionsOf(question),
      maxItems: 10,
      input,
      output,
    });
    if (isCancel(answer)) throw new QuestionCancelled();
    return answer === '' ? undefined : answer;
  };
}

/**
 * Asks at a terminal whether names that followed an old name are renamed along.
 *
 * @throws QuestionCancelled on Ctrl-C
 */
export function askAlongAt({ input, output }: Terminal): AskAlong {
  return async (names) => {
    const answer = await confirm({
      message: `Rename also what is named after it: ${someOf(names.map(({ from, to }) => `${from} → ${to}`))}?`,
      initialValue: true,
      input,
      output,
    });
    if (isCancel(answer)) throw new QuestionCancelled();
    return answer;
  };
}

/**
 * Asks at a terminal whether data may be lost; without an answer it may not.
 *
 * @throws QuestionCancelled on Ctrl-C
 */
export function confirmAt({ input, output }: Terminal): ConfirmLoss {
  return async (losses) => {
    output.write(`This would lose data:\n${losses.map((loss) => `  ${describeLoss(loss)}\n`).join('')}`);
    const answer = await confirm({ message: 'Lose it for good?', initialValue: false, input, output });
    if (isCancel(answer)) throw new QuestionCancelled();
    return answer;
  };
}

function messageOf({ what, path, candidates }: RenameQuestion): string {
  const [only, ...others] = candidates;
  const former = only !== undefined && others.length === 0 ? only.path : 'one of these';
  return `Is ${path} a new ${what}, or ${former} under another name?`;
}

/** What is more likely than not another name comes before what is new. */
function optionsOf({ what, path, candidates }: RenameQuestion): { value: string; label: string }[] {
  const renames = candidates.map((candidate) => ({
    ...candidate,
    value: candidate.path,
    label: `${candidate.path} → ${path}   another name for the same`,
  }));
  const fresh = { value: '', label: `a new ${what}` };
  const likely = renames.filter(({ likeness }) => likeness >= 0.5);
  const unlikely = renames.filter(({ likeness }) => likeness < 0.5);
  return [...likely, fresh, ...unlikely].map(({ value, label }) => ({ value, label }));
}
