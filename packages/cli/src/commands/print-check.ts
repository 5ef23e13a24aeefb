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

/** Prints what stands between models, migrations and database. */
export function printCheck(result: CheckResult, { all, pendingOnly }: Manner, output: Output): void {
  const { upToDate, differences, pending, interrupted, altered, notes, leftAlone } = result;
  const filtered = all ? { filtered: result.filtered.map(describeObject) } : {};
  const most = all ? Infinity : undefined;
  const leftNames = leftAlone.map(describeObject);
  output.json({
    upToDate,
    differences: differences.map(toCall),
    pending,
    interrupted,
    altered,
    notes,
    leftAlone: leftNames,
    ...filtered,
  });
  for (const one of interrupted) output.result(interruptedLine(one));
  for (const one of pending) output.result(`pending ${revisionLine(one)}`);
  for (const one of altered) output.result(alteredText(one));
  for (const line of operationLines(differences)) output.result(line);
  for (const note of notes) output.tell(`Note: ${note}`);
  if (leftNames.length > 0) output.tell(`Left alone, since no migration made it: ${someOf(leftNames, most)}`);
  for (const one of filtered.filtered ?? []) output.tell(`Not looked at, since the config leaves it out: ${one}`);
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
