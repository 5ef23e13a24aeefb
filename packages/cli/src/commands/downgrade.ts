import type { Command } from 'commander';
import { eachDatabase } from './each-database.js';
import { invocationOf } from './project-options.js';
import type { RunFlags } from './run-direction.js';
import { addRunFlags } from './run-flags.js';
import { tenantsOf } from './tenant-flags.js';

/** Adds `sluice downgrade`. */
export function addDowngrade(program: Command): void {
  addRunFlags(program.command('downgrade').argument('<target>', 'how far: -1, a revision (which stays), base'))
    .description('Undo migrations, the newest first. Values that a migration dropped do not come back.')
    .addHelpText('after', EXAMPLES)
    .action(async (target: string, flags: RunFlags, command: Command) => {
      const { printScript, runAndPrint, runTenantsAndPrint } = await import('./run-direction.js');
      if (flags.sql === true) return printScript(invocationOf(command), 'downgrade', target);
      const { downgrade } = await import('../downgrade.js');
      const tenants = tenantsOf(flags);
      return eachDatabase<RunFlags>(command, async (invocation) =>
        tenants === undefined
          ? runAndPrint(invocation, async (options) => downgrade({ ...options, target }))
          : runTenantsAndPrint(invocation, async (options) => downgrade({ ...options, ...tenants, target })),
      );
    });
}

const EXAMPLES = `
Examples:
  $ sluice downgrade -1         the last one
  $ sluice downgrade 9c2b3f1a   all that follows this revision
  $ sluice downgrade base       everything
  $ sluice downgrade head:9c2b --sql > downgrade.sql`;
