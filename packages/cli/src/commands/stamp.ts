import type { Command } from 'commander';
import type { StampResult } from '../stamp.js';
import type { LockManner } from '@sluice/database';
import { lockOption, seconds } from './run-flags.js';
import { invocationOf } from './project-options.js';
import { addTenantFlags, tenantsOf, type TenantFlags } from './tenant-flags.js';

interface StampFlags extends TenantFlags {
  readonly purge?: true;
  readonly wait?: number;
  readonly lock?: LockManner;
  readonly sql?: true;
}

/** Adds `sluice stamp`. */
export function addStamp(program: Command): void {
  addTenantFlags(program.command('stamp'))
    .argument('<revisions...>', 'where the database is: head, heads, base, a revision of each branch')
    .description('Record where a database is, without running anything.')
    .option('--purge', 'forget first what is recorded, also what is not among the migrations')
    .option('--wait <seconds>', 'how long to wait for another process that runs migrations (default: 60)', seconds)
    .addOption(lockOption())
    .option('--sql', 'write a script for psql instead, and ask no database; from:to says where it is')
    .addHelpText('after', EXAMPLES)
    .action(async (revisions: readonly string[], flags: StampFlags, command: Command) => {
      const { project, output } = invocationOf(command);
      const tenants = tenantsOf(flags);
      if (flags.sql === true) {
        const { offlineStamp } = await import('../offline-stamp.js');
        const script = await offlineStamp({ ...project, revisions, purge: flags.purge, tenants: tenants?.tenants });
        output.json(script);
        return output.result(script.sql.trimEnd());
      }
      const { stamp } = await import('../stamp.js');
      const wanted = { ...project, revisions, purge: flags.purge, waitSeconds: flags.wait, lock: flags.lock };
      if (tenants !== undefined) {
        const { printTenant, printTenants, way } = await import('./print-tenants.js');
        const onTenantEnd = printTenant<StampResult>(output, (one) => way(one.before, one.revisions));
        const report = await stamp({ ...wanted, ...tenants, onTenantEnd });
        return printTenants(report, output, (one) => one);
      }
      const result = await stamp(wanted);
      output.json(result);
      const place = (names: readonly string[]): string => (names.length === 0 ? 'its base' : names.join(', '));
      output.tell(`Stamped: the database was at ${place(result.before)}, and is at ${place(result.revisions)}.`);
    });
}

const EXAMPLES = `
Examples:
  $ sluice stamp head           a database that was made otherwise, and has all of it
  $ sluice stamp 9c2b           to a revision, by the beginning of its id
  $ sluice stamp head --purge   where the database is at a revision that is gone
  $ sluice stamp base           nothing is applied
  $ sluice stamp 8f1a:9c2b --sql > stamp.sql`;
