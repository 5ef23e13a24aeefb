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
    .addHelpText('after', EXAMPLES)
    .action(async (_, command: Command) => {
      const { project, output } = invocationOf(command);
      const { check } = await import('../check.js');
      const { printCheck } = await import('./print-check.js');
      const result = await check(project);
      printCheck(result, output);
      if (!result.upToDate) process.exitCode = EXIT.differences;
    });
}

const EXAMPLES = `
Examples:
  $ sluice check
  $ sluice check --json

The exit code is 0 where there is nothing to do, and 3 where there is.`;
