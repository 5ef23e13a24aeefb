import { InvalidArgumentError, type Command } from 'commander';
import { invocationOf } from './project-options.js';

interface ParkedFlags {
  readonly purge?: true;
  readonly olderThan?: number;
}

/** Adds `sluice parked`. */
export function addParked(program: Command): void {
  program
    .command('parked')
    .argument('[revisions...]', 'only what these have parked')
    .description('List the rows and values that migrations have put aside, or let them go.')
    .option('--purge', 'let them go for good')
    .option('--older-than <days>', 'only what was parked so long ago, as 30d', days)
    .addHelpText('after', EXAMPLES)
    .action(async (revisions: readonly string[], flags: ParkedFlags, command: Command) => {
      const { project, output } = invocationOf(command);
      const { parked } = await import('../parked.js');
      const { printParked } = await import('./print-parked.js');
      const result = await parked({ ...project, revisions, purge: flags.purge, olderThanDays: flags.olderThan });
      printParked(result, output);
    });
}

function days(text: string): number {
  const found = /^(\d+)d?$/.exec(text.trim());
  if (found === null) throw new InvalidArgumentError('Give a number of days, as 30d.');
  return Number(found[1]);
}

const EXAMPLES = `
Examples:
  $ sluice parked                             what is there
  $ sluice parked --purge --older-than 30d    what nobody has missed for a month
  $ sluice parked --purge 9c2b3f1a            what a migration has parked`;
