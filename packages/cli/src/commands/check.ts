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
    .option('--pending', 'ask only whether the database has all migrations; the models are not read')
    .option('--all', 'list all that is left alone, and what the config leaves out')
    .addHelpText('after', EXAMPLES)
    .action(async (_, command: Command) => {
      const { options, project, output } = invocationOf<CheckFlags>(command);
      const { check } = await import('../check.js');
      const { printCheck } = await import('./print-check.js');
      const result = await check({ ...project, pendingOnly: options.pending });
      printCheck(result, { all: options.all === true, pendingOnly: options.pending === true }, output);
      if (!result.upToDate) process.exitCode = result.differences.length > 0 ? EXIT.differences : EXIT.pending;
    });
}

interface CheckFlags {
  readonly pending?: true;
  readonly all?: true;
}

const EXAMPLES = `
Examples:
  $ sluice check
  $ sluice check --pending      before an application starts: has the database all migrations?
  $ sluice check --json
  $ sluice check --all

The exit code is 0 where there is nothing to do, 3 where the models are not what the migrations make, and 5 where the
database lacks migrations.`;
