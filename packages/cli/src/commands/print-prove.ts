import type { Output } from '../output.js';
import { linesOf, textOf, warningsOf } from '../proof/proof.js';
import type { ProvedMigration } from '../prove.js';

/** Prints what came of proving migrations. */
export function printProved(proved: readonly ProvedMigration[], output: Output): void {
  output.json(proved);
  if (proved.length === 0) output.tell('There is no migration to prove.');
  for (const one of proved) {
    const { revision, message, proof, verdict } = one;
    output.result(`${verdict} ${revision} ${message.split('\n')[0]}`.trimEnd());
    if (verdict === 'refuted' && proof.proved) {
      for (const line of proof.findings.filter(({ onRows }) => !onRows).flatMap(linesOf)) output.result(line);
    } else output.tell(`  ${textOf(proof)}`);
    for (const warning of warningsOf(proof)) output.result(`  ${warning}`);
    if (proof.proved && proof.filled.empty.length > 0)
      output.tell(
        `  Without rows: ${proof.filled.empty.map(({ table, reason }) => `${table} (${reason})`).join(', ')}`,
      );
  }
}
