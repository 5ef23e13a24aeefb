import { keyOfObject, type Difference, type UncoveredDifference } from '@sluice/core';
import { aroundTheDifference } from '../describe-change.js';
import { describeDifference, describeObject } from '../describe.js';
import type { DiffResult } from '../diff.js';
import { count, someOf, type Output } from '../output.js';
import { signed } from './print-operations.js';

/** Prints in what two sides differ; the SQL alone, where that was asked for. */
export function printDiff(result: DiffResult, output: Output): void {
  const { same, from, to, differences, uncovered, notes, script } = result;
  const leftAlone = result.leftAlone.map(describeObject);
  output.json({
    same,
    from,
    to,
    differences: differences.map(asJson),
    uncovered,
    leftAlone,
    notes,
    ...(script === undefined ? {} : { script }),
  });
  if (script !== undefined) {
    for (const note of notes) output.note(`Note: ${note}`);
    return output.result(script.trimEnd());
  }
  for (const line of differences.flatMap(differenceLines)) output.result(line);
  if (uncovered.length > 0) output.result('What no kind covers:');
  for (const line of uncovered.flatMap(uncoveredLines)) output.result(line);
  for (const note of notes) output.tell(`Note: ${note}`);
  if (leftAlone.length > 0) output.tell(`Left alone, since no migration made it: ${someOf(leftAlone)}`);
  output.tell(
    same
      ? `No differences between ${from} and ${to}.`
      : `${count(differences.length + uncovered.length, 'difference')} from ${from} to ${to}.`,
  );
}

function asJson(difference: Difference): object {
  const { sign, object, lines } = describeDifference(difference);
  const key = keyOfObject(difference.verb === 'create' ? difference.after : difference.before);
  const changes = difference.verb === 'alter' ? { changes: difference.changes } : {};
  return { verb: difference.verb, key, object, sign, lines, ...changes };
}

function differenceLines(difference: Difference): readonly string[] {
  const { sign, object, lines } = describeDifference(difference);
  return [signed(sign, object), ...lines.map((line) => `    ${line}`)];
}

function uncoveredLines({ description, from, to }: UncoveredDifference): readonly string[] {
  if (from === undefined) return [signed('+', description)];
  if (to === undefined) return [signed('-', description)];
  const cut = aroundTheDifference(from, to);
  return [signed('~', description), `    ${cut.from} → ${cut.to}`];
}
