import type { Command } from 'commander';
import { invocationOf } from './project-options.js';

/** Adds `sluice current`. */
export function addCurrent(program: Command): void {
  program
    .command('current')
    .description('Show the revision the database is at.')
    .addHelpText('after', '\nExamples:\n  $ sluice current\n  $ sluice current --database postgres://localhost/app')
    .action(async (_, command: Command) => {
      const { project, output } = invocationOf(command);
      const { current } = await import('../current.js');
      const { revisionLine, interruptedLine, pendingLine } = await import('./print-revisions.js');
      const { revisions, pending, interrupted } = await current(project);
      output.json({ revisions, pending, interrupted });
      for (const one of revisions) output.result(revisionLine(one));
      if (revisions.length === 0) output.result('The database is at its base: no migration is applied.');
      for (const one of interrupted) output.result(interruptedLine(one));
      if (pending.length > 0) output.tell(pendingLine(pending));
    });
}
