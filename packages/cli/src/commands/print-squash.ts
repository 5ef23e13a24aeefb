import { toCall } from '@sluice/core';
import { count, type Output } from '../output.js';
import { relativeTo } from '../project.js';
import { textOf, warningsOf } from '../proof/proof.js';
import type { SquashResult } from '../squash.js';
import { operationLines } from './print-operations.js';

/** Prints what a squash wrote and deleted. */
export function printSquash(
  result: SquashResult,
  { dryRun, quiet }: { readonly dryRun: boolean; readonly quiet: boolean },
  output: Output,
): void {
  const { file, revision, source, replaces, deleted, dataSteps, upgrade, downgrade, proof } = result;
  output.json({
    file,
    revision,
    replaces,
    deleted,
    dataSteps,
    upgrade: upgrade.map(toCall),
    downgrade: downgrade.map(toCall),
    proof,
    ...(dryRun ? { source } : {}),
  });
  const tell = dryRun ? output.note : output.tell;
  for (const line of operationLines(upgrade)) tell(line);
  tell(`Stands for ${count(replaces.length, 'migration')}: ${replaces.join(', ')}`);
  tell(`Proved: ${textOf(proof)}`);
  for (const warning of warningsOf(proof)) tell(`Warning: ${warning}`);
  for (const each of deleted) tell(`${dryRun ? 'Would delete' : 'Deleted'} ${relativeTo(process.cwd(), each)}`);
  if (dryRun) return output.result(source.trimEnd());
  const name = relativeTo(process.cwd(), file);
  output.result(quiet ? name : `Wrote ${name}`);
  if (deleted.length === 0)
    output.tell('The files that it stands for may be deleted when every database is past them.');
}
