import { toCall } from '@sluice/core';
import { againstLines } from '../against-text.js';
import type { AutogenerateResult } from '../autogenerate.js';
import { describeObject } from '../describe.js';
import { someOf, type Output } from '../output.js';
import { operationLines } from './print-operations.js';
import { relativeTo } from '../project.js';
import { textOf, warningsOf, type Proof } from '../proof/proof.js';

/** Prints what autogenerate found and wrote. */
export function printAutogenerate(
  result: AutogenerateResult,
  { dryRun, quiet }: { readonly dryRun: boolean; readonly quiet: boolean },
  output: Output,
): void {
  const {
    file,
    upgrade,
    downgrade,
    changes,
    notes,
    leftAlone,
    oldNames,
    source,
    revision,
    proof,
    against,
    migrations,
  } = result;
  const leftNames = leftAlone.map(describeObject);
  output.json({
    file: file ?? null,
    revision: revision ?? null,
    upgrade: upgrade.map(toCall),
    downgrade: downgrade.map(toCall),
    changes: changes.map(toCall),
    notes,
    leftAlone: leftNames,
    oldNames,
    proof: proof ?? null,
    migrations: migrations.map((one) => ({
      file: one.file,
      revision: one.revision,
      message: one.message,
      upgrade: one.upgrade.map(toCall),
      downgrade: one.downgrade.map(toCall),
      proof: one.proof ?? null,
      ...(dryRun ? { source: one.source } : {}),
    })),
    against: against ?? null,
    ...(dryRun ? { source: source ?? null } : {}),
  });
  // On a dry run the file alone is the result: it may be piped.
  const tell = dryRun ? output.note : output.tell;
  for (const line of operationLines(changes)) tell(line);
  for (const note of notes) tell(`Note: ${note}`);
  if (leftNames.length > 0) tell(`Left alone, since no migration made it: ${someOf(leftNames)}`);
  if (oldNames.length > 0)
    tell(
      `Still named after an old name: ${someOf(oldNames.map(({ from }) => from))}. With --rename-along they are renamed along.`,
    );
  if (file === undefined && upgrade.length > 0)
    return tell('No file was written: `processRevision` in the config leaves nothing of these changes.');
  if (file === undefined) return tell('No changes: the database is what the models say. No file was written.');
  for (const line of new Set(migrations.flatMap((one) => (one.proof === undefined ? [] : proofLines(one.proof)))))
    tell(line);
  for (const line of against === undefined ? [] : againstLines(against)) tell(line);
  if (dryRun) return output.result(migrations.map((one) => one.source.trimEnd()).join('\n\n'));
  for (const one of migrations) {
    const name = relativeTo(process.cwd(), one.file);
    output.result(quiet ? name : `Wrote ${name}`);
  }
  output.tell('Review it, then run: sluice upgrade');
}

const proofLines = (proof: Proof): readonly string[] => [
  proof.proved ? `Proved: ${textOf(proof)}` : `Not proved: ${proof.reason}`,
  ...warningsOf(proof).map((warning) => `Warning: ${warning}`),
];
