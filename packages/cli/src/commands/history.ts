import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice history`. */
export function addHistory(program: Command): void {
  program
    .command('history')
    .description('List the migrations, the newest first.')
    .option('-r, --range <from:to>', 'from where to where, both included: base:9c2b, -3:current')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sluice history\n  $ sluice history -r 9c2b:head\n  $ sluice history -r current:',
    )
    .action(async (_, command: Command) => {
      const { options, project, output } = invocationOf<{ readonly range?: string }>(command);
      const { history } = await import('../history.js');
      const { historyLine } = await import('./print-revisions.js');
      const migrations = await history({ ...project, range: options.range });
      output.json(migrations);
      for (const [i, one] of migrations.entries()) output.result(historyLine(one, migrations[i + 1]));
      if (migrations.length === 0) output.tell('There are no migrations.');
    });
}
