import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { invocationOf } from './project-options.js';

/** Adds `sluice check`. */
export function addCheck(program: Command): void {
  program
    .command('check')
    .description(
      'Tell whether the migrations make what the models say, and the database has them all. Changes nothing.',
    )
    .option('--all', 'list all that is left alone, and what the config leaves out')
    .addHelpText('after', EXAMPLES)
    .action(async (_, command: Command) => {
      const { options, project, output } = invocationOf<{ readonly all?: true }>(command);
      const { check } = await import('../check.js');
      const { printCheck } = await import('./print-check.js');
      const result = await check(project);
      printCheck(result, options.all === true, output);
      if (!result.upToDate) process.exitCode = EXIT.differences;
    });
}

const EXAMPLES = `
Examples:
  $ sluice check
  $ sluice check --json
  $ sluice check --all

The exit code is 0 where there is nothing to do, and 3 where there is.`;
