import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice ledger`. */
export function addLedger(program: Command): void {
  program
    .command('ledger')
    .argument('[revision]', 'of one migration alone, by the beginning of its id')
    .description('List the runs of migrations that the database keeps, the latest first: when, how long, by whom.')
    .addHelpText('after', '\nExamples:\n  $ sluice ledger\n  $ sluice ledger 9c2b\n  $ sluice ledger --json')
    .action(async (revision: string | undefined, _, command: Command) => {
      const { project, output } = invocationOf(command);
      const { ledger } = await import('../ledger.js');
      const { ledgerLine } = await import('./print-ledger.js');
      const entries = await ledger({ ...project, revision });
      output.json(entries);
      if (entries.length === 0) output.tell('The database keeps no run.');
      else output.result(entries.map(ledgerLine).join('\n'));
    });
}
