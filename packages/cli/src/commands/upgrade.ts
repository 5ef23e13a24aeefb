import type { Command } from 'commander';
import { addRunFlags } from './run-flags.js';

/** Adds `sluice upgrade`. */
export function addUpgrade(program: Command): void {
  addRunFlags(program.command('upgrade').argument('[target]', 'how far: a revision, head, heads, +1', 'head'))
    .description('Run the migrations that the database lacks, each in a transaction of its own.')
    .addHelpText('after', EXAMPLES)
    .action(async (target: string, _, command: Command) => {
      const { upgrade } = await import('../upgrade.js');
      const { runAndPrint } = await import('./run-direction.js');
      await runAndPrint(command, async (options) => upgrade({ ...options, target }));
    });
}

const EXAMPLES = `
Examples:
  $ sluice upgrade              to the head
  $ sluice upgrade +1           the next one
  $ sluice upgrade 9c2b3f1a     to a revision, by the beginning of its id
  $ sluice upgrade --database pglite:./data`;
