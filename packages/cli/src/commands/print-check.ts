import { toCall } from '@sluice/core';
import type { CheckResult } from '../check.js';
import { describeObject } from '../describe.js';
import { alteredText } from '../integrity.js';
import { count, someOf, type Output } from '../output.js';
import { operationLines } from './print-operations.js';
import { interruptedLine, revisionLine } from './print-revisions.js';

interface Manner {
  /** Whether all names are listed, however many. */
  readonly all: boolean;
  /** Whether nothing was compared. */
  readonly pendingOnly: boolean;
}

/** What stands between models, migrations and database, as JSON. */
export function checkFields(result: CheckResult, all: boolean): object {
  const { upToDate, differences, pending, interrupted, altered, notes, leftAlone, filtered } = result;
  return {
    upToDate,
    differences: differences.map(toCall),
    pending,
    interrupted,
    altered,
    notes,
    leftAlone: leftAlone.map(describeObject),
    ...(all ? { filtered: filtered.map(describeObject) } : {}),
  };
}

/** The same in few words: `2 pending`. */
export function checkWord({ upToDate, differences, pending, interrupted, altered }: CheckResult): string {
  if (upToDate) return 'up to date';
  const counts = [
    [pending.length, 'pending'],
    [interrupted.length, 'interrupted'],
    [altered.length, 'changed since'],
    [differences.length, differences.length === 1 ? 'difference' : 'differences'],
  ] as const;
  return counts.flatMap(([n, word]) => (n === 0 ? [] : [`${n} ${word}`])).join(', ');
}

/** Prints what stands between models, migrations and database. */
export function printCheck(result: CheckResult, { all, pendingOnly }: Manner, output: Output): void {
  const { differences, pending, interrupted, altered, notes } = result;
  const most = all ? Infinity : undefined;
  const leftAlone = result.leftAlone.map(describeObject);
  const filtered = all ? result.filtered.map(describeObject) : [];
  output.json(checkFields(result, all));
  for (const one of interrupted) output.result(output.suggest(interruptedLine(one)));
  for (const one of pending) output.result(`pending ${revisionLine(one)}`);
  for (const one of altered) output.result(alteredText(one));
  for (const line of operationLines(differences)) output.result(line);
  for (const note of notes) output.tell(`Note: ${note}`);
  if (leftAlone.length > 0) output.tell(`Left alone, since no migration made it: ${someOf(leftAlone, most)}`);
  for (const one of filtered) output.tell(`Not looked at, since the config leaves it out: ${one}`);
  output.tell(summary(result, pendingOnly));
}

function summary({ upToDate, differences, pending, interrupted, altered }: CheckResult, pendingOnly: boolean): string {
  if (upToDate && pendingOnly) return 'The database has every migration.';
  if (upToDate) return 'Up to date: the database has every migration and is what the models say.';
  if (pending.length > 0 || interrupted.length > 0) {
    const compared = pendingOnly ? '' : '; the models are compared once they are';
    return `${count(pending.length, 'migration')} not applied yet${compared}: run sluice upgrade`;
  }
  if (differences.length === 0)
    return `${count(altered.length, 'applied migration')} changed since: put the files back as they were, or take them as they are with sluice stamp`;
  return `${count(differences.length, 'difference')} between the models and the database: run sluice autogenerate -m "…"`;
}
