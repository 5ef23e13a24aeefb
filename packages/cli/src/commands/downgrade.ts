import type { Command } from 'commander';
import { addRunFlags } from './run-flags.js';

/** Adds `sluice downgrade`. */
export function addDowngrade(program: Command): void {
  addRunFlags(program.command('downgrade').argument('<target>', 'how far: -1, a revision (which stays), base'))
    .description('Undo migrations, the newest first. Values that a migration dropped do not come back.')
    .addHelpText('after', EXAMPLES)
    .action(async (target: string, _, command: Command) => {
      const { downgrade } = await import('../downgrade.js');
      const { runAndPrint } = await import('./run-direction.js');
      await runAndPrint(command, async (options) => downgrade({ ...options, target }));
    });
}

const EXAMPLES = `
Examples:
  $ sluice downgrade -1         the last one
  $ sluice downgrade 9c2b3f1a   all that follows this revision
  $ sluice downgrade base       everything`;
