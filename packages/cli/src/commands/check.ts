import type { Command } from 'commander';
import type { CheckResult } from '../check.js';
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
      if (!result.upToDate) process.exitCode = exitCodeOf(result);
    });
}

/** What is pending comes first: until it is run, nothing is compared. */
const exitCodeOf = ({ pending, interrupted }: CheckResult): number =>
  pending.length > 0 || interrupted.length > 0 ? EXIT.pending : EXIT.differences;

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

The exit code is 0 where there is nothing to do, 3 where the models are not what the migrations make
or the database has migrations that were edited since, and 5 where the
database lacks migrations.`;
