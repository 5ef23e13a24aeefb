import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice ensure-version`. */
export function addEnsureVersion(program: Command): void {
  program
    .command('ensure-version')
    .description('Create the version table where it is missing; upgrade does so by itself.')
    .addHelpText('after', '\nExamples:\n  $ sluice ensure-version --database postgres://owner@localhost/app')
    .action(async (_, command: Command) => {
      const { project, output } = invocationOf(command);
      const { ensureVersion } = await import('../ensure-version.js');
      await ensureVersion(project);
      output.json({});
      output.tell('The version table is there.');
    });
}
