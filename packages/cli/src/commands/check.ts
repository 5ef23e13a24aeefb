import type { Command } from 'commander';
import type { CheckResult } from '../check.js';
import { EXIT, foremost } from '../exit-codes.js';
import { eachDatabase } from './each-database.js';
import type { Invocation } from './project-options.js';
import { addTenantFlags, tenantsOf, type ChosenTenants, type TenantFlags } from './tenant-flags.js';

/** Adds `sluice check`. */
export function addCheck(program: Command): void {
  addTenantFlags(program.command('check'))
    .description(
      'Tell whether the migrations make what the models say, and the database has them all. Changes nothing.',
    )
    .option('--pending', 'ask only whether the database has all migrations; the models are not read')
    .option('--all', 'list all that is left alone, and what the config leaves out')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TenantFlags, command: Command) =>
      eachDatabase<CheckFlags>(command, async (invocation) => {
        const tenants = tenantsOf(flags);
        await (tenants === undefined ? checkAndPrint(invocation) : checkTenants(invocation, tenants));
      }),
    );
}

async function checkAndPrint({ options, project, output }: Invocation<CheckFlags>): Promise<void> {
  const { check } = await import('../check.js');
  const { printCheck } = await import('./print-check.js');
  const result = await check({ ...project, pendingOnly: options.pending });
  printCheck(result, { all: options.all === true, pendingOnly: options.pending === true }, output);
  if (!result.upToDate) process.exitCode = exitCodeOf(result);
}

/** Prints for each tenant what is to be done, as soon as it is known. */
async function checkTenants(
  { options, project, output }: Invocation<CheckFlags>,
  tenants: ChosenTenants,
): Promise<void> {
  const { check } = await import('../check.js');
  const { checkFields, checkWord } = await import('./print-check.js');
  const { printTenant, printTenants } = await import('./print-tenants.js');
  const onTenantEnd = printTenant<CheckResult>(output, checkWord);
  const report = await check({ ...project, pendingOnly: options.pending, ...tenants, onTenantEnd });
  const codes = report.tenants.flatMap((one) =>
    one.status === 'done' && !one.result.upToDate ? [exitCodeOf(one.result)] : [],
  );
  process.exitCode = foremost(codes);
  printTenants(report, output, (result) => checkFields(result, options.all === true));
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
  $ sluice check --tenants
  $ sluice check --database all

The exit code is 0 where there is nothing to do, 3 where the models are not what the migrations make
or the database has migrations that were edited since, and 5 where the
database lacks migrations.`;
