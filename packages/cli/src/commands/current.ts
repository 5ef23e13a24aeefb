import type { Command } from 'commander';
import type { CurrentResult } from '../current.js';
import type { Output } from '../output.js';
import type { ProjectOptions } from '../project.js';
import { eachDatabase } from './each-database.js';
import { addTenantFlags, tenantsOf, type ChosenTenants, type TenantFlags } from './tenant-flags.js';

/** Adds `sluice current`. */
export function addCurrent(program: Command): void {
  addTenantFlags(program.command('current'))
    .description('Show the revision the database is at.')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TenantFlags, command: Command) =>
      eachDatabase(command, async ({ project, output }) => {
        const tenants = tenantsOf(flags);
        await (tenants === undefined ? printCurrent(project, output) : printCurrents(project, tenants, output));
      }),
    );
}

async function printCurrent(project: ProjectOptions, output: Output): Promise<void> {
  const { current } = await import('../current.js');
  const { revisionLine, interruptedLine, pendingLine } = await import('./print-revisions.js');
  const { revisions, pending, interrupted } = await current(project);
  output.json({ revisions, pending, interrupted });
  for (const one of revisions) output.result(revisionLine(one));
  if (revisions.length === 0) output.result('The database is at its base: no migration is applied.');
  for (const one of interrupted) output.result(output.suggest(interruptedLine(one)));
  if (pending.length > 0) output.tell(pendingLine(pending));
}

/** Prints where each tenant is, as soon as it is known. */
async function printCurrents(project: ProjectOptions, tenants: ChosenTenants, output: Output): Promise<void> {
  const { current } = await import('../current.js');
  const { place, printTenant, printTenants } = await import('./print-tenants.js');
  const namesOf = (revisions: CurrentResult['revisions']): readonly string[] =>
    revisions.map(({ revision }) => revision);
  const onTenantEnd = printTenant<CurrentResult>(output, ({ revisions, pending }) =>
    [place(namesOf(revisions)), ...(pending.length === 0 ? [] : [`${pending.length} pending`])].join(', '),
  );
  const report = await current({ ...project, ...tenants, onTenantEnd });
  printTenants(report, output, ({ revisions, pending, interrupted }) => ({
    revisions: namesOf(revisions),
    pending: namesOf(pending),
    interrupted,
  }));
}

const EXAMPLES = `
Examples:
  $ sluice current
  $ sluice current --database postgres://localhost/app
  $ sluice current --tenants`;
