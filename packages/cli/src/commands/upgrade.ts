import { Option, type Command } from 'commander';
import { eachDatabase } from './each-database.js';
import { invocationOf } from './project-options.js';
import type { RunFlags } from './run-direction.js';
import type { VerifyManner } from '../verify.js';
import { addRunFlags } from './run-flags.js';
import { tenantsOf } from './tenant-flags.js';

interface UpgradeFlags extends RunFlags {
  readonly allowEdited?: true;
  readonly abandon?: true;
  readonly verify?: VerifyManner;
}

/** Adds `sluice upgrade`. */
export function addUpgrade(program: Command): void {
  addRunFlags(program.command('upgrade').argument('[target]', 'how far: a revision, head, heads, +1', 'head'))
    .description('Run the migrations that the database lacks, each in a transaction of its own.')
    .option('--allow-edited', 'go on where files of migrations that the database has were changed since')
    .option(
      '--abandon',
      'run nothing: take back what is done of a migration that was interrupted, either way, and forget it',
    )
    .addOption(
      new Option(
        '--verify <what>',
        'with what the database is compared at the head: models, or off (default: models)',
      ).choices(['models', 'off']),
    )
    .option('--create-schema', 'make the schema of a tenant that has none')
    .addHelpText('after', EXAMPLES)
    .action(async (target: string, flags: UpgradeFlags, command: Command) => {
      const { abandonAndPrint, printScript, runAndPrint, runTenantsAndPrint } = await import('./run-direction.js');
      if (flags.sql === true) return printScript(invocationOf(command), 'upgrade', target);
      const { upgrade } = await import('../upgrade.js');
      const { abandon, allowEdited, createSchema, verify } = flags;
      const tenants = tenantsOf(flags);
      return eachDatabase<RunFlags>(command, async (invocation) => {
        if (abandon === true) return abandonAndPrint(invocation);
        if (tenants !== undefined)
          return runTenantsAndPrint(invocation, async (options) =>
            upgrade({ ...options, ...tenants, target, allowEdited, createSchema }),
          );
        return runAndPrint(invocation, async (options) => upgrade({ ...options, target, allowEdited, verify }));
      });
    });
}

const EXAMPLES = `
Examples:
  $ sluice upgrade              to the head
  $ sluice upgrade +1           the next one
  $ sluice upgrade 9c2b3f1a     to a revision, by the beginning of its id
  $ sluice upgrade --wait 120   in a container that starts with its database
  $ sluice upgrade --backup ./backups
  $ sluice upgrade --database pglite:./data
  $ sluice upgrade --tenant acme,globex
  $ sluice upgrade 9c2b:head --sql > upgrade.sql`;
