import type { Command } from 'commander';
import { eachDatabase } from './each-database.js';

/** Adds `sluice status`. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('Show on one screen where models, migrations and the database stand.')
    .addHelpText('after', '\nExamples:\n  $ sluice status\n  $ sluice status --json')
    .action(async (_, command: Command) =>
      eachDatabase(command, async ({ project, output }) => {
        const { status } = await import('../status.js');
        const { printStatus } = await import('./print-status.js');
        printStatus(await status(project), output);
      }),
    );
}
