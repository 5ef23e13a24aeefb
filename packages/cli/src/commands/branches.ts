import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice branches`. */
export function addBranches(program: Command): void {
  program
    .command('branches')
    .description('List the revisions at which branches begin, each with those that follow it.')
    .addHelpText('after', '\nExamples:\n  $ sluice branches')
    .action(async (_, command: Command) => {
      const { project, output } = invocationOf(command);
      const { branches } = await import('../branches.js');
      const { revisionLine } = await import('./print-revisions.js');
      const found = await branches(project);
      output.json(found);
      for (const one of found) {
        output.result(revisionLine(one));
        for (const next of one.branches) output.result(`  -> ${revisionLine(next)}`);
      }
      if (found.length === 0) output.tell('There are no branches.');
    });
}
