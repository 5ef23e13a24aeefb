import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice ensure-version`. */
export function addEnsureVersion(program: Command): void {
  program
    .command('ensure-version')
    .description('Create the version table where it is missing; upgrade does so by itself.')
    .option('--sql', 'write a script for psql instead, and ask no database')
    .addHelpText('after', EXAMPLES)
    .action(async ({ sql }: { readonly sql?: true }, command: Command) => {
      const { project, output } = invocationOf(command);
      if (sql === true) {
        const { offlineEnsureVersion } = await import('../offline-stamp.js');
        const script = await offlineEnsureVersion(project);
        output.json(script);
        return output.result(script.sql.trimEnd());
      }
      const { ensureVersion } = await import('../ensure-version.js');
      await ensureVersion(project);
      output.json({});
      output.tell('The version table is there.');
    });
}

const EXAMPLES = `
Examples:
  $ sluice ensure-version --database postgres://owner@localhost/app
  $ sluice ensure-version --sql | psql postgres://owner@localhost/app`;
