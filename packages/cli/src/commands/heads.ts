import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice heads`. */
export function addHeads(program: Command): void {
  program
    .command('heads')
    .description('List the revisions that no other follows.')
    .addHelpText('after', '\nExamples:\n  $ sluice heads')
    .action(async (_, command: Command) => {
      const { project, output } = invocationOf(command);
      const { heads } = await import('../heads.js');
      const { revisionLine } = await import('./print-revisions.js');
      const found = await heads(project);
      output.json(found);
      for (const one of found) output.result(revisionLine(one));
      if (found.length === 0) output.tell('There are no migrations.');
    });
}
