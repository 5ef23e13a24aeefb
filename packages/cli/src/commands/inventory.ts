import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice inventory`. */
export function addInventory(program: Command): void {
  program
    .command('inventory')
    .description('Name every object of the database that no kind covers, so that nothing is passed over in silence.')
    .option('--all', 'count the objects of each kind too')
    .addHelpText('after', EXAMPLES)
    .action(async (_, command: Command) => {
      const { options, project, output } = invocationOf<{ readonly all?: true }>(command);
      const { inventory } = await import('../inventory.js');
      const { printInventory } = await import('./print-inventory.js');
      printInventory(await inventory({ ...project, all: options.all }), output);
    });
}

const EXAMPLES = `
Examples:
  $ sluice inventory
  $ sluice inventory --all --database postgres://localhost/app

What no kind covers is left alone; a change that would lose it is refused.`;
