import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice show`. */
export function addShow(program: Command): void {
  program
    .command('show')
    .argument('<target>', 'a revision or the beginning of one, a label, head, heads, current')
    .description('Show what the file of a migration says of itself.')
    .addHelpText('after', '\nExamples:\n  $ sluice show head\n  $ sluice show 9c2b\n  $ sluice show current')
    .action(async (target: string, _, command: Command) => {
      const { project, output } = invocationOf(command);
      const { show } = await import('../show.js');
      const { revisionLines } = await import('./print-revisions.js');
      const found = await show({ ...project, target });
      output.json(found);
      for (const [i, one] of found.entries())
        for (const line of [...(i === 0 ? [] : ['']), ...revisionLines(one)]) output.result(line);
      if (found.length === 0) output.tell('There is no migration there: that is the base.');
    });
}
